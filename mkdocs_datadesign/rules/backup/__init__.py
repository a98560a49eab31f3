"""Rules on backup and recovery, in the order in which they are listed."""

from . import unreachable_rpo, unreadable_objective, weaker_than_user

RULES = (unreadable_objective.RULE, unreachable_rpo.RULE, weaker_than_user.RULE)
