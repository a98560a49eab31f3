"""What is new fails, always: whatever the baseline holds, and whatever a revision had already. What is old stays known."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
import yaml
from conftest import COMPLETE, Write
from junitparser import JUnitXml
from processes import datadesign
from test_formats import git
from test_mutations import BREAKS, OPTIONS, RATIONALE, STAMPS, Edits, documents, edited, valid

from mkdocs_datadesign.baseline import apply, of
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.problem import Problem
from mkdocs_datadesign.project import Project, since
from mkdocs_datadesign.rules import RULES

Check = Callable[..., Project]
Sidecars = Mapping[str, str]
__all__ = ["documents"]

SHELVES = f"""\
      shelves:
        purpose: Where things lie
        fields:
          id: {{type: UUID, constraints: [PK], description: Identifier}}
          label: {{type: Text, constraints: [NOT NULL], description: What it says}}
{STAMPS}"""
LABEL = "label: {type: Text, constraints: [NOT NULL]"
VOLUME = "purpose: Where things lie\n        volume: "
CODE = "        purpose: |\n          Where\n\n          ```python\n          pass\n          ```\n"


def table(*edits: tuple[str, str], end: str = "") -> Edits:
    """One more table, before the others, with something wrong in it."""
    text = SHELVES + end
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return [("    entities:\n", f"    entities:\n{text}")]


def index(text: str) -> str:
    return f"        indexes:\n          {text}\n"


def related(kind: str) -> Edits:
    line = f'    relationships:\n      - {{from: customers, to: shelves, type: "{kind}", description: x}}\n'
    return [*table(), ("    relationships:\n", line)]


STORE = f"  again: {{mechanism: document, technology: MongoDB, {RATIONALE}}}\nqueries:\n"
MORE: dict[str, Edits] = {
    "schema/unknown-key": [("status: approved", "status: approved\nowners: x")],
    "schema/duplicate-key": [("        purpose: Who buys\n", "        purpose: Who buys\n        purpose: x\n")],
    "schema/invalid-value": [("  rto: 1 hour", "  rto: [x]")],
    "schema/missing-key": [("{operation: Find a customer by email, ", "{")],
    "model/no-primary-key": table(("[PK]", "[NOT NULL]")),
    "model/identifier-type": table(("id: {type: UUID", "id: {type: Text")),
    "model/ambiguous-target": [("          createdAt: {type: Timestamp", "          payerId: {type: UUID, constraints: [FK customers.id, NOT NULL], consistency: x, description: x}\n          createdAt: {type: Timestamp")],
    "model/type-mismatch": table((LABEL, "customer_id: {type: Date, constraints: [NOT NULL, FK customers.id]")),
    "model/unknown-target": table((LABEL, "label: {type: Text, constraints: [NOT NULL, FK nobody.id]")),
    "model/unknown-field": [("fields: [customer_id, created_at desc]", "fields: [customer_id, created desc]")],
    "model/enum-without-values": table(("type: Text", "type: Enum")),
    "model/default-outside-values": table((LABEL, "label: {type: Enum, values: [a], constraints: [NOT NULL, DEFAULT b]")),
    "model/one-to-many-without-foreign-key": related("1:N"),
    "model/many-to-many-without-junction": related("N:M"),
    "model/one-to-one-without-unique": related("1:1"),
    "model/soft-delete-field": table(("purpose: Where", "soft_delete: true\n        purpose: Where")),
    "model/required-cycle": table((LABEL, "shelf_id: {type: UUID, constraints: [NOT NULL, FK shelves.id]")),
    "model/cross-store-reference": [("          createdAt: {type: Timestamp", "          payerId: {type: UUID, constraints: [FK customers.id, NOT NULL], description: x}\n          createdAt: {type: Timestamp")],
    "model/unused-object": table(),
    "naming/table-plural": table(("shelves", "shelf")),
    "naming/table-case": table(("shelves", "Shelves")),
    "naming/table-prefix": table(),
    "naming/field-case": table(("label", "theLabel")),
    "naming/foreign-key": table((LABEL, "cust_id: {type: UUID, constraints: [NOT NULL, FK customers.id]")),
    "naming/timestamp": table((LABEL, "deletion_date: {type: Timestamp, constraints: [NOT NULL]")),
    "naming/standard-fields": table(("created_at", "label_at")),
    "naming/reserved-word": table(("label", "check")),
    "naming/too-long": table(("label", "l" * 70)),
    "naming/index": table(end=index("by_label: {fields: [label], purpose: x}")),
    "naming/drift": [("total_cents: {type", "qty: {type: Integer, constraints: [NOT NULL], description: x}\n          total_cents: {type"), *table((LABEL, "quantity: {type: Integer, constraints: [NOT NULL]"))],
    "query/unknown-target": [("target: orders", "target: order")],
    "query/unknown-field": [("filter: [customer_id]", "filter: [customer]")],
    "query/not-indexed": [("filter: [customer_id], sort: [created_at desc]", "filter: [status]")],
    "query/index-type": table(end=index("idx_shelves_label: {fields: [label], type: fulltext, purpose: x}")),
    "query/unpaginated-list": [("queries:\n", "queries:\n  - {operation: List all customers, frequency: low, pattern: List, target: customers}\n")],
    "query/redundant-index": table(end=index("idx_shelves_id: {fields: [id], purpose: x}")),
    "query/foreign-key-not-indexed": table((LABEL, "customer_id: {type: UUID, constraints: [NOT NULL, FK customers.id]")),
    "query/mechanism": [("queries:\n", "queries:\n  - {operation: Peek, frequency: low, pattern: Lookup, target: cart, filter: [cart_key, at]}\n")],
    "completeness/rationale": [("      project_patterns: The shop's records are in PostgreSQL\n", "")],
    "completeness/empty-store": [("queries:\n", STORE)],
    "completeness/objects": table(("        purpose: Where things lie\n", "")),
    "completeness/fields": [("          status: {type", "          notes: {type: Text, description: x}\n          status: {type")],
    "completeness/description": [(", description: Where it stands", "")],
    "completeness/relationships": table((LABEL, "customer_id: {type: UUID, constraints: [NOT NULL]")),
    "completeness/queries": [(", frequency: high", "")],
    "completeness/indexes": table(end=index("idx_shelves_label: {fields: [label]}")),
    "completeness/migration": [(", backup: A snapshot before", "")],
    "completeness/volume": [(" growth: 40_000/month,", "")],
    "completeness/performance": [("  denormalization: None\n", "")],
    "completeness/backup": [("  rpo: 5 minutes\n", "")],
    "completeness/dtos": [("orderId: {from: id, ", "orderId: {")],
    "completeness/unknown-item": [("checklist:\n", "checklist:\n  Blines: x\n")],
    "completeness/author-word": [("  Validation rules comprehensive: Walked through with support\n", "")],
    "performance/unreadable-volume": [("peak: 4_000_000", "peak: lots")],
    "performance/peak-below-initial": table(("purpose: Where things lie", VOLUME + "{initial: 9, growth: 1/year, peak: 8}")),
    "performance/growth-beyond-peak": table(("purpose: Where things lie", VOLUME + "{initial: 9, growth: 90/month, peak: 10}")),
    "performance/unbounded-growth": table(("purpose: Where things lie", VOLUME + "{initial: 0, growth: 9 million/month, peak: 1 billion}")),
    "backup/unreadable-objective": [("rpo: 5 minutes", "rpo: eventually")],
    "backup/unreachable-rpo": [("    technology: PostgreSQL\n", "    technology: PostgreSQL\n    backup: {frequency: 1 day, retention: 1 year, rto: 1 hour, rpo: 1 hour, disaster_recovery: x}\n")],
    "backup/weaker-than-user": [("rto: 1 hour", "rto: 1 minute")],
    "dto/unknown-source": [("    source: orders\n    direction: write", "    source: order\n    direction: write")],
    "dto/unknown-field": [("from: id,", "from: ident,")],
    "dto/missing-contract": [("    direction: write\n", "    direction: write\n    contract: 04-backend-design.md\n")],
    "dto/unfilled-field": [("          total_cents: {", "          weight: {type: Integer, constraints: [NOT NULL], description: x}\n          total_cents: {")],
    "dto/lossy": [("customerId: {from: customer_id, type: UUID", "cents: {from: total_cents, type: Bigint}\n      customerId: {from: customer_id, type: UUID")],
    "dto/nullability": [("customerId: {from: customer_id, type: UUID, required: true}", "customerId: {from: customer_id, type: UUID, required: false}")],
    "no-code/sql": [("dependencies: None", "dependencies: DROP TABLE orders")],
    "no-code/orm": [("dependencies: None", 'dependencies: "class Line(Base): id = Column(UUID, primary_key=True)"')],
    "no-code/migration": [("dependencies: None", "dependencies: \"op.drop_table('orders')\"")],
    "no-code/code-block": table(("        purpose: Where things lie\n", CODE)),
    "shared/unknown-owner": table(("purpose: Where", "owner: crm/things\n        purpose: Where")),
    "shared/owner-lacks-object": table(("purpose: Where", "owner: shop/orders\n        purpose: Where")),
    "shared/owner-lacks-field": [("Who is paid back\n        fields:\n", "Who is paid back\n        fields:\n          phone: {type: Text, constraints: [NOT NULL], description: x}\n")],
    "shared/conflict": [("UNIQUE], description: Address to write to", "NOT NULL], description: Address to write to")],
    "references/missing-file": [("references: {", "references: {research_report: nofile.md, ")],
    "references/missing-anchor": [("references: {", "references: {research_report: requirements.md#nowhere, ")],
    "references/outside-docs": [("    direction: write\n", "    direction: write\n    contract: ../../../../x.md\n")],
    "references/technology": [("queries:\n", STORE)],
    "ignore/unused": [("status: approved", "status: approved # datadesign: ignore naming/drift")],
}  # fmt: skip
"""What adds another fault of the same rule, in the same sidecar, to a design that has one or is without one."""

ONE_A_FEATURE = {
    "schema/syntax": "nothing is read behind the first",
    "completeness/caching": "a feature has a strategy or none",
    "completeness/scalability": "likewise",
    "completeness/validation": "likewise",
    "shared/no-owner": "of two features one owns it",
    "shared/owner-cycle": "it is a circle of features",
}
"""The rules that have one fault a feature at most, and why."""
WITH_THE_FIRST = {
    "model/ambiguous-target": "what is ambiguous is so by the first",
    "completeness/volume": "one estimate that is whole is enough, so it is one that lacks both",
    "shared/owner-lacks-object": "the first has broken the owner's other table as well",
}
"""The rules whose second fault is there with the first alone, or not as one of its own, and why."""
FORMS = {
    "schema/syntax": "no formatter takes it",
    "schema/duplicate-key": "likewise",
    "ignore/unused": "comments are lost",
}
"""The rules whose faults are not there any more once a YAML library has written the file anew, and why."""


def of_rule(problems: Iterable[Problem], rule: str) -> list[Problem]:
    return [problem for problem in problems if problem.rule == rule]


def new(rule: str, before: Project, after: Project) -> list[Problem]:
    """The problems of a rule that a baseline of one state calls new in another."""
    marked, _ = apply(of(before.problems, before.catalog), after.problems, after.catalog)
    return [problem for problem in of_rule(marked, rule) if not problem.known]


@pytest.fixture
def check(project: Check) -> Callable[[str, Sidecars], Project]:
    return lambda rule, sidecars: project(sidecars, **OPTIONS.get(rule, {}))


def test_each_rule_has_a_second_fault() -> None:
    assert {*MORE, *ONE_A_FEATURE} == {rule.name for rule in RULES}
    assert not MORE.keys() & ONE_A_FEATURE


@pytest.mark.parametrize("rule", MORE)
def test_another_fault_of_a_rule_is_new(check: Callable[[str, Sidecars], Project], rule: str) -> None:
    old, both = edited(valid(rule), BREAKS[rule]), edited(edited(valid(rule), BREAKS[rule]), MORE[rule])
    before, after = check(rule, old), check(rule, both)
    assert of_rule(before.problems, rule)
    assert new(rule, before, after)
    assert not new(rule, after, before)


@pytest.mark.parametrize("rule", sorted(MORE.keys() - WITH_THE_FIRST))
def test_another_fault_in_the_place_of_the_first_is_new(check: Callable[[str, Sidecars], Project], rule: str) -> None:
    first, second = edited(valid(rule), BREAKS[rule]), edited(valid(rule), MORE[rule])
    one, two = check(rule, first), check(rule, second)
    assert new(rule, one, two)
    assert new(rule, two, one)


@pytest.mark.parametrize("rule", BREAKS)
def test_the_same_in_another_feature_is_new(
    check: Callable[[str, Sidecars], Project], rule: str, tmp_path: Path
) -> None:
    old = edited(valid(rule), BREAKS[rule])
    shutil.copytree(tmp_path / "docs/plan/shop", tmp_path / "docs/plan/a")
    copies = {
        key.replace("shop/", "a/"): re.sub(r"    technology: (\w+)", r"\g<0>\n    database: a \1", text).replace(
            "shop/", "a/"
        )
        for key, text in old.items()
    }
    before = check(rule, old)
    found = new(rule, before, check(rule, {**old, **copies}))
    assert {problem.feature for problem in found} >= {
        problem.feature.replace("shop/", "a/") for problem in of_rule(before.problems, rule)
    }


@pytest.mark.parametrize("rule", BREAKS)
def test_since_a_revision_it_is_new_as_well(
    check: Callable[[str, Sidecars], Project], rule: str, tmp_path: Path
) -> None:
    before = check(rule, edited(valid(rule), BREAKS[rule]))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    options = Options.model_validate(OPTIONS.get(rule, {}))
    assert not [one for one in since(before, tmp_path / "docs", options, "HEAD").problems if not one.known]
    if rule in MORE:
        after = check(rule, edited(edited(valid(rule), BREAKS[rule]), MORE[rule]))
        marked = since(after, tmp_path / "docs", options, "HEAD")
        assert [one for one in of_rule(marked.problems, rule) if not one.known]


def reordered(text: str) -> str:
    """The same design as a formatter may leave it: in blocks, its lines broken, all mappings and free lists reversed."""
    free = ("queries", "relationships", "validation", "integrity", "constraints", "joins")

    def turn(node: yaml.Node, under: str = "") -> None:
        if isinstance(node, yaml.MappingNode):
            node.flow_style = False
            node.value.reverse()
            for key, value in node.value:
                turn(value, key.value)
        elif isinstance(node, yaml.SequenceNode):
            node.flow_style = False
            if under in free:
                node.value.reverse()
            for item in node.value:
                turn(item)

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    turn(root)
    return str(yaml.serialize(root, Dumper=yaml.SafeDumper, width=40))


@pytest.mark.parametrize("rule", sorted(BREAKS.keys() - FORMS))
def test_what_moves_or_is_written_otherwise_stays_known(check: Callable[[str, Sidecars], Project], rule: str) -> None:
    broken = edited(edited(valid(rule), BREAKS[rule]), MORE.get(rule, []))
    before, after = check(rule, broken), check(rule, {key: reordered(text) for key, text in broken.items()})
    assert of_rule(after.problems, rule)
    assert not new(rule, before, after)


# What one problem sums up


FIRST, BARE = "          id: {type: UUID, constraints: [PK]", "          {}: {{type: Text}}\n"


def with_fields(*names: str) -> str:
    """Fields with nothing said of them, before the others of both tables."""
    return COMPLETE.replace(FIRST, "".join(BARE.format(name) for name in names) + FIRST)


@pytest.mark.parametrize("rule", ["completeness/fields", "completeness/description"])
@pytest.mark.parametrize(
    ("old", "now", "wanted"),
    [
        (["a"], ["a", "b"], True),
        (["a"], ["b", "a"], True),
        (["a"], ["b"], True),
        (["a", "b"], ["a", "c"], True),
        (["a", "b"], ["b"], False),
        (["a", "b"], ["a"], False),
        (["a", "b"], ["b", "a"], False),
        ([f"f{i}" for i in range(12)], [f"f{i}" for i in range(13)], True),
        ([f"f{i}" for i in range(12)], [*(f"f{i}" for i in range(11)), "f99"], True),
        ([f"f{i}" for i in range(12)], [f"f{i}" for i in range(1, 12)], False),
    ],
    ids=str,
)
def test_each_field_of_one_problem_counts(
    check: Callable[[str, Sidecars], Project], rule: str, old: list[str], now: list[str], wanted: bool
) -> None:
    before, after = (check(rule, {"shop/orders": with_fields(*names)}) for names in (old, now))
    assert bool(new(rule, before, after)) is wanted


CIRCLE = """\
title: Parts
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      a: {fields: {id: {type: UUID, constraints: [PK]}, b_id: {type: UUID, constraints: [FK b.id, NOT NULL]}}}
      b: {fields: {id: {type: UUID, constraints: [PK]}, c_id: {type: UUID, constraints: [FK c.id, NOT NULL]}}}
      c: {fields: {id: {type: UUID, constraints: [PK]}, a_id: {type: UUID, constraints: [FK a.id, NOT NULL]}}}
"""
QUERIES = """\
title: Orders
stores:
  main: {mechanism: relational, technology: PostgreSQL, entities: {orders: {fields: {a: {type: Text}, b: {type: Text}}}}}
queries:
"""
LIST = "  - {{operation: List, frequency: high, target: orders, filter: [{}]{}}}\n"
CART = """\
title: Cart
stores:
  main: {mechanism: key-value, technology: Redis, keys: {cart: {pattern: "cart:{id}", value: {type: JSON, fields: {a: {type: Text}, b: {type: Text}}}}}}
queries:
  - {operation: Open, target: cart, filter: [id, a]}
"""  # fmt: skip
JOINED = """\
title: Tags
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities:
      posts: {fields: {id: {type: UUID, constraints: [PK]}}}
      tags: {fields: {id: {type: UUID, constraints: [PK]}}}
      post_tags: {fields: {post_id: {type: UUID, constraints: [FK posts.id]}, tag_id: {type: UUID}}}
    relationships: [{from: posts, to: tags, type: "N:M", via: post_tags}]
"""
STUB = """\
title: Others
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    entities: {{orders: {{owner: shop/orders, fields: {{status: {{type: Enum, values: [{}]}}}}}}}}
"""
USED = "  - {{operation: {}, frequency: low, pattern: Lookup, target: {}, filter: [{}], pagination: keyset}}\n"


@pytest.mark.parametrize(
    ("rule", "old", "now"),
    [
        (
            "model/required-cycle",
            CIRCLE,
            CIRCLE.replace("c_id: {", "a_id: {type: UUID, constraints: [FK a.id, NOT NULL]}, c_id: {"),
        ),
        ("model/many-to-many-without-junction", JOINED, JOINED.replace("FK posts.id", "NOT NULL")),
        ("query/index-type", COMPLETE.replace("btree", "'fulltext'"), COMPLETE.replace("btree", "'fulltext funny'")),
        ("query/mechanism", CART, CART.replace("[id, a]", "[id, a, b]")),
        ("query/mechanism", CART, CART.replace("[id, a]", "[id, b, a]")),
        ("query/not-indexed", QUERIES + LIST.format("a", ""), QUERIES + LIST.format("b", "")),
        ("query/not-indexed", QUERIES + LIST.format("a", ""), QUERIES + LIST.format("a", ", sort: [b]")),
        (
            "query/unpaginated-list",
            QUERIES + LIST.format("a", "") + LIST.format("b", ", pagination: keyset"),
            QUERIES + LIST.format("a", ", pagination: keyset") + LIST.format("b", ""),
        ),
        ("no-code/sql", COMPLETE.replace("seeding: None", "seeding: DROP TABLE orders;"), COMPLETE.replace("seeding: None", "seeding: DROP TABLE orders; DROP TABLE lines;")),
        ("no-code/sql", COMPLETE.replace("seeding: None", "seeding: DROP TABLE orders;"), COMPLETE.replace("seeding: None", "seeding: DROP TABLE lines; DROP TABLE orders;")),
        ("schema/invalid-value", COMPLETE.replace("approved", "done"), COMPLETE.replace("approved", "ready")),
        ("schema/syntax", COMPLETE.replace("title: Orders", "title: [Orders"), COMPLETE.replace("[PK]", "[PK")),
        (
            "schema/duplicate-key",
            COMPLETE.replace("purpose: Who buys", "purpose: x\n        purpose: x"),
            COMPLETE.replace("purpose: What was bought", "purpose: x\n        purpose: x"),
        ),
        (
            "ignore/unused",
            COMPLETE.replace("title: Orders", "title: Orders # datadesign: ignore naming/drift"),
            COMPLETE.replace("queries:", "queries: # datadesign: ignore naming/drift"),
        ),
        (
            "dto/lossy",
            COMPLETE.replace("createdAt: {from: created_at, type: Timestamp}", "createdAt: {from: created_at, type: Date}"),
            COMPLETE.replace("createdAt: {from: created_at, type: Timestamp}", "createdAt: {from: created_at, type: Time}"),
        ),
    ],
)  # fmt: skip
def test_a_second_fault_in_one_place_is_new(
    check: Callable[[str, Sidecars], Project], rule: str, old: str, now: str
) -> None:
    before, after = check(rule, {"shop/orders": old}), check(rule, {"shop/orders": now})
    assert of_rule(before.problems, rule)
    assert len(of_rule(after.problems, rule)) == 1
    assert new(rule, before, after)


@pytest.mark.parametrize(("old", "now", "wanted"), [("a", "a, b", True), ("a, b", "a", False), ("b, a", "a, b", False)])
def test_each_difference_of_a_conflict_counts(
    check: Callable[[str, Sidecars], Project], old: str, now: str, wanted: bool
) -> None:
    before, after = (
        check("", {"shop/orders": COMPLETE, "shop/others": STUB.format(f"pending, paid, {values}")})
        for values in (old, now)
    )
    assert of_rule(before.problems, "shared/conflict")
    assert bool(new("shared/conflict", before, after)) is wanted


def test_each_object_of_a_plan_that_is_too_weak_counts(check: Callable[[str, Sidecars], Project]) -> None:
    demands = "title: Reports\nstores: {main: {mechanism: relational, technology: PostgreSQL}}\n"
    demands += "backup: {rpo: 1 minute}\nqueries:\n"
    one, two = USED.format("Read", "orders", "id"), USED.format("Look", "customers", "id")
    both = check("", {"shop/orders": COMPLETE, "shop/reports": demands + one + two})
    for used in (one, two):
        alone = check("", {"shop/orders": COMPLETE, "shop/reports": demands + used})
        assert of_rule(alone.problems, "backup/weaker-than-user")
        assert new("backup/weaker-than-user", alone, both)
        assert not new("backup/weaker-than-user", both, alone)


# What others change


def test_what_is_said_of_others_is_no_part_of_a_fault(check: Callable[[str, Sidecars], Project]) -> None:
    drift = COMPLETE.replace(*BREAKS["naming/drift"][0])
    more = (
        COMPLETE.replace("orders", "parcels").replace("customers:\n", "people:\n").replace("FK customers", "FK people")
    )
    before, after = check("", {"shop/orders": drift}), check("", {"shop/orders": drift, "a/parcels": more})
    (one,), (other,) = of_rule(before.problems, "naming/drift"), of_rule(after.problems, "naming/drift")
    assert one.message != other.message
    assert not new("naming/drift", before, after)
    unfilled = COMPLETE.replace(*BREAKS["dto/unfilled-field"][0])
    another = unfilled.replace(
        "  OrderResponse:", "  More: {source: orders, direction: write, fields: {a: {from: id}}}\n  OrderResponse:"
    )
    before, after = check("", {"shop/orders": unfilled}), check("", {"shop/orders": another})
    messages = [{one.message for one in of_rule(state.problems, "dto/unfilled-field")} for state in (before, after)]
    assert messages[0].isdisjoint(messages[1])
    assert {one.data_path for one in new("dto/unfilled-field", before, after)} == set()


def test_each_part_of_a_key_that_a_query_lacks_counts(project: Callable[..., Project]) -> None:
    pattern = ":".join(f"{{part_{number}}}" for number in range(12))

    def design(given: str) -> str:
        return f"""\
            title: Carts
            stores:
              main: {{mechanism: key-value, technology: Redis, keys: {{carts: {{pattern: "{pattern}"}}}}}}
            queries:
              - {{operation: Open a cart, frequency: high, target: carts, filter: [{given}]}}
            """

    old = project(design("part_10, part_11"))
    new = project(design("part_11"))
    marked, _ = apply(of(old.problems, old.catalog), new.problems, new.catalog)
    (problem,) = (problem for problem in marked if problem.rule == "query/not-indexed")
    assert not problem.known
    assert "carts without part_10" in problem.help


def test_items_without_a_name_go_by_what_they_hold(check: Callable[[str, Sidecars], Project]) -> None:
    nameless = COMPLETE.replace("{operation: Find a customer by email, ", "{")
    line = next(line for line in nameless.splitlines(keepends=True) if "- {frequency: medium" in line)
    moved = nameless.replace(line, "").replace("queries:\n", f"queries:\n{line}")
    assert not new("schema/missing-key", check("", {"shop/orders": nameless}), check("", {"shop/orders": moved}))
    first = COMPLETE.replace("{operation: List a customer's orders, ", "{")
    assert new("schema/missing-key", check("", {"shop/orders": nameless}), check("", {"shop/orders": first}))


# As people meet it


def told(root: Path, *args: str) -> str:
    done = datadesign("check", *args, cwd=root)
    assert done.returncode in (0, 1), done.stderr
    return f"{done.returncode} {done.stdout}"


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_a_new_field_in_an_old_problem_fails_and_is_named(write: Write, names: tuple[str, str]) -> None:
    root = write({"shop/orders": with_fields("a")}).parent
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    assert datadesign("baseline", cwd=root).returncode == 0
    assert told(root, "--since", "HEAD").startswith("0 no new problems")
    (root / "mkdocs.yml").write_text("plugins: [{datadesign: {baseline: datadesign-baseline.json}}]\n")
    assert told(root).startswith("0 no problems in 1 data design, and ")
    write({"shop/orders": with_fields(*names)})
    text = told(root)
    assert text.startswith("1 ")
    assert "error[completeness/fields]: `" in text
    assert "`b` is new, the rest is not" in text
    (root / "mkdocs.yml").unlink()
    assert "`b` is new, the rest is not" in told(root, "--since", "HEAD")


def test_an_old_baseline_is_renewed_by_the_command_that_it_is_refused_with(write: Write) -> None:
    root = write({"shop/orders": with_fields("a")}).parent
    (root / "mkdocs.yml").write_text("plugins: [{datadesign: {baseline: known.json}}]\n")
    entry = {
        "rule": "completeness/fields",
        "feature": "shop/orders",
        "path": "stores.main.entities.orders.fields.a",
        "count": 1,
    }
    (root / "known.json").write_text(json.dumps({"version": 1, "problems": [entry]}))
    for command in ("check", "render"):
        done = datadesign(command, cwd=root)
        assert (done.returncode, done.stdout) == (2, "")
        assert "baseline known.json: it is of version 1" in done.stderr
        assert "write it with `datadesign baseline`" in done.stderr
    assert datadesign("baseline", cwd=root).returncode == 0
    assert json.loads((root / "known.json").read_text())["version"] == 2
    assert told(root).startswith("0 no problems")


def test_reports_for_programs_tell_a_second_fault_from_the_first(write: Write) -> None:
    def names(*fields: str) -> tuple[set[str], set[str]]:
        root = write({"shop/orders": with_fields(*fields)}).parent
        sarif = json.loads(datadesign("check", "--format", "sarif", cwd=root).stdout)
        (root / "junit.xml").write_text(datadesign("check", "--format", "junit", cwd=root).stdout, encoding="utf-8")
        cases = [case for suite in JUnitXml.fromfile(str(root / "junit.xml")) for case in suite]
        prints = {str(one["partialFingerprints"]) for one in sarif["runs"][0]["results"]}
        return prints, {case.name for case in cases}

    old, now = names("a"), names("a", "b")
    for one, other in zip(old, now, strict=True):
        assert len(one - other) == len(other - one) == 2 * 2  # two rules in two tables
