"""A design with nothing missing is broken in one way at a time, and the one rule that this is for answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import COMPLETE

from mkdocs_datadesign.project import Project

Check = Callable[..., Project]

CACHE = """\
  cache:
    mechanism: key-value
    technology: Redis
    rationale: {project_patterns: Used, feature_requirements: Fast, performance_needs: Small, team_expertise: Known}
    keys:
      cart:
        purpose: What is in a cart
        pattern: "cart:{visitor}"
        value: {type: JSON, description: SKUs}
        ttl: 1 day
"""

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
    "query/mechanism": [("queries:\n", CACHE + "queries:\n  - {operation: Ask, frequency: low, pattern: Lookup, target: cart, filter: [visitor], sort: [at]}\n"),
                        ("value: {type: JSON, description: SKUs}", "value: {type: JSON, description: SKUs, fields: {at: {type: Timestamp, constraints: [NOT NULL], description: x}}}")],
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
    "references/missing-file": [("title: Orders", "title: Orders\nreferences: {prd: prd.md}")],
    "references/outside-docs": [("title: Orders", "title: Orders\nreferences: {prd: ../../../../prd.md}")],
    "ignore/unused": [("title: Orders", "title: Orders # datadesign: ignore naming/drift")],
}  # fmt: skip


def broken(rule: str) -> str:
    text = COMPLETE
    for old, new in BREAKS[rule]:
        assert old in text
        text = text.replace(old, new)
    return text


def test_nothing_is_found_where_nothing_is_wrong(project: Check) -> None:
    assert project(COMPLETE).problems == []


@pytest.mark.parametrize("rule", BREAKS)
def test_only_the_rule_that_is_meant_answers(project: Check, rule: str) -> None:
    found = {problem.rule for problem in project(broken(rule)).problems}
    assert found == {rule}
