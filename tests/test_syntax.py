"""What is no YAML is told where a person would mend it, with what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from effort import no_longer_than
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_datadesign.parser import read
from mkdocs_datadesign.source import Fault


def fault(text: str) -> Fault:
    (found,) = read("x.yaml", text.encode()).faults
    assert (found.rule, found.message[:17]) == ("syntax", "this is not YAML:")
    return found


# The mark ¦ stands before the place that is told.
SLIPS = {
    # from a public report
    "a:\n  tags: {type: \"text[]\", constraints: [NOT NULL, ¦DEFAULT '{}'], description: Labels}\n  b: {c: [d]}\n":
        "put the text in quotes: `\"DEFAULT '{}'\"`",
    "a: {type: ¦enum('b', 'c')}\nd: e\n": "put the text in quotes: `\"enum('b', 'c')\"`",
    "a: ¦{b: c\nd: e\nf: g\n": "close it with `}`",
    "a:\n  - ¦{b: c\n  - {d: e}\n": "close it with `}`",
    "a: {b: ¦[c, d\ne: [f]\n": "close it with `]`",
    "a: [b, c¦}\nd: e\n": "close the `[` of line 1 with `]` first",
    "a: {b: c}¦}\nd: e\n": "remove it, or put the text in quotes",
    "a: {b: item ¦#1}\nc: d\ne: f\n": "put the text in quotes that has the `#`, or close the `{` before it",
    "a: {b: ¦'c, d: e}\nf: g\n": "close it with `'`, or put the whole text in quotes",
    "a: {b: ¦\"c, d: e}\nf: g\nh: \"i\"\n": "close it with `\"` on its line",
    "a: {b: 'it'¦s', c: d}\n": "write an apostrophe within `'…'` twice, or put the text in `\"…\"`",
    "a: {b: c d¦: e}\n": "a comma is missing, or put the text in quotes",
    "a: {b: c¦: d}\n": "a comma is missing, or put the text in quotes",
    "a: {\n  b: ¦c\n  d: e\n}\n": "separate entries with `,`",
    "a: {\n  b: [c¦]\n  d: e\n}\n": "separate entries with `,`",
    "a: [¦- b]\n": "separate items with `,`",
    "a: {b: ¦@c}\nd: {e: f}\n": "put the text in quotes",
    "a: {b: {}¦/c, d: e}\n": "separate entries with `,`, or put all of the text in quotes",
    "a: b¦: c\n": "put the text in quotes",
    "a: ¦\"b\nc: d\n": "close it with `\"`, or put the whole text in quotes",
    "a: ¦\"b\nc: d\ne: \"f\"\n": "close it with `\"` on its line",
    "a: ¦'b\nc: customer's\n": "close it with `'` on its line",
    "a: 'customer'¦s'\n": "write an apostrophe within `'…'` twice, or put the text in `\"…\"`",
    'a: "b" ¦c\n': "write `\\\"` within `\"…\"`, or put the text in `'…'`",
    "a: {b}¦/c\n": "put the text in quotes",
    'a: "¦\\d"\n': "write `\\\\`, or put the text in `'…'`",
    "a: ¦@b\n": "put the text in quotes",
    "a: ¦`b`\n": "put the text in quotes",
    "a: ¦%b\n": "put the text in quotes",
    "a: *¦.md\n": "put the text in quotes",
    "a: &¦\n": "put the text in quotes",
    "a: >3 ¦days\n": "put the text in quotes, or begin it on the next line",
    "a:\n¦\tb: c\n": "indent with spaces; YAML allows no tabs there",
    "title¦:Orders\nstores:\n  a: b\n": "write `key: value`",
    "title: a\n¦stores\n  a: b\n": "write `key: value`",
    "title: a\n¦stores\nb: c\n": "write `key: value`",
    "a:\n- ¦b\n  c: d\n": "write `key: value`",
    "a: ¦- b\n": "begin the list on the next line",
    "a: b\n¦- c\n": "indent it below its key, or write a key",
    "a:\n  b: c\n   ¦d: e\n": "begin it in column 3, as the line above, or put the text above in quotes",
    "a:\n    b: c\n  ¦d: e\n": "begin it where its neighbours begin",
    "a:\n   ¦b: c\n  d: e\n  f: g\n  h: i\nj: k\n": "indent it as its neighbours are",
    "a:\n  - b\n ¦c: d\n": "begin it where its neighbours begin",
    " ¦a: b\nc: d\n": "let it begin in column 1",
}  # fmt: skip


@pytest.mark.parametrize("marked", SLIPS)
def test_a_slip_is_told_where_it_is_with_what_to_do(marked: str) -> None:
    before, _, after = marked.partition("¦")
    found = fault(before + after)
    line = before.count("\n") + 1
    assert (found.span.line, found.span.column) == (line, len(before) - before.rfind("\n"))
    assert found.help == SLIPS[marked]


SIDECARS = sorted((ROOT / "example-site/docs").rglob("03-data-design.yaml"))


@pytest.mark.parametrize("what", [r"[]}]", r"[{\[]", r"(?<=[^:]), ", r": ", r"(?<=\{)|(?<=\[)", r" (?=\w+: )"])
@pytest.mark.parametrize("path", [SIDECARS[0], SIDECARS[-1]], ids=lambda path: path.parent.name)
def test_a_character_that_is_lost_is_told_on_its_line(path: Path, what: str) -> None:
    """Each tenth bracket, comma or colon is lost, or a quote opens instead."""
    text = path.read_text(encoding="utf-8")
    put = '"' if "?<=\\{" in what else ""
    told = 0
    for found in list(re.finditer(what, text))[::10]:
        source = read("x.yaml", f"{text[: found.start()]}{put}{text[found.end() :]}".encode())
        lines = [fault.span.line for fault in source.faults if fault.rule == "syntax"]
        assert lines in ([], [text.count("\n", 0, found.start()) + 1])
        told += bool(lines)
    assert told or what == r"(?<=[^:]), "


@given(st.text("ab:, []{}'\"#\n-?&*!|>%@`\t\\", max_size=60))
def test_whatever_is_no_yaml_has_a_place_in_the_text(text: str) -> None:
    for fault in read("x.yaml", text.encode()).faults:
        assert 1 <= fault.span.line <= text.count("\n") + 2
        assert fault.span.column >= 1
        assert fault.message


@pytest.mark.parametrize(
    "text",
    [
        "a: {b: c\n" + "x\n" * 500_000,
        "a: [" + " #]\n" * 500_000,
        "a\n" * 500_000 + "b: c",
        "a: '" + "''" * 500_000 + "x",
        "a: " + "{b: " * 60 + "x" * 1_000 + "\n" * 500_000,
        "a:\n" + "  b: c\n" * 100_000 + " d: e",
    ],
)
def test_a_hostile_text_is_told_soon(text: str) -> None:
    with no_longer_than(20):
        assert read("x.yaml", text.encode()).faults
