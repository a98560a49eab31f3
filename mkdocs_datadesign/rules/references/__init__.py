"""Rules on the documents and technologies that a design names, in the order in which they are listed."""

from ..rule import Rule

RULES: tuple[Rule, ...] = ()
