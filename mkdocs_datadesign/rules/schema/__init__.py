"""Rules on the format itself, in the order in which they are listed."""

from . import duplicate_key, invalid_value, missing_key, syntax, unknown_key

RULES = (syntax.RULE, duplicate_key.RULE, unknown_key.RULE, missing_key.RULE, invalid_value.RULE)
