"""Rules on DTOs, in the order in which they are listed."""

from . import lossy, missing_contract, nullability, unfilled_field, unknown_field, unknown_source

RULES = (
    unknown_source.RULE,
    unknown_field.RULE,
    missing_contract.RULE,
    unfilled_field.RULE,
    lossy.RULE,
    nullability.RULE,
)
