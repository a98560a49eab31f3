"""The rules of the group naming."""

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
