"""Where a list or mapping in brackets goes wrong.

YAML's parser looks ahead: an apostrophe in brackets may open a quote that takes in the rest of the file, and a bracket
that nothing closes takes in the lines below. It tells where it could not go on, and not where a person would mend it.
What is read here has been refused already, so that this need only find the first thing that is odd.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_CLOSES = {"]": "[", "}": "{"}
_CLOSED_BY = {"[": "]", "{": "}"}
_BLANK = re.compile(r"[ \t]*(?:(?:(?<=[\s,\[\]{}])|^)#[^\n]*)?")
_PLAIN = re.compile(r"(?:(?!:(?:[\s,\[\]{}]|\Z)|\s#)[^,\[\]{}\n])+")
ENTRY = re.compile(r"(?:- +|[\w.$\"'-]+ *:(?:\s|\Z))")
_SINGLE = re.compile(r"'[^']*(?:''[^']*)*'(?!')")
_DOUBLE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.S)
_NO_START = "@`%|>"
FAR = 100_000
"""So many characters are looked at for one slip."""
QUOTE_IT = "put the text in quotes"


class Slip(NamedTuple):
    """What is odd in a text, at an offset into it, and what to do about it."""

    at: int
    message: str
    help: str


@dataclass(slots=True)
class _Open:
    """A bracket that waits to be closed, and what was read of its present entry."""

    bracket: str
    at: int
    colon: bool = False
    node: str = ""
    """The kind of what the entry ends with so far: a plain text, a quote, brackets; "" for nothing yet."""
    node_at: int = 0
    node_end: int = 0
    cut_at: int | None = None
    """Where a plain text begins that opens a parenthesis and closes none: its comma cuts it."""

    def next_entry(self) -> None:
        self.colon, self.node = False, ""


@dataclass(slots=True)
class _Reader:
    text: str
    at: int
    indent: int
    """The column of the entry that the outermost bracket belongs to: a line that begins there is no part of it."""
    waiting: list[_Open] = field(default_factory=list)
    comment: tuple[int, str] | None = None
    """The offset of the first comment that holds a bracket that may have been meant to close something."""

    def slip(self) -> Slip | None:
        """The first thing that is odd before the outermost bracket is closed; moves behind that if there is none."""
        end = self.at + FAR
        while self.at < end:
            if found := self.skip_blanks():
                return found
            char = self.text[self.at]
            if char in _CLOSED_BY:
                found = self.open(char)
            elif char in _CLOSES:
                found = self.close(char)
            elif char == ",":
                self.waiting[-1].next_entry()
                self.at += 1
            elif char in "\"'":
                found = self.quoted(char)
            elif self.is_colon():
                found = self.colon()
            else:
                found = self.plain()
            if found or not self.waiting:
                return found
        return None

    def skip_blanks(self) -> Slip | None:
        """Move to what comes next; what belongs to the lines below the brackets is odd."""
        end = self.at + FAR
        while self.at < end:
            blank = _BLANK.match(self.text, self.at)
            assert blank  # it matches nothing at all, too
            if "#" in blank[0] and self.waiting and not self.comment:
                bracket = self.waiting[-1].bracket
                if blank[0].count(_CLOSED_BY[bracket]) > blank[0].count(bracket):
                    self.comment = blank.start() + blank[0].index("#"), bracket
            self.at = blank.end()
            if self.at == len(self.text):
                return self.unclosed()
            if self.text[self.at] != "\n":
                return None
            self.at += 1
            if self.waiting and is_entry(self.text, self.at, self.indent):
                return self.unclosed()
        return self.unclosed()

    def unclosed(self) -> Slip:
        if self.comment:
            at, bracket = self.comment
            end = _CLOSED_BY[bracket]
            help = f"{QUOTE_IT} that has the `#`, or close the `{bracket}` before it"
            return Slip(at, f"` #` begins a comment, and the `{end}` in it closes nothing", help)
        opened = self.waiting[-1]
        return Slip(opened.at, f"`{opened.bracket}` is not closed", f"close it with `{_CLOSED_BY[opened.bracket]}`")

    def open(self, char: str) -> Slip | None:
        if self.waiting and (found := self.follows(f"`{char}`")):
            return found
        self.waiting.append(_Open(char, self.at))
        self.at += 1
        return None

    def close(self, char: str) -> Slip | None:
        opened = self.waiting[-1]
        if opened.bracket != _CLOSES[char]:
            line = self.text.count("\n", 0, opened.at) + 1
            help = f"close the `{opened.bracket}` of line {line} with `{_CLOSED_BY[opened.bracket]}` first"
            return Slip(self.at, f"`{char}` closes no `{opened.bracket}`", help)
        self.waiting.pop()
        self.at += 1
        if self.waiting:
            self.ends("brackets", opened.at)
        return None

    def quoted(self, char: str) -> Slip | None:
        if found := self.follows("a quote"):
            return found
        found, end = quote_slip(self.text, self.at, self.indent)
        if found:
            return found
        start, self.at = self.at, end
        self.ends("quote", start)
        return None

    def is_colon(self) -> bool:
        if self.text[self.at] != ":":
            return False
        after = self.text[self.at + 1 : self.at + 2]
        return not after or after in " \t\n,[]{}" or self.waiting[-1].node in ("quote", "brackets")

    def colon(self) -> Slip | None:
        opened = self.waiting[-1]
        if opened.colon:
            above, newline, _ = self.text[opened.node_at : self.at].rpartition("\n")
            if newline:
                end = opened.node_at + len(above.rstrip())
                return Slip(max(end - 1, 0), "a comma is missing at the end of this line", "separate entries with `,`")
            return Slip(self.at, "a second `: ` in one entry", f"a comma is missing, or {QUOTE_IT}")
        opened.colon, opened.node = True, ""
        self.at += 1
        return None

    def plain(self) -> Slip | None:
        start, char = self.at, self.text[self.at]
        opened = self.waiting[-1]
        if opened.node in ("quote", "brackets"):
            return self.follows(f"`{char}`")
        if not opened.node:
            if char in _NO_START:
                return Slip(start, f"no text begins with `{char}`", QUOTE_IT)
            if self.text.startswith("- ", start):
                return Slip(start, "`- ` begins no item within brackets", "separate items with `,`")
        found = _PLAIN.match(self.text, start)
        self.at = found.end() if found else start + 1
        if opened.node:  # the text goes on, over a line's end or behind a ` :`
            opened.node_end = self.at
        else:
            self.ends("plain", start)
        return None

    def ends(self, kind: str, start: int) -> None:
        opened = self.waiting[-1]
        if kind == "plain" and self.text.count("(", start, self.at) > self.text.count(")", start, self.at):
            opened.cut_at = start
        opened.node, opened.node_at, opened.node_end = kind, start, self.at

    def follows(self, what: str) -> Slip | None:
        """That something follows a text, a quote or brackets, with no comma between."""
        opened = self.waiting[-1]
        if not opened.node:
            return None
        if "\n" in self.text[opened.node_end : self.at]:
            return Slip(opened.node_end - 1, "a comma is missing at the end of this line", "separate entries with `,`")
        if opened.node == "plain":
            start = self.text[opened.node_at : opened.node_end].strip()
            help = f"{QUOTE_IT}: `{_shown(self.text, opened.node_at)}`"
            return Slip(opened.node_at, f"{what} stands within the text `{start[:60]}`", help)
        if opened.cut_at is not None and self.text[self.at] == ")":
            help = f"{QUOTE_IT}: `{_shown(self.text, opened.cut_at)}`"
            return Slip(opened.cut_at, "a comma cuts this text in two", help)
        help = "separate entries with `,`, or put all of the text in quotes"
        if opened.node == "quote" and self.text[opened.node_at] == "'" and opened.node_end == self.at:
            help = "write an apostrophe within `'…'` twice, or put the text in `\"…\"`"
        return Slip(
            self.at, f"{what} follows {'a closing quote' if opened.node == 'quote' else 'a closing bracket'}", help
        )


def _shown(text: str, at: int) -> str:
    """A text as it may be meant: up to the next comma, or bracket that closes more than it opens."""
    depth, end = 0, at
    for end in range(at, min(len(text), at + 60)):
        char = text[end]
        depth += (char in "([{") - (char in ")]}")
        if depth < 0 or char == "\n" or (char == "," and not depth):
            break
    meant = text[at:end].strip()
    return f'"{meant}"' if '"' not in meant else f"'{meant.replace(chr(39), chr(39) * 2)}'"


def is_entry(text: str, line: int, indent: int) -> bool:
    """Whether the line at an offset looks like an entry that begins in a column, or before; in any if it is negative."""
    start = line
    while text[start : start + 1] == " ":
        start += 1
    return (indent < 0 or start - line <= indent) and ENTRY.match(text, start) is not None


def quote_slip(text: str, at: int, indent: int) -> tuple[Slip | None, int]:
    """What is odd of the quote that opens at an offset, or None; and the offset behind it.

    A quote that takes in lines that look like entries, in a column or before, is closed by what opens another.
    """
    char = text[at]
    found = (_SINGLE if char == "'" else _DOUBLE).match(text, at)
    if not found:
        help = f"close it with `{char}`, or put the whole text in quotes"
        return Slip(at, "the quote is not closed", help), len(text)
    lines = (newline.end() for newline in re.compile("\n").finditer(text, at, min(found.end(), at + FAR)))
    if any(is_entry(text, line, indent) for line in lines):
        return Slip(at, "the quote is closed only below", f"close it with `{char}` on its line"), found.end()
    return None, found.end()


def flow_slip(text: str, at: int) -> tuple[Slip | None, int]:
    """The first odd thing of the brackets that open at an offset, or None; and the offset behind what was read."""
    line = text.rfind("\n", 0, at) + 1
    reader = _Reader(text, at, re.compile(r" *(?:- +)*").match(text, line).end() - line)  # type: ignore[union-attr]
    return reader.slip(), reader.at
