"""Rules on names, in the order in which they are listed."""

from ..rule import Rule
from . import (
    drift,
    field_case,
    foreign_key,
    index,
    reserved_word,
    standard_fields,
    table_case,
    table_plural,
    table_prefix,
    timestamp,
    too_long,
)

RULES: tuple[Rule, ...] = (
    table_plural.RULE,
    table_case.RULE,
    table_prefix.RULE,
    field_case.RULE,
    foreign_key.RULE,
    timestamp.RULE,
    standard_fields.RULE,
    index.RULE,
    reserved_word.RULE,
    too_long.RULE,
    drift.RULE,
)
