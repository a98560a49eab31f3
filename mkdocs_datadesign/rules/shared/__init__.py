"""The rules of the group shared."""

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
