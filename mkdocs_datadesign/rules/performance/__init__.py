"""Rules on volumes, in the order in which they are listed."""

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
