"""Designs in which two things are many at once, so that what looks at each of one for each of the other is felt.

Whoever opens a pull request chooses both numbers. The same numbers give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Files = Mapping[str, str]
"""What files hold, by their paths below the docs directory."""

HEAD = "title: T\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n"
ID = "id: {type: UUID, constraints: [PK]}"


def _one(*parts: str, **documents: str) -> Files:
    beside = {f"plan/shop/a/{name.replace('_', '.')}": text for name, text in documents.items()}
    return {"plan/shop/a/03-data-design.yaml": "".join(parts), **beside}


def _lines(count: int, line: str) -> str:
    """So many lines, each with its number where the line has `#`."""
    return "".join(line.replace("#", str(number)) + "\n" for number in range(count))


def _tables(count: int, name: str = "t#", fields: str = f"{{{ID}}}") -> str:
    return _lines(count, f"      {name}: {{fields: {fields}}}")


def _table(fields: str, more: str = "", name: str = "t") -> str:
    return f"      {name}:\n        fields:\n          {ID}\n{fields}{more}"


def _fields(count: int, value: str = "{type: TEXT}", name: str = "f#") -> str:
    return _lines(count, f"          {name}: {value}")


def _section(name: str, lines: str, indent: int = 8) -> str:
    return f"{' ' * indent}{name}:\n{lines}" if lines else ""


def _features(count: int, text: Callable[[int], str]) -> Files:
    return {f"plan/e{number}/f/03-data-design.yaml": text(number) for number in range(count)}


def _query(rest: str) -> str:
    return f"  - {{operation: Get all of it #, frequency: high, {rest}}}"


SHAPES: dict[str, Callable[[int], Files]] = {
    "DTOs and the length of their contract": lambda n: _one(
        HEAD, _tables(1), "dtos:\n", _lines(n, "  AbcDto#: {contract: contract.md, source: t0}"),
        contract_md="abc dto " * n,
    ),
    "DTOs and the sections of their contract": lambda n: _one(
        HEAD, _tables(1), "dtos:\n", _lines(n, "  AbcDto#: {contract: contract.md#h, source: t0}"),
        contract_md="# H\n" + _lines(n, "## H#"),
    ),
    "DTOs and headings that are not theirs": lambda n: _one(
        HEAD, _tables(1), "dtos:\n", _lines(n, "  AbcDto#: {contract: contract.md#hx#, source: t0}"),
        contract_md=_lines(n, "# H#"),
    ),
    "references and documents that are others": lambda n: {
        **_one(HEAD, _tables(1), "references:\n  other:\n", _lines(n, "    - d#.md"), _lines(n, "    - gone#.md")),
        **{f"plan/shop/a/d{number}.md": "" for number in range(n)},
    },
    "queries and objects": lambda n: _one(HEAD, _tables(n), "queries:\n", _lines(n, _query("target: t#"))),
    "queries and objects that are others": lambda n: _one(HEAD, _tables(n), "queries:\n", _lines(n, _query("target: tx#"))),
    "queries and stores": lambda n: _one(
        "title: T\nstores:\n",
        _lines(n, "  s#: {mechanism: relational, technology: PostgreSQL, database: d#, entities: {t#: {}}}"),
        "queries:\n", _lines(n, _query("target: tx#")),
    ),
    "queries and stores with one name": lambda n: _one(
        "title: T\nstores:\n",
        _lines(n, "  s#: {mechanism: relational, technology: PostgreSQL, database: d#, entities: {t: {}}}"),
        "queries:\n", _lines(n, _query("target: t")),
    ),
    "queries and indexes": lambda n: _one(
        HEAD, _table(_fields(n), _section("indexes", _lines(n, "          i#: {fields: [f#]}"))),
        "queries:\n", _lines(n, _query("target: t, filter: [f#]")),
    ),
    "queries and unanswering indexes": lambda n: _one(
        HEAD, _table(_fields(2), _section("indexes", _lines(n, "          i#: {fields: [f0, id]}"))),
        "queries:\n", _lines(n, _query("target: t, filter: [f0, f1]")),
    ),
    "queries and unique keys": lambda n: _one(
        HEAD, _table(_fields(n, "{type: TEXT, constraints: [UNIQUE]}")), "queries:\n", _lines(n, _query("target: t, filter: [f#]")),
    ),
    "queries and full-text indexes": lambda n: _one(
        HEAD, _table(_fields(n), _section("indexes", _lines(n, "          i#: {fields: [f#], type: gin}"))),
        "queries:\n", _lines(n, _query("target: t, search: [f0, f1]")),
    ),
    "criteria and joins": lambda n: _one(
        HEAD, _table("          x: {type: TEXT}\n"), _tables(n), "queries:\n",
        f"  - {{operation: Get all, frequency: high, target: t0, joins: [{', '.join(f't{i}' for i in range(n))}, t], filter: [{'x, ' * n}x]}}\n",
    ),
    "unknown criteria and joins": lambda n: _one(
        HEAD, _tables(n), "queries:\n",
        f"  - {{operation: Get all, frequency: high, target: t0, joins: [{', '.join(f't{i}' for i in range(n))}], filter: [{'t0.x.y, ' * n}x]}}\n",
    ),
    "queries and fields that are others": lambda n: _one(
        HEAD, _table(_fields(n)), "queries:\n", _lines(n, _query("target: t, filter: [fx#]")),
    ),
    "DTO fields and sources": lambda n: _one(
        HEAD, _tables(n), "dtos:\n  D:\n    source:\n", _lines(n, "      - t#"), "    fields:\n", _lines(n, f"      f#: {{from: t{n - 1}.id}}"),
    ),
    "DTOs and fields": lambda n: _one(
        HEAD, _table(_fields(n, "{type: TEXT, constraints: [NOT NULL]}")), "dtos:\n", _lines(n, "  D#: {source: t, direction: write, fields: {a: {from: f#}}}"),
    ),
    "integrity and fields": lambda n: _one(HEAD, _table(_fields(n)), "integrity:\n", _lines(n, "  - {rule: x, target: t, fields: [fx#]}")),
    "integrity and objects": lambda n: _one(HEAD, _tables(n), "integrity:\n", _lines(n, "  - {rule: x, target: t#, fields: [id]}")),
    "integrity and objects that are others": lambda n: _one(HEAD, _tables(n), "integrity:\n", _lines(n, "  - {rule: x, target: tx#}")),
    "validation and fields": lambda n: _one(HEAD, _table(_fields(n), _section("validation", _lines(n, "          - {rule: x, fields: [f#.x, f#]}")))),
    "foreign keys and objects": lambda n: _one(HEAD, _tables(n), _table(_fields(n, "{type: UUID, constraints: [FK t#.id]}"))),
    "foreign keys and objects that are others": lambda n: _one(HEAD, _tables(n), _table(_fields(n, "{type: UUID, constraints: [FK tx#.id]}"))),
    "foreign keys and fields that are others": lambda n: _one(HEAD, _table(_fields(n), name="u"), _table(_fields(n, "{type: UUID, constraints: [FK u.fx#]}"))),
    "foreign keys and indexes": lambda n: _one(
        HEAD, _tables(1), _table(_fields(n, "{type: UUID, constraints: [FK t0.id]}"), _section("indexes", _lines(n, "          i#: {fields: [id, f#]}"))),
    ),
    "foreign keys and unique keys": lambda n: _one(
        HEAD, _tables(1), _table(_fields(n, "{type: UUID, constraints: [FK t0.id, UNIQUE]}")),
    ),
    "foreign keys to one object, and relationships": lambda n: _one(
        HEAD, _tables(1, "u#"), _table(_fields(n, "{type: UUID, constraints: [FK u0.id]}")), "    relationships:\n",
        _lines(n, "      - {from: u0, to: t, type: '1:N'}"), _lines(n, "      - {from: u0, to: t, type: '1:1'}"), _lines(n, "      - {from: u0, to: t, type: 'N:M'}"),
    ),
    "foreign keys to nowhere, and relationships": lambda n: _one(
        HEAD, _tables(n, "u#"), _table(_fields(n, "{type: UUID, constraints: [FK gone#.id]}")), "    relationships:\n",
        _lines(n, "      - {from: u#, to: t, type: '1:N'}"),
    ),
    "relationships and objects": lambda n: _one(HEAD, _tables(n), "    relationships:\n", _lines(n, "      - {from: t#, to: t0, type: '1:N'}")),
    "relationships by a field, and fields": lambda n: _one(
        HEAD, _table(_fields(n)), _table(_fields(n), name="u"), "    relationships:\n", _lines(n, "      - {from: t, to: u, type: '1:N', via: f#.x}"),
    ),
    "indexes of one field": lambda n: _one(HEAD, _table(_fields(n), _section("indexes", _lines(n, "          i#: {fields: [id, f#]}")))),
    "indexes and the length of their lists": lambda n: _one(
        HEAD, _table("", _section("indexes", _lines(n, f"          i#: {{fields: [{'a, ' * 50}a#]}}"))),
    ),
    "keys of fields and the length of a primary key": lambda n: _one(HEAD, _table(_fields(n, "{type: TEXT, constraints: [PK]}"))),
    "fields and constraints": lambda n: {
        **_one(HEAD, _table(_fields(n, "{type: TEXT, constraints: [NOT NULL]}"), _section("constraints", _lines(n, "          - UNIQUE (f#)")))),
        "plan/shop/b/03-data-design.yaml": HEAD + _table(_fields(n, "{type: TEXT, constraints: [NOT NULL]}"), _section("constraints", _lines(n, "          - UNIQUE (f#)")) + "        owner: shop/a\n"),
    },
    "values and defaults": lambda n: _one(
        HEAD, _table(f"          f: {{type: TEXT, values: [{', '.join(f'v{i}' for i in range(n))}], constraints: [{', '.join(f'DEFAULT w{i}' for i in range(n))}]}}\n"),
    ),
    "fields of an owner and others": lambda n: {
        **_one(HEAD, _table(_fields(n))),
        "plan/shop/b/03-data-design.yaml": HEAD + _table(_fields(n, name="fx#"), "        owner: shop/a\n"),
    },
    "objects of an owner and stubs": lambda n: {
        **_one(HEAD, _tables(n)), "plan/shop/b/03-data-design.yaml": HEAD + _lines(n, "      t#: {owner: shop/a}"),
    },
    "objects of an owner and stubs of none": lambda n: {
        **_one(HEAD, _tables(n)), "plan/shop/b/03-data-design.yaml": HEAD + _lines(n, "      tx#: {owner: shop/a}"),
    },
    "features and stubs of unknown owners": lambda n: {
        **_features(n // 4, lambda number: "title: T\nstores: {m: {mechanism: relational, technology: X}}\n"),
        "plan/shop/b/03-data-design.yaml": HEAD + _lines(n, "      t#: {owner: e#x/f}"),
    },
    "features with one table": lambda n: _features(n // 4, lambda number: HEAD + _table("          a: {type: TEXT}\n")),
    "features that own in a chain": lambda n: _features(n // 4, lambda number: HEAD + f"      t: {{owner: e{number + 1}/f, fields: {{{ID}}}}}\n"),
    "features that use one table": lambda n: {
        **_one(HEAD, _table(_fields(20))),
        **_features(n // 4, lambda number: HEAD + _table(_fields(2), "        owner: shop/a\n") + _tables(1, "x#", f"{{{ID}, t_id: {{type: UUID, constraints: [FK t.id]}}}}")),
    },
    "names of fields in two spellings": lambda n: _one(
        HEAD, _tables(n, "t#", f"{{{ID}, order_id: {{type: TEXT}}, orderId: {{type: TEXT}}}}"), _tables(n, "u#", f"{{{ID}, orderId: {{type: TEXT}}}}"),
    ),
    "nested fields": lambda n: _one(
        HEAD.replace("relational", "document").replace("PostgreSQL", "MongoDB").replace("entities", "collections"),
        "      t:\n        fields:\n", _lines(n, "          f#: {type: Object, fields: {a: {type: Object, fields: {b: {type: TEXT}}}}}"),
    ),
    "placeholders and queries": lambda n: _one(
        "title: T\nstores:\n  main:\n    mechanism: key-value\n    technology: Redis\n    keys:\n      k:\n        pattern: '",
        "".join(f"{{p{i}}}" for i in range(n)), "'\nqueries:\n", _lines(n, _query("target: k, filter: [p#]")),
    ),
    "faults and parts": lambda n: _one(HEAD, _tables(1), "dtos:\n", _lines(min(n, 900), "  D#: {x: 1}"), _lines(n, "  E#: {source: t0}")),
    "stores and faults": lambda n: _one(
        "title: T\nstores:\n", _lines(n, "  s#: {mechanism: relational, technology: PostgreSQL}"), "queries:\n", _lines(min(n, 900), "  - {x: 1}"),
    ),
    "lines and ignores": lambda n: _one(HEAD, _lines(min(n, 900), "      # datadesign: ignore naming/drift"), _table(_fields(n))),
    "checklist and items": lambda n: _one(HEAD, _tables(1), "checklist:\n", _lines(n, "  Primary keys defined #: yes")),
    "required by one another": lambda n: _one(
        HEAD, "".join(f"      t{i}: {{fields: {{{ID}, n: {{type: UUID, constraints: [NOT NULL, FK t{(i + 1) % n}.id]}}}}}}\n" for i in range(n)),
    ),
    "length of a name and fields": lambda n: _one(HEAD, f"      {'t' * n}:\n        fields:\n", _fields(n, "{type: TEXT, constraints: [FK x.id]}")),
    "length of a title and objects": lambda n: _one(f"title: {'T' * 50 * n}\n", HEAD.partition("\n")[2], _tables(n), "queries:\n", _lines(n, _query("target: t#"))),
    "uses of an object, and objects": lambda n: _one(HEAD, _tables(n, "t#", f"{{{ID}, a: {{type: UUID, constraints: [FK t0.id]}}}}"), "queries:\n", _lines(n, _query("target: t0, joins: [t#]"))),
    "services and objects": lambda n: _one(HEAD, _tables(n), "backup: {rpo: 1 hour}\n"),
}  # fmt: skip
