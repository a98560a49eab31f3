"""What breaks if this changes: everything that names an object or a field, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs_datadesign.impact import Impact, of_field, of_object
from mkdocs_datadesign.project import Project

OWNER = """\
title: Orders
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    database: shop
    entities:
      customers:
        fields:
          id: {type: UUID, constraints: [PK]}
      orders:
        fields:
          id: {type: UUID, constraints: [PK]}
          customer_id: {type: UUID, constraints: [FK customers.id]}
          number: {type: VARCHAR(20)}
          year: {type: Integer}
          unused: {type: Integer}
        constraints: ["UNIQUE (year, number)"]
        indexes:
          idx_orders_year: {fields: [year desc], include: [number]}
        validation:
          - {rule: A number has eight digits, fields: [number]}
queries:
  - {operation: Find by year, target: orders, filter: [year]}
dtos:
  OrderResponse:
    source: orders
    fields:
      no: {from: number}
"""
USER = """\
title: Bills
stores:
  main:
    mechanism: relational
    technology: PostgreSQL
    database: shop
    entities:
      orders:
        owner: shop/orders
        fields:
          number: {type: VARCHAR(20)}
        indexes:
          idx_orders_number: {fields: [number]}
      bills:
        fields:
          id: {type: UUID, constraints: [PK]}
          order_id: {type: UUID, constraints: [FK orders.id]}
queries:
  - {operation: Bill an order, target: orders, filter: [number]}
"""


def words(impact: Impact) -> dict[str, list[str]]:
    return {
        "features": [feature.key for feature in impact.features],
        "queries": [touch.words for touch in impact.queries],
        "indexes": [touch.words for touch in impact.indexes],
        "dtos": [touch.words for touch in impact.dtos],
        "references": [touch.words for touch in impact.references],
    }


def test_a_change_touches_all_that_names_it_in_every_feature(project: Callable[..., Project]) -> None:
    catalog = project({"shop/orders": OWNER, "shop/bills": USER}).catalog
    orders = catalog.features["shop/orders"].stores["main"].objects["orders"]
    assert words(of_object(orders)) == {
        "features": ["shop/bills"],
        "queries": ["Bill an order", "Find by year"],
        "indexes": ["idx_orders_year", "idx_orders_number"],
        "dtos": ["OrderResponse"],
        "references": ["its stub", "bills.order_id", "FK customers.id of customer_id"],
    }
    assert words(of_field(orders.fields["number"])) == {
        "features": ["shop/bills"],
        "queries": ["Bill an order"],
        "indexes": ["idx_orders_year", "idx_orders_number"],
        "dtos": ["OrderResponse.no"],
        "references": ["its stub", "UNIQUE (year, number)", "A number has eight digits"],
    }
    assert words(of_field(orders.fields["year"]))["queries"] == ["Find by year"]
    assert words(of_field(orders.fields["id"]))["references"] == ["bills.order_id"]
    assert words(of_field(orders.fields["customer_id"]))["references"] == ["FK customers.id"]
    assert not of_field(orders.fields["unused"])
