"""A design with nothing missing is broken in one way at a time, and the one rule that this is for answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import COMPLETE

from mkdocs_datadesign.project import Project
from mkdocs_datadesign.rules import RULES

Check = Callable[..., Project]
Edits = list[tuple[str, str]]

DOCUMENTS = {"requirements.md": "# Requirements\n\n## Data kept\n"}
"""What lies beside the sidecar."""

REFUNDS = (
    """\
title: Refunds
status: approved
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    rationale: {project_patterns: Used, feature_requirements: Few, performance_needs: None, team_expertise: Known}
    entities:
      customers:
        owner: shop/orders
        purpose: Who is paid back
        fields:
          id: {type: UUID, constraints: [PK], description: Identifier}
          email: {type: VARCHAR(254), constraints: [NOT NULL, UNIQUE], description: Address to write to}
          created_at: {type: Timestamp, constraints: [NOT NULL], description: When it was made}
          updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it changed}
      refunds:
        purpose: What was paid back
        volume: {initial: 0, growth: 100/month, peak: 10_000, row_size: 100 B, retention: 7 years}
        fields:
          id: {type: UUID, constraints: [PK], description: Identifier}
          customer_id: {type: UUID, constraints: [FK customers.id, NOT NULL], on_delete: restrict, description: Who is paid}
          created_at: {type: Timestamp, constraints: [NOT NULL], description: When it was made}
          updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it changed}
        indexes:
          idx_refunds_customer_id: {fields: [customer_id], type: btree, purpose: What a customer got}
        validation:
          - {rule: No more is paid back than was paid, fields: [id], level: record, enforced_by: application}
queries:
  - {operation: List a customer's refunds, frequency: low, pattern: Filtered query, target: refunds, filter: [customer_id], pagination: keyset}
"""
    + COMPLETE[COMPLETE.index("migration:") : COMPLETE.index("dtos:")]
    + """\
dtos:
  Refund:
    source: refunds
    direction: both
    fields:
      customerId: {from: customer_id, type: UUID, required: true}
"""
    + COMPLETE[COMPLETE.index("checklist:") :]
)
"""A second feature, which uses a table of the first."""

OF_TWO = ("shared/no-owner", "shared/owner-lacks-object", "shared/owner-lacks-field", "shared/conflict", "shared/owner-cycle", "backup/weaker-than-user")  # fmt: skip
"""The rules that take two features to break; an edit for them is made in the second, if it has the text."""

RATIONALE = "rationale: {project_patterns: x, feature_requirements: x, performance_needs: x, team_expertise: x}"
STAMPS = """\
          created_at: {type: Timestamp, constraints: [NOT NULL], description: When it was made}
          updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it changed}
"""
CACHE = f"""\
  cache:
    mechanism: key-value
    technology: Redis
    {RATIONALE}
    keys:
      cart:
        purpose: What is in a cart
        pattern: "cart:{{cart_key}}"
        value: {{type: JSON, description: SKUs, fields: {{at: {{type: Timestamp, constraints: [NOT NULL], description: x}}}}}}
        ttl: 1 day
queries:
  - {{operation: Open, frequency: low, pattern: Lookup, target: cart, filter: [cart_key]}}
"""
REVIEWS = f"""\
  reviews:
    mechanism: document
    technology: MongoDB
    {RATIONALE}
    collections:
      reviews:
        purpose: What a customer says
        fields:
          _id: {{type: ObjectId, constraints: [PK], description: Identifier}}
          customerId: {{type: UUID, constraints: [FK customers.id, NOT NULL], consistency: Checked every night, description: Who says it}}
          createdAt: {{type: Timestamp, constraints: [NOT NULL], description: When it was made}}
          updatedAt: {{type: Timestamp, constraints: [NOT NULL], description: When it changed}}
        indexes:
          idx_reviews_customerId: {{fields: [customerId], purpose: What a customer said}}
"""
READ_REVIEWS = "queries:\n  - {operation: Read, frequency: low, pattern: Lookup, target: reviews, filter: [customerId], pagination: keyset}\n"
LEGACY = f"""\
  legacy:
    mechanism: relational
    technology: MariaDB
    {RATIONALE}
    entities:
      patrons:
        purpose: Who bought
        fields:
          id: {{type: UUID, constraints: [PK], description: Identifier}}
{STAMPS}      letters:
        purpose: What was written to them
        fields:
          id: {{type: UUID, constraints: [PK], description: Identifier}}
          patron_id: {{type: UUID, constraints: [FK patrons.id, NOT NULL], on_delete: restrict, description: To whom}}
{STAMPS}        indexes:
          idx_letters_patron_id: {{fields: [patron_id], purpose: All that was written to one}}
"""
READ_LETTERS = "  - {operation: Look up, frequency: low, pattern: Lookup, target: letters, filter: [patron_id], pagination: keyset}\n"
PRODUCTS = f"""\
      products:
        purpose: What is sold
        fields:
          id: {{type: UUID, constraints: [PK], description: Identifier}}
          sku: {{type: Text, constraints: [NOT NULL, UNIQUE], description: Its number}}
{STAMPS}      order_products:
        purpose: What an order holds
        fields:
          id: {{type: UUID, constraints: [PK], description: Identifier}}
          order_id: {{type: UUID, constraints: [FK orders.id, NOT NULL], on_delete: cascade, description: The order}}
          sku: {{type: Text, constraints: [FK products.sku, NOT NULL], on_delete: restrict, description: The product}}
{STAMPS}        indexes:
          idx_order_products_order_id: {{fields: [order_id], purpose: What is in an order}}
          idx_order_products_sku: {{fields: [sku], purpose: Where it was sold}}
    relationships:
      - {{from: orders, to: products, type: "N:M", via: order_products, description: What was bought}}
queries:
"""
FIRST_ORDER = """\
          first_order_id: {type: UUID, constraints: [FK orders.id, "NULL"], on_delete: set null, description: The first}
          updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it changed}
        indexes:
          idx_customers_first_order_id: {fields: [first_order_id], purpose: Whose first it was}
      orders:
"""
GIVEN: dict[str, Edits] = {
    "model/ambiguous-target": [("queries:\n", REVIEWS + LEGACY + READ_REVIEWS + READ_LETTERS)],
    "model/cross-store-reference": [("queries:\n", REVIEWS + READ_REVIEWS)],
    "model/one-to-many-without-foreign-key": [("queries:\n", "    relationships:\n      - {from: customers, to: orders, type: 1:N, description: Who buys what}\nqueries:\n")],
    "model/one-to-one-without-unique": [
        ("NOT NULL], on_delete", "NOT NULL, UNIQUE], on_delete"),
        ("queries:\n", "    relationships:\n      - {from: customers, to: orders, type: 1:1, description: Who buys what}\nqueries:\n")],
    "model/many-to-many-without-junction": [("queries:\n", PRODUCTS)],
    "model/required-cycle": [("          updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it changed}\n      orders:\n", FIRST_ORDER)],
    "naming/table-prefix": [("customers", "shop_customers"), ("orders:\n", "shop_orders:\n"), ("target: orders", "target: shop_orders"), ("source: orders", "source: shop_orders"), ("idx_orders", "idx_shop_orders")],
    "query/mechanism": [("queries:\n", CACHE)],
    "references/missing-file": [("title: Orders", "title: Orders\nreferences: {prd: requirements.md#data-kept}")],
    "references/missing-anchor": [("title: Orders", "title: Orders\nreferences: {prd: requirements.md#data-kept}")],
}  # fmt: skip
"""What a design needs before it can be broken in some ways; it is as valid with it."""

OPTIONS: dict[str, dict[str, object]] = {
    "model/identifier-type": {"conventions": {"identifiers": ["UUID"]}},
    "naming/table-prefix": {"conventions": {"table_prefixes": ["shop_"]}},
    "references/technology": {"conventions": {"technologies": ["PostgreSQL"]}},
}
"""What a project agreed on, for the rules about that."""

ALSO = {
    "completeness/scalability": {"completeness/rationale"},  # the rationale's word on load is the one on scalability
}
"""What must answer as well, and why."""

BREAKS: dict[str, list[tuple[str, str]]] = {
    "schema/unknown-key": [("title: Orders", "title: Orders\nsumary: x")],
    "schema/duplicate-key": [("title: Orders", "title: Orders\ntitle: Orders")],
    "schema/invalid-value": [("status: approved", "status: approved\nsummary: [x]")],
    "model/no-primary-key": [("id: {type: UUID, constraints: [PK]", "id: {type: UUID, constraints: [NOT NULL]")],
    "model/type-mismatch": [("customer_id: {type: UUID", "customer_id: {type: Text")],
    "model/unknown-target": [("[FK customers.id", "[FK customer.id")],
    "model/unknown-field": [("fields: [total_cents], level", "fields: [total], level")],
    "model/enum-without-values": [("values: [pending, paid], ", "")],
    "model/default-outside-values": [("DEFAULT pending", "DEFAULT open")],
    "model/soft-delete-field": [("        purpose: What was bought", "        purpose: x\n        soft_delete: true")],
    "model/unused-object": [("      orders:\n", "      places:\n        purpose: x\n        fields:\n          id: {type: UUID, constraints: [PK], description: x}\n          created_at: {type: Timestamp, constraints: [NOT NULL], description: x}\n          updated_at: {type: Timestamp, constraints: [NOT NULL], description: x}\n      orders:\n")],
    "naming/table-plural": [("      customers:", "      staff_member:"), ("FK customers.id", "FK staff_member.id"), ("target: customers", "target: staff_member")],
    "naming/field-case": [("total_cents", "totalCents")],
    "naming/timestamp": [("          total_cents: {", "          deletion_date: {type: Timestamp, constraints: [\"NULL\"], description: x}\n          total_cents: {")],
    "naming/index": [("idx_orders_customer_id_created_at", "by_customer")],
    "naming/drift": [("          email: {", "          cust_id: {type: Text, constraints: [\"NULL\"], description: x}\n          email: {")],
    "query/unknown-target": [("target: customers", "target: customer")],
    "query/unknown-field": [("filter: [email]", "filter: [mail]")],
    "query/not-indexed": [("filter: [email]", "filter: [created_at]")],
    "query/index-type": [("type: btree", "type: fulltext")],
    "query/unpaginated-list": [(", pagination: keyset", "")],
    "query/redundant-index": [("        indexes:\n", "        indexes:\n          idx_orders_customer_id: {fields: [customer_id], purpose: x}\n")],
    "query/foreign-key-not-indexed": [("fields: [customer_id, created_at desc]", "fields: [created_at desc, customer_id]"), ("frequency: high", "frequency: low")],
    "query/mechanism": [("filter: [cart_key]", "filter: [cart_key], sort: [at]")],
    "completeness/rationale": [("      team_expertise: Known to everybody\n", "")],
    "completeness/empty-store": [("queries:\n", "  more: {mechanism: document, technology: MongoDB, rationale: {project_patterns: x, feature_requirements: x, performance_needs: x, team_expertise: x}}\nqueries:\n")],
    "completeness/objects": [("        purpose: Who buys\n", "")],
    "completeness/fields": [("total_cents: {", "note: {type: Text, description: x}\n          total_cents: {")],
    "completeness/description": [(", description: Sum with tax", "")],
    "completeness/queries": [(", frequency: medium", "")],
    "completeness/indexes": [(", purpose: A customer's newest orders", "")],
    "completeness/migration": [(", testing: On staging", "")],
    "completeness/volume": [(", peak: 4_000_000", "")],
    "completeness/performance": [("  pooling: Twenty connections for each service\n", "")],
    "completeness/caching": [("  caching: None\n", "")],
    "completeness/backup": [("  rto: 1 hour\n", "")],
    "completeness/dtos": [("createdAt: {from: created_at, type: Timestamp}", "createdAt: {type: Timestamp}")],
    "completeness/validation": [("        validation:\n          - {rule: The total is the sum of the lines, fields: [total_cents], level: record, enforced_by: application}\n", "")],
    "completeness/unknown-item": [("  Aligns with backend design: Reviewed together\n", "  Aligns with backend design: x\n  Alines: x\n")],
    "completeness/author-word": [("  Volume estimates realistic: Counted in the pilot\n", "")],
    "performance/unreadable-volume": [("initial: 20_000", "initial: a few")],
    "performance/peak-below-initial": [("initial: 20_000", "initial: 5_000_000")],
    "performance/growth-beyond-peak": [("growth: 40_000/month", "growth: 60_000/month")],
    "performance/unbounded-growth": [("peak: 4_000_000", "peak: 400_000_000"), (", retention: 7 years", "")],
    "backup/unreadable-objective": [("rto: 1 hour", "rto: soon")],
    "backup/unreachable-rpo": [("point_in_time_recovery: true", "point_in_time_recovery: false")],
    "dto/unknown-source": [("    source: orders\n    direction: read", "    source: order\n    direction: read")],
    "dto/unknown-field": [("from: created_at", "from: created")],
    "dto/missing-contract": [("    direction: read\n", "    direction: read\n    contract: 04-backend-design.md\n")],
    "dto/unfilled-field": [("      totalCents: {from: total_cents, type: Integer, required: true}\n", "")],
    "dto/lossy": [("createdAt: {from: created_at, type: Timestamp}", "createdAt: {from: created_at, type: Date}")],
    "dto/nullability": [("totalCents: {from: total_cents, type: Integer, required: true}", "totalCents: {from: total_cents, type: Integer, required: false}")],
    "no-code/sql": [("seeding: None", "seeding: INSERT INTO orders (id) VALUES (1)")],
    "shared/unknown-owner": [("      orders:\n", "      people:\n        owner: crm/people\n        fields: {id: {type: UUID}}\n      orders:\n")],
    "references/missing-file": [("requirements.md#data-kept", "requirement.md")],
    "references/outside-docs": [("title: Orders", "title: Orders\nreferences: {prd: ../../../../prd.md}")],
    "ignore/unused": [("title: Orders", "title: Orders # datadesign: ignore naming/drift")],
    "schema/syntax": [("title: Orders", "title: [Orders")],
    "schema/missing-key": [("    technology: PostgreSQL\n", "")],
    "model/identifier-type": [("type: UUID", "type: BIGINT")],
    "model/ambiguous-target": [("patron", "customer")],
    "model/one-to-many-without-foreign-key": [("[FK customers.id, NOT NULL], on_delete: restrict", "[NOT NULL]")],
    "model/many-to-many-without-junction": [("[FK products.sku, NOT NULL], on_delete: restrict", "[NOT NULL]")],
    "model/one-to-one-without-unique": [("NOT NULL, UNIQUE], on_delete", "NOT NULL], on_delete")],
    "model/required-cycle": [('FK orders.id, "NULL"', "FK orders.id, NOT NULL")],
    "model/cross-store-reference": [(", consistency: Checked every night", "")],
    "naming/table-case": [("orders", "Orders")],
    "naming/table-prefix": [("shop_orders", "orders")],
    "naming/foreign-key": [("customer_id", "cust_id")],
    "naming/standard-fields": [("          updated_at: {type: Timestamp, constraints: [NOT NULL], description: When it changed}\n", "")],
    "naming/reserved-word": [("total_cents", "check")],
    "naming/too-long": [("total_cents", "total_" + 60 * "c")],
    "completeness/relationships": [("[FK customers.id, NOT NULL], on_delete: restrict", "[NOT NULL]")],
    "completeness/scalability": [("      performance_needs: A hundred orders a second\n", "")],
    "backup/weaker-than-user": [("rpo: 5 minutes", "rpo: 1 minute")],
    "no-code/orm": [("seeding: None", 'seeding: "class Order(Base): id = Column(UUID, primary_key=True)"')],
    "no-code/migration": [("seeding: None", "seeding: \"op.create_table('orders', sa.Column('id', sa.UUID()))\"")],
    "no-code/code-block": [("        purpose: What was bought\n", "        purpose: |\n          What was bought\n\n          ```python\n          pass\n          ```\n")],
    "shared/no-owner": [("        owner: shop/orders\n", "")],
    "shared/owner-lacks-object": [("customer", "buyer")],
    "shared/owner-lacks-field": [("email: {", "mail: {")],
    "shared/conflict": [("VARCHAR(254)", "VARCHAR(255)")],
    "shared/owner-cycle": [("        purpose: Who buys\n", "        purpose: Who buys\n        owner: shop/refunds\n")],
    "references/missing-anchor": [("#data-kept", "#data-lost")],
    "references/technology": [("technology: PostgreSQL", "technology: MariaDB")],
}  # fmt: skip


def edited(sidecars: Mapping[str, str], edits: Edits) -> dict[str, str]:
    """Sidecars with each edit made in the last one that has the text."""
    texts = dict(sidecars)
    for old, new in edits:
        feature = [feature for feature, text in texts.items() if old in text][-1]
        texts[feature] = texts[feature].replace(old, new)
    return texts


def valid(rule: str) -> dict[str, str]:
    sidecars = {"shop/orders": COMPLETE} | ({"shop/refunds": REFUNDS} if rule in OF_TWO else {})
    return edited(sidecars, GIVEN.get(rule, []))


@pytest.fixture(autouse=True)
def documents(tmp_path: Path) -> None:
    for name, text in DOCUMENTS.items():
        file = tmp_path / "docs/plan/shop/orders" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")


def test_each_rule_has_a_way_to_break_a_design() -> None:
    assert BREAKS.keys() == {rule.name for rule in RULES}


def test_nothing_is_found_where_nothing_is_wrong(project: Check) -> None:
    assert project(COMPLETE).problems == []


@pytest.mark.parametrize("rule", sorted({*GIVEN, *OPTIONS, *OF_TWO}))
def test_nothing_is_found_in_what_is_to_be_broken(project: Check, rule: str) -> None:
    assert project(valid(rule), **OPTIONS.get(rule, {})).problems == []


@pytest.mark.parametrize("rule", BREAKS)
def test_only_the_rule_that_is_meant_answers(project: Check, rule: str) -> None:
    found = {problem.rule for problem in project(edited(valid(rule), BREAKS[rule]), **OPTIONS.get(rule, {})).problems}
    assert found == {rule} | ALSO.get(rule, set())
