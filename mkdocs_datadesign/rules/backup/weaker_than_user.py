"""backup/weaker-than-user"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...catalog import Catalog, Feature, Object
from ...model import Backup
from ...problem import Severity
from ...source import Path
from ...words import listed
from ..rule import Finding, Rule
from .plans import plan_of, seconds

_Key = tuple[str, str, Path, Path]


def check(catalog: Catalog) -> Iterator[Finding]:
    found: dict[_Key, tuple[Feature, Feature, Backup, Backup, dict[str, None]]] = {}
    for item in catalog.all_objects:
        ours = plan_of(item.feature, item.store)
        for user, theirs in _demands(item) if ours and not item.is_stub else ():
            assert ours is not None
            for key in _weaker(ours[1], theirs[1]):
                place = (item.feature.key, user.key, (*ours[0], key), (*theirs[0], key))
                found.setdefault(place, (item.feature, user, ours[1], theirs[1], {}))[4][item.name] = None
    for (*_, path, demanded), (owner, user, ours_, theirs_, names) in found.items():
        weaker = [f"{name} for {user.key} by {'.'.join(map(str, demanded[:-1]))}" for name in names]
        key = str(path[-1])
        shown, has_this, demands_that = listed(list(names), limit=3), _words(key, ours_), _words(key, theirs_)
        has, it = ("has", "it") if len(names) == 1 else ("have", "them")
        if owner.elsewhere:  # another site's: said where it can be changed here
            message = f"{shown} of `{owner.key}` {has} {has_this}, and this feature demands {demands_that}"
            related = ((owner, path, "the owner has this"),)
            help, members = (
                "agree with its owner on more, or demand less",
                tuple((user, demanded, one) for one in weaker),
            )
            yield Finding(user, demanded, message, help, related=related, members=members)
        else:
            message = f"{shown} {has} {has_this}, and `{user.key}`, which uses {it}, demands {demands_that}"
            related = ((user, demanded, "the user demands this"),)
            help, members = "make it as strict, or agree on less there", tuple((owner, path, one) for one in weaker)
            yield Finding(owner, path, message, help, related=related, members=members)


def _demands(item: Object) -> Iterable[tuple[Feature, tuple[Path, Backup]]]:
    """The features that use an object, with each plan that they hold their own data to, once."""
    found = {}
    for use in item.uses:
        if use.feature is not item.feature:
            plan = plan_of(use.feature, use.by.store if use.by and use.by.feature is use.feature else None)
            if plan:
                found[use.feature.key, plan[0]] = (use.feature, plan)
    return found.values()


def _weaker(ours: Backup, theirs: Backup) -> Iterator[str]:
    """The keys by which one plan is weaker than another."""
    for key in ("rpo", "rto"):
        own, demanded = seconds(ours, key), seconds(theirs, key)
        if own is not None and demanded is not None and own > demanded:
            yield key
    if theirs.point_in_time_recovery and ours.point_in_time_recovery is False:
        yield "point_in_time_recovery"


def _words(key: str, plan: Backup) -> str:
    if key == "point_in_time_recovery":
        return "point-in-time recovery" if plan.point_in_time_recovery else "no point-in-time recovery"
    return f"an {key.upper()} of `{getattr(plan, key)}`"


RULE = Rule(
    name="backup/weaker-than-user",
    severity=Severity.WARNING,
    step=9,
    checks="What other features use is backed up at least as strictly as they back up their own: RPO, RTO, point in time.",
    why="A feature is recovered only when all that it refers to is; the weakest plan among them holds for it.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
title: Checkout
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        owner: identity/accounts
        fields:
          id: {type: UUID}
backup: {frequency: 5 minutes, rto: 1 hour, rpo: 5 minutes}
# docs/plan/identity/accounts/03-data-design.yaml
title: Accounts
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        fields:
          id: {type: UUID, constraints: [PK]}
backup: {frequency: daily, rto: 1 hour, rpo: 24 hours}
""",
    good="""\
# docs/plan/commerce/checkout/03-data-design.yaml
title: Checkout
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        owner: identity/accounts
        fields:
          id: {type: UUID}
backup: {frequency: 5 minutes, rto: 1 hour, rpo: 5 minutes}
# docs/plan/identity/accounts/03-data-design.yaml
title: Accounts
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      users:
        fields:
          id: {type: UUID, constraints: [PK]}
backup: {frequency: 5 minutes, rto: 1 hour, rpo: 5 minutes}
""",
    check=check,
)
