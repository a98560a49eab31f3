"""What tests of rules at their edges share: short designs, and what one rule says of them."""

from __future__ import annotations

import json

from mkdocs_datadesign.explain import judged
from mkdocs_datadesign.problem import Problem
from mkdocs_datadesign.rules import RULES

BY_NAME = {rule.name: rule for rule in RULES}
TWO = """\
# docs/plan/commerce/checkout/03-data-design.yaml
{ours}
# docs/plan/identity/accounts/03-data-design.yaml
{theirs}
"""
USERS = "entities:\n  users:\n    fields: {id: {type: UUID, constraints: [PK]}, plan: {type: Enum, values: [free, paid], constraints: [DEFAULT free]}}\n"


def problems(rule: str, text: str) -> list[Problem]:
    return [problem for problem in judged(BY_NAME[rule], text) if problem.rule == rule]


def places(rule: str, text: str) -> list[str]:
    """Where a rule finds something, below the one store's tables if it is there."""
    return [problem.data_path.removeprefix("stores.main.entities.") for problem in problems(rule, text)]


def table(**fields: object) -> str:
    """A table `orders` with these fields, and an identifier."""
    return (
        f"entities:\n  orders:\n    fields: {json.dumps({'id': {'type': 'UUID', 'constraints': ['PK']}, **fields})}\n"
    )


def dto(stored: dict[str, object], field: dict[str, object], direction: str | None) -> str:
    """A DTO with one field, made of a field `it` of the table."""
    shape: dict[str, object] = {"source": "orders", "fields": {"it": {"from": "it", **field}}}
    if direction:
        shape["direction"] = direction
    return table(it=stored) + f"dtos: {json.dumps({'Order': shape})}\n"


def key(target: str, type: str = "UUID") -> str:
    return f"entities:\n  orders:\n    fields: {{user_id: {{type: {type}, constraints: [{json.dumps('FK ' + target)}]}}}}\n"


def told(rule: str, text: str) -> list[tuple[str, str]]:
    """What a rule says, with its help."""
    return [(problem.message, problem.help) for problem in problems(rule, text)]
