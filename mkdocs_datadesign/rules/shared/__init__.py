"""Rules on objects that several features share, in the order in which they are listed."""

from ..rule import Rule
from . import conflict, no_owner, owner_cycle, owner_lacks_field, owner_lacks_object, unknown_owner

RULES: tuple[Rule, ...] = (
    no_owner.RULE,
    unknown_owner.RULE,
    owner_lacks_object.RULE,
    owner_lacks_field.RULE,
    conflict.RULE,
    owner_cycle.RULE,
)
