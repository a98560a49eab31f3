"""Rules on queries and indexes, in the order in which they are listed."""

from . import unknown_field, unknown_target

RULES = (unknown_target.RULE, unknown_field.RULE)
