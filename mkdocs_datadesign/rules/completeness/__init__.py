"""Rules on what the workflow's checklist asks for, in the order in which they are listed."""

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
