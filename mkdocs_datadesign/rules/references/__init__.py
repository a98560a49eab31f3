"""Rules on the documents and technologies that a design names, in the order in which they are listed."""

from . import missing_anchor, missing_file, outside_docs, technology

RULES = (missing_file.RULE, missing_anchor.RULE, outside_docs.RULE, technology.RULE)
