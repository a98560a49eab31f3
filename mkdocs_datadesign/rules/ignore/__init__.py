"""Rules on ignoring comments."""

from . import unused

RULES = (unused.RULE,)
