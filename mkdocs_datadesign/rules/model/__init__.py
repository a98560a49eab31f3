"""Rules on the data model, in the order in which they are listed."""

from . import (
    ambiguous_target,
    cross_store_reference,
    default_outside_values,
    enum_without_values,
    identifier_type,
    many_to_many_without_junction,
    no_primary_key,
    one_to_many_without_foreign_key,
    one_to_one_without_unique,
    required_cycle,
    soft_delete_field,
    type_mismatch,
    unknown_field,
    unknown_target,
    unused_object,
)

RULES = (
    no_primary_key.RULE,
    identifier_type.RULE,
    unknown_target.RULE,
    ambiguous_target.RULE,
    type_mismatch.RULE,
    unknown_field.RULE,
    one_to_many_without_foreign_key.RULE,
    many_to_many_without_junction.RULE,
    one_to_one_without_unique.RULE,
    soft_delete_field.RULE,
    enum_without_values.RULE,
    default_outside_values.RULE,
    required_cycle.RULE,
    cross_store_reference.RULE,
    unused_object.RULE,
)
