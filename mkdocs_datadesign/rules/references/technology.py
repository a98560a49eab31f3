"""references/technology"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...technology import technology
from ...words import did_you_mean
from ..rule import Finding, Rule


def check(catalog: Catalog) -> Iterator[Finding]:
    listed = catalog.conventions.technologies
    for feature in catalog.features.values() if listed else ():
        for store in feature.stores.values():
            known = {technology(name, store.model.mechanism).name.lower() for name in listed}
            if store.technology.name.lower() not in known:
                name = store.model.technology
                message = f"`{name}` is not among the project's technologies"
                help = did_you_mean(name, listed) or f"use {_some(listed)}, or add it to `conventions.technologies`"
                yield Finding(feature, (*store.path, "technology"), message, help)


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names[:8]) + (" …" if len(names) > 8 else "")


RULE = Rule(
    name="references/technology",
    severity=Severity.WARNING,
    step=1,
    checks="Each store's technology is on the list of the option `conventions.technologies`, where there is one.",
    why="Each further database must be run, backed up and understood by somebody; a new one deserves a decision.",
    conventions={"technologies": ("PostgreSQL", "Redis")},
    bad="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: MySQL
""",
    good="""\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL 16
""",
    check=check,
)
