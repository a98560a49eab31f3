"""All rules, in full and in order. A rule is one file; its group's package lists it."""

from . import backup, completeness, dto, ignore, model, naming, no_code, performance, query, references, schema, shared
from .check import Checker, Override, check, turned_off
from .rule import Finding, Rule, example

RULES: tuple[Rule, ...] = (
    *schema.RULES,
    *model.RULES,
    *naming.RULES,
    *query.RULES,
    *completeness.RULES,
    *performance.RULES,
    *backup.RULES,
    *dto.RULES,
    *no_code.RULES,
    *shared.RULES,
    *references.RULES,
    *ignore.RULES,
)

__all__ = ["RULES", "Checker", "Finding", "Override", "Rule", "check", "example", "turned_off"]
