"""completeness/rationale"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import listed
from ..rule import Finding, Rule
from .missing import designs, each, refused, unsaid

_KEYS = ("project_patterns", "feature_requirements", "performance_needs", "team_expertise")


def check(catalog: Catalog) -> Iterator[Finding]:
    for feature, _ in designs(catalog):
        for store in feature.stores.values():
            path = (*store.path, "rationale")
            foreign = store.objects and all(item.is_stub for item in store.objects.values())
            missing = unsaid(store.model.rationale, _KEYS)
            if missing and not foreign and not refused(feature, path):
                message = f"`{store.name}` does not say why {store.model.technology} fits: {listed(missing)}"
                members = each(feature, path, missing)
                yield Finding(feature, path, message, "add them under `rationale`", members=members)


RULE = Rule(
    name="completeness/rationale",
    severity=Severity.ERROR,
    step=2,
    checks="Each store says why its mechanism fits: by the project's patterns, what the feature requires, what performance it needs, and what the team knows.",
    why="A choice without its reasons cannot be questioned when they change, and every newcomer asks again.",
    bad="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
""",
    good="""\
title: Orders
status: draft
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    rationale:
      project_patterns: Every feature of the shop keeps its records there
      feature_requirements: An order and its lines are written together or not at all
      performance_needs: 150 orders a second at the peak
      team_expertise: The team has run it for years
""",
    check=check,
    incomplete=True,
)
