"""Rules that keep code out of prose, in the order in which they are listed."""

from ..rule import Rule
from . import code_block, migration, orm, sql

RULES: tuple[Rule, ...] = (sql.RULE, orm.RULE, migration.RULE, code_block.RULE)
