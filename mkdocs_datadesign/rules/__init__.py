"""All rules, in full and in order. A rule is one file; its group's package lists it."""

from . import dto, ignore, model, naming, query, schema, shared
from .check import Override, check
from .rule import Finding, Rule, example

RULES: tuple[Rule, ...] = (
    *schema.RULES,
    *model.RULES,
    *naming.RULES,
    *query.RULES,
    *dto.RULES,
    *shared.RULES,
    *ignore.RULES,
)

__all__ = ["RULES", "Finding", "Override", "Rule", "check", "example"]
