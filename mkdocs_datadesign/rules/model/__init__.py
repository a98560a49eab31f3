"""Rules on the data model, in the order in which they are listed."""

from . import no_primary_key

RULES = (no_primary_key.RULE,)
