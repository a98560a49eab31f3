"""A project's own conventions, as options."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import COMPLETE, Write
from processes import datadesign

from mkdocs_datadesign.project import Project

Check = Callable[..., Project]


def found(project: Project) -> set[str]:
    return {problem.rule for problem in project.problems}


@pytest.mark.parametrize(
    ("conventions", "rules"),
    [
        ({}, set()),
        ({"technologies": ["postgres", "Redis"]}, set()),
        ({"technologies": ["MySQL"]}, {"references/technology"}),
        ({"identifiers": ["uuid", "ULID"]}, set()),
        ({"identifiers": ["BIGINT"]}, {"model/identifier-type"}),
        ({"table_prefixes": ["cust", "ord"]}, set()),
        ({"table_prefixes": ["shop_"]}, {"naming/table-prefix"}),
        ({"timestamps": {"created": "inserted_at"}}, {"naming/standard-fields", "naming/timestamp"}),
    ],
)
def test_each_convention(project: Check, conventions: dict[str, object], rules: set[str]) -> None:
    assert found(project(COMPLETE, conventions=conventions)) == rules


def test_words_that_count_as_plural(project: Check) -> None:
    text = (
        COMPLETE.replace("customers:", "staff:")
        .replace("FK customers", "FK staff")
        .replace("target: customers", "target: staff")
    )
    text = text.replace("customer_id", "staff_id")
    assert found(project(text)) == {"naming/table-plural"}
    assert found(project(text, conventions={"plurals": ["Staff"]})) == set()


def test_a_prefix_is_no_part_of_what_a_foreign_key_is_named_after(project: Check) -> None:
    text = (
        COMPLETE.replace("customers", "shop_customers").replace("orders", "shop_orders").replace("docs/shop_", "docs/")
    )
    assert found(project(text, conventions={"table_prefixes": ["shop_"]})) == set()


def test_timestamps_by_other_names(project: Check) -> None:
    text = COMPLETE.replace("created_at", "inserted_at").replace("updated_at", "modified_at")
    names = {"created": "inserted_at", "updated": "modified_at"}
    assert found(project(text, conventions={"timestamps": names})) == set()
    assert "naming/timestamp" in found(project(text))


@pytest.mark.parametrize(
    "wrong", ["{identifers: [UUID]}", "{identifiers: 7}", "{timestamps: {made: made_at}}", '{technologies: [""]}']
)
def test_a_wrong_convention_is_named(write: Write, wrong: str) -> None:
    docs = write({"shop/orders": COMPLETE})
    (docs.parent / "mkdocs.yml").write_text(f"plugins:\n  - datadesign: {{conventions: {wrong}}}\n")
    done = datadesign("check", cwd=docs.parent)
    assert done.returncode == 2
    assert "conventions." in done.stderr
    assert "Traceback" not in done.stderr
