"""Rules on DTOs, in the order in which they are listed."""

from . import unknown_field, unknown_source

RULES = (unknown_source.RULE, unknown_field.RULE)
