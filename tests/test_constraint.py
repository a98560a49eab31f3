"""The grammar of constraints."""

from __future__ import annotations

import pytest

from mkdocs_datadesign.constraint import Reference, parse, parse_reference


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PK", "PK"), ("primary key", "PK"), ("Not Null", "NOT NULL"), ("null", "NULL"), ("unique", "UNIQUE"),
        ("CHECK total >= 0", "CHECK"), ("default 'x, y'", "DEFAULT"), ("fk users.id", "FK"),
    ],
)  # fmt: skip
def test_words_in_any_case(text: str, kind: str) -> None:
    assert parse(text).kind == kind


@pytest.mark.parametrize(
    ("text", "own", "target", "theirs"),
    [
        ("FK users.id", (), Reference("", ("users",)), ("id",)),
        ("FOREIGN KEY references users(id)", (), Reference("", ("users",)), ("id",)),
        ("FK identity/accounts:users.id", (), Reference("identity/accounts", ("users",)), ("id",)),
        ('FK "Order Details"."Unit Price"', (), Reference("", ("Order Details",)), ("Unit Price",)),
        ("FK (a, b) references t(c, d)", ("a", "b"), Reference("", ("t",)), ("c", "d")),
        ("FK reviews.author.userId", (), Reference("", ("reviews",)), ("author.userId",)),
        ("FK users", (), Reference("", ("users",)), ()),
    ],
)
def test_foreign_keys(text: str, own: tuple[str, ...], target: Reference, theirs: tuple[str, ...]) -> None:
    constraint = parse(text)
    assert (constraint.fields, constraint.target, constraint.target_fields) == (own, target, theirs)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("FK Order Details.id", 'FK "Order Details".id'),
        ("FK users.id ON DELETE CASCADE", "on_delete"),
        ("PK, NOT NULL", "an item of its own"),
        ("AUTO_INCREMENT", "PK, FK table.field"),
    ],
)
def test_what_is_no_constraint_gets_advice(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        parse(text)


def test_a_reference_reads_back_as_it_is_written() -> None:
    for reference in (Reference("a/b", ("x", "y z")), Reference("", ('q"uote',)), Reference("", ("a.b", "c"))):
        assert parse_reference(str(reference)) == reference
