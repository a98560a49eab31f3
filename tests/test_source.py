"""Reading YAML: what was typed stays, everything has a place, nothing hostile gets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_datadesign.parser import read
from mkdocs_datadesign.reading import find
from mkdocs_datadesign.source import BARE, Span, Typed


def value(text: str) -> object:
    source = read("x.yaml", text.encode())
    assert not source.faults, source.faults
    return source.value


def only_fault(data: bytes) -> tuple[str, str, int, int]:
    (fault,) = read("x.yaml", data).faults
    return fault.rule, fault.message, fault.span.line, fault.span.column


@pytest.mark.parametrize("text", ["1:1", "on", "no", "yes", "off", "0042", "1.10", "12e03", "2026-11-24", "0x1F"])
def test_what_is_typed_stays_as_typed(text: str) -> None:
    assert value(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(
    ("text", "meant"),
    [("42", 42), ("0042", 42), ("0o17", 15), ("0x1F", 31), ("1.10", 1.1), ("true", True), ("False", False)],
)
def test_numbers_and_booleans_are_those_of_yaml_1_2(text: str, meant: object) -> None:
    read_value = value(f"[{text}]")[0]  # type: ignore[index]
    assert isinstance(read_value, Typed)
    assert read_value.value == meant


@pytest.mark.parametrize("text", ["", "~", "null", "NULL"])
def test_null_is_nothing(text: str) -> None:
    assert value(f"key: {text}") == {"key": None}


def test_a_quoted_null_is_text() -> None:
    assert value('key: "NULL"') == {"key": "NULL"}


def test_every_value_knows_its_place() -> None:
    source = read("x.yaml", b"a:\n  - b: one\n    c: {d: two}\n")
    assert source.span(("a", 0, "b")) == Span(2, 8, 2, 11)
    assert source.span(("a", 0, "c", "d")) == Span(3, 12, 3, 15)
    assert source.key_span(("a", 0, "c")) == Span(3, 5, 3, 6)


@pytest.mark.parametrize("before", ["", "\ufeff", "\ufeff\ufeff", "# 𝄞 ü\r\n", "é: 𝄞\n"])
def test_a_place_counts_characters_whatever_stands_before_it(before: str) -> None:
    line = before.count("\n") + 1
    source = read("x.yaml", f"{before}𝄞: [ü, {{b: two, c: &x [d]}}, *x]\ne: f".encode())
    assert source.span(("𝄞", 1, "b")) == Span(line, 12, line, 15)
    assert source.span(("𝄞", 2, 0)) == Span(line, 24, line, 25)
    assert source.key_span(("𝄞", 1, "c", 5)) == source.key_span(("𝄞", 1, "c")) == Span(line, 17, line, 18)
    assert source.key_span(("e",)) == Span(line + 1, 1, line + 1, 2)


def test_what_is_not_there_stands_where_it_should_be() -> None:
    source = read("x.yaml", b"a:\n  - b: one\n    c: []\n")
    assert source.span(("z",)) == Span(1, 1, 1, 2)
    assert source.span(("a", 7, "b")) == Span(1, 1, 1, 2)
    assert source.span(("a", 0, "c", 0)) == Span(3, 5, 3, 6)
    assert [source.holds(path) for path in [("a", 0, "c"), ("a", 1), ("a", "0"), ("a", 0, "b", 0)]] == [
        True,
        False,
        False,
        False,
    ]


def test_a_key_among_thousands_knows_its_place() -> None:
    source = read("x.yaml", "".join(f"k{number}: {number}\n" for number in range(20_000)).encode())
    assert [source.key_span((f"k{number}",)).line for number in range(20_000)] == list(range(1, 20_001))


def test_an_empty_mapping_or_list_has_the_place_of_its_key_as_a_full_one_has() -> None:
    source = read("x.yaml", b"a: {}\nbc: []\nd: x\ne:\n  f: {g: {}}\n")
    assert source.span(("a",)) == Span(1, 1, 1, 2)
    assert source.span(("bc",)) == Span(2, 1, 2, 3)
    assert source.span(("d",)) == Span(3, 4, 3, 5)
    assert source.span(("e", "f", "g")) == Span(5, 7, 5, 8)


def test_a_duplicate_key_is_reported_at_the_second_one() -> None:
    assert only_fault(b"a: 1\nb: 2\na: 3\n") == ("duplicate-key", "`a` is already given on line 1", 3, 1)


def test_a_comma_within_prose_does_not_cut_it() -> None:
    assert value("{purpose: A customer's orders, newest first, type: btree}") == {
        "purpose": "A customer's orders, newest first",
        "type": "btree",
    }


def test_prose_put_together_again_is_one_place() -> None:
    source = read("x.yaml", b"a: {b: one, two, three, c: d}")
    assert source.span(("a", "b")) == Span(1, 8, 1, 23)
    assert [column for column in range(1, 25) if source.is_in_value(1, column)] == [1, 5, *range(8, 23)]
    assert source.key_span(("a", "c")) == Span(1, 25, 1, 26)


def test_a_comment_between_the_pieces_of_prose_is_no_part_of_it() -> None:
    text = "{a: one, # 1, 2\n two, # 3\n three, b: c}"
    assert value(text) == {"a": "one, two, three", "b": "c"}
    source = read("x.yaml", text.encode())
    within = [
        "".join(char for column, char in enumerate(line, 1) if source.is_in_value(number, column))
        for number, line in enumerate(text.split("\n"), 1)
    ]
    assert within == ["aone", "two", "threebc"]


def test_prose_that_an_alias_stands_for_is_not_put_together_with_what_follows() -> None:
    assert value("{a: &x one, b: *x, two}") == {"a": "one", "b": "one", "two": BARE}


def test_a_word_alone_in_a_flow_mapping_is_no_key_with_an_empty_value() -> None:
    assert value("a: {b: [c], d, e: }\n? f\n") == {"a": {"b": ["c"], "d": BARE, "e": None}, "f": None}


def test_anchors_and_aliases_work() -> None:
    assert value("a: &x {b: 1}\nc: *x\n") == {"a": {"b": "1"}, "c": {"b": "1"}}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: [", "this is not YAML"),
        (b"a: &x [*x]", "holds itself"),
        (b"a: *x", "names no anchor"),
        (b"[" * 100_000, "levels deep"),
        (b"a: b\0", "U+0000"),
        (b"\xff\xfea", "not UTF-8"),
        (b"a: !!python/object/apply:os.system [x]", "is not allowed"),
        (b"? [a]\n: b", "a key is a list"),
        (b"a: &x {b: c}\n<<: *x", "no merge key"),
        (b"a: 1\n---\nb: 2", "second document"),
        (b"a:\n\t- b", "not YAML"),
        (b"x" * (4 * 1024 * 1024 + 1), "larger than 4 MiB"),
        (b"a: &a [1,1,1,1,1,1,1,1,1,1]\n" + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 10))
                                                    for c in range(98, 108)), "once its aliases are followed"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_fault_with_a_place(data: bytes, words: str) -> None:
    rule, message, line, column = only_fault(data)
    assert rule == "syntax"
    assert words in message
    assert line >= 1
    assert column >= 1


@pytest.mark.parametrize("first", ["all", "part"])
def test_of_linked_folders_the_one_that_holds_the_others_is_found_whatever_was_made_first(
    tmp_path: Path, first: str
) -> None:
    for key in ("one", "sub/two"):
        (tmp_path / "shared" / key).mkdir(parents=True)
        (tmp_path / "shared" / key / "03-data-design.yaml").write_text("title: T\n", encoding="utf-8")
    (tmp_path / "plan/epic").mkdir(parents=True)
    links = {"all": "../../shared", "part": "../../shared/sub"}
    for name in sorted(links, key=lambda name: name != first):
        (tmp_path / "plan/epic" / name).symlink_to(links[name])
    found = ["plan/epic/all/one/03-data-design.yaml", "plan/epic/all/sub/two/03-data-design.yaml"]
    assert list(find(tmp_path, "plan")) == found
