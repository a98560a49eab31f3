"""Rules that keep code out of prose, in the order in which they are listed."""

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
