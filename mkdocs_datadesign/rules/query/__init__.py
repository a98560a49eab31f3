"""Rules on queries and indexes, in the order in which they are listed."""

from . import (
    foreign_key_not_indexed,
    index_type,
    mechanism,
    not_indexed,
    redundant_index,
    unknown_field,
    unknown_target,
    unpaginated_list,
)

RULES = (
    unknown_target.RULE,
    unknown_field.RULE,
    not_indexed.RULE,
    foreign_key_not_indexed.RULE,
    redundant_index.RULE,
    index_type.RULE,
    unpaginated_list.RULE,
    mechanism.RULE,
)
