"""Code in prose is found, and prose that only sounds like code is not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import COMPLETE
from effort import no_longer_than
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_datadesign.project import Project
from mkdocs_datadesign.rules.no_code.code import code

PROSE = [
    "Select the newest orders from the last month and update their status.",
    "Create a table for each tenant.",
    "We create an index on orders that have left the building.",
    "We drop the column in the next release; the table stays.",
    "One revision creates both tables.",
    "Rows are deleted from the holding table where they are older than a year.",
    "Delete from the queue where possible.",
    "Insert into the queue, then alter the state.",
    "The class Order (see PRD) has many lines.",
    "A migration adds the column `nickname`.",
    "Uses SQLAlchemy and Alembic (`alembic upgrade head`).",
    "`order_id` references `orders.id`.",
    "CREATE TABLE statements live in the repository, not here.",
    "No SELECT reads from the archive.",
    "Update orders, set aside what failed.",
    "The function `now()` gives the default.",
    "Customers select a plan from the list, where it is shown.",
    "Each model has a schema (JSON) and a version.",
    "The model Order {see PRD} is old.",
    "status = paid or shipped",
    "A relationship (one to many) leads to lines.",
    "Truncate the name to 40 characters.",
    "`grant` is a role.",
    "Entities belong to a tenant, and tenants have many users.",
    "<pre> is closed by no </code>.",
]

CODE = {
    "no-code/sql": [
        "CREATE TABLE orders (id uuid primary key)",
        "create table orders (id uuid primary key)",
        "create index on orders (user_id)",
        "CREATE UNIQUE INDEX idx_orders ON orders USING btree (user_id)",
        "SELECT * FROM orders WHERE user_id = 1",
        "select id, total from orders where user_id = $1 order by created_at",
        "We run SELECT count(*) FROM orders each night.",
        "ALTER TABLE orders ADD COLUMN note text",
        "DROP TABLE orders;",
        "INSERT INTO orders (id) VALUES (1)",
        "UPDATE orders SET status = 'paid' WHERE id = 1",
        "DELETE FROM orders WHERE id = 1",
        "First\n\nSELECT id\nFROM orders\nWHERE id = 1",
        "Run `select * from orders` first.",
        "Select * From orders where it is slow.",
        "Run `truncate table orders` first.",
        "db.orders.find({status: 'open'})",
    ],
    "no-code/orm": [
        "class Order(Base): id = Column(UUID, primary_key=True)",
        "model Order { id String @id }",
        "@Entity() class Order",
        "models.CharField(max_length=3)",
        "sequelize.define('order', {id: 1})",
        "new Schema({name: String})",
        "has_many :lines",
        "Order.hasMany(Line)",
    ],
    "no-code/migration": [
        "op.create_table('orders', sa.Column('id'))",
        "def upgrade(): pass",
        "migrations.CreateModel(name='Order')",
        "add_column :orders, :note, :text",
        "knex.schema.createTable('orders')",
        "exports.up = function (knex) {}",
        "queryInterface.addColumn('orders', 'note')",
    ],
    "no-code/code-block": [
        "See\n\n```sql\nSELECT 1\n```\n",
        "~~~\nx = 1\n~~~",
        "```mermaid\nerDiagram\n```",
        "Like so:\n\n    x = 1\n    y = 2\n",
        "Like so:\n\n\tx = 1\n\ty = 2\n",
        "<pre>x = 1</pre>",
    ],
}
Check = Callable[..., Project]


def rules(project: Project) -> list[str]:
    return [problem.rule for problem in project.problems if problem.rule.startswith("no-code/")]


@pytest.mark.parametrize("text", PROSE)
def test_prose_may_speak_of_code(text: str) -> None:
    assert code(text) is None


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in CODE.items() for text in texts])
def test_code_is_found_and_by_one_rule_alone(project: Check, rule: str, text: str) -> None:
    design = COMPLETE.replace("purpose: What was bought", f"purpose: {json.dumps(text)}")
    assert {problem.rule for problem in project(design).problems} == {rule}


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("Then:\n\n```sql\nSELECT 1\n```\n", "sql SELECT 1 '''"),
        ("~~~\nX = `1`\n~~~", "X = '1' ~~~"),
        ("This\nis\nwhat\nwe\nmade\nlike\n\n    x = 1\n    y = 2\n", "x = 1 y = 2"),
        ("The tag `pre` holds <pre>x = 1</pre>", "<pre>x = 1</pre>"),
        ("First op.drop_table('carts')", "op.drop_table('carts')"),
        ("There, has_many :lines", "has_many :lines"),
        ("Run `psql -c truncate table carts` first", "truncate table carts' first"),
        ("Run DELETE FROM orders WHERE total_in_cents = 123456", "DELETE FROM orders WHERE total_in_cents…"),
        ("DELETE FROM orders WHERE total_cents = 12", "DELETE FROM orders WHERE total_cents =…"),
        ("DELETE FROM orders WHERE total_cents = 1", "DELETE FROM orders WHERE total_cents = 1"),
    ],
)
def test_code_is_quoted_from_its_first_word_on(text: str, excerpt: str) -> None:
    found = code(text)
    assert found
    assert found.excerpt == excerpt


PLACES = [
    ("title: Orders\n", "summary: {}\n", "summary"),
    ("title: Orders\n", "requirements: {{persists: {}}}\n", "requirements.persists"),
    ("    technology: PostgreSQL\n", "    notes: {}\n", "stores.main.notes"),
    ("        purpose: Who buys\n", "        notes: {}\n", "stores.main.entities.customers.notes"),
    (
        "        purpose: Who buys\n",
        "        validation: [{{rule: {}}}]\n",
        "stores.main.entities.customers.validation[0].rule",
    ),
    (
        "queries:\n",
        "  - {{operation: Ask, frequency: low, pattern: Lookup, target: orders, logic: {}}}\n",
        "queries[0].logic",
    ),
    ("performance:\n", "  scalability: {}\n", "performance.scalability"),
    (
        "dtos:\n",
        "  Other: {{source: orders, fields: {{id: {{from: id, transform: {}}}}}}}\n",
        "dtos.Other.fields.id.transform",
    ),
]


@pytest.mark.parametrize(("after", "added", "path"), PLACES)
def test_all_prose_is_looked_at(project: Check, after: str, added: str, path: str) -> None:
    statement = json.dumps("SELECT * FROM orders WHERE id = 1")
    found = project(COMPLETE.replace(after, after + added.format(statement), 1)).problems
    assert [problem.data_path for problem in found if problem.rule == "no-code/sql"] == [path]


def test_conditions_types_and_patterns_are_no_prose(project: Check) -> None:
    text = COMPLETE.replace("CHECK total_cents >= 0", '"CHECK total_cents in (SELECT id FROM orders WHERE id = 1)"')
    text = text.replace(
        "type: btree, purpose", 'type: btree, where: "status = (select id from orders limit 1)", purpose'
    )
    assert rules(project(text)) == []


@given(st.text(alphabet="create table selct from(){}`~:@;,.*= \n\tABCSELFROM_'\"<>/", max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged_quickly(text: str) -> None:
    with no_longer_than(10):
        code(text)


@pytest.mark.parametrize(
    "text",
    ["SELECT " * 15000, "select a, " * 10000, "update a set " * 8000, "`" * 100000, "class A(" * 12000, "\n    " * 20000,
     "create table (" * 8000, "<pre " * 20000, "@Column(" * 12000, "delete from a where a = " * 4000],
)  # fmt: skip
def test_long_hostile_text_is_judged_in_bounded_time(text: str) -> None:
    with no_longer_than(50):
        code(text)
