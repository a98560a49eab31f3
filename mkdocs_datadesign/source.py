"""Text to values that know their place: YAML 1.2's core types, read safely and in bounded time.

YAML's own events are read one by one instead of loading the document: that keeps lines, columns and
duplicate keys, and lets a hostile document be given up on before it has cost anything.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml reads the same, ten times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Key = str | int
Path = tuple[Key, ...]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_VALUES = 250_000
"""How many values a sidecar may hold once its aliases are followed; a long text counts as one for every 64 characters."""
MAX_DUPLICATES = 1_000
"""So many keys that are given twice are listed."""

_LONGEST_CUT = 2_000
"""Longer prose is not put together again where its commas cut it."""

# https://yaml.org/spec/1.2.2/#1032-tag-resolution, without the document's own say in it.
_WORDS = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")

_YAML_1_1_LINE_ENDS = "\x85\u2028\u2029"
"""PyYAML ends a line, and a comment, at one of these; editors and YAML 1.2 do not. A blank keeps the places right."""

_CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))


class Span(NamedTuple):
    """A stretch of a file; lines and columns count from 1, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


class Typed(str):
    """A plain scalar that the core schema reads as a number or a boolean.

    The text is what was typed, so a key that takes text keeps `0042` and `1.10`;
    `value` is what a key that takes a number or a boolean reads.
    """

    __slots__ = ("value",)
    value: bool | int | float

    def __new__(cls, text: str, value: bool | int | float) -> Typed:
        self = super().__new__(cls, text)
        self.value = value
        return self


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the text itself, before any schema: `rule` is the name within `schema/`."""

    rule: str
    message: str
    span: Span
    help: str = ""
    path: Path = ()


@dataclass(slots=True)
class Node:
    """A value and its place; `children` by key or position, `keys` the places of a mapping's keys.

    All scalars share the same children and keys, which stay empty: most of what is read is scalars.
    """

    value: Any
    span: Span
    size: int = 1
    children: dict[Key, Node] = field(default_factory=dict)
    keys: dict[Key, Span] = field(default_factory=dict)


_NO_CHILDREN: dict[Key, Node] = {}
_NO_KEYS: dict[Key, Span] = {}


@dataclass(slots=True)
class Source:
    """One sidecar's text and what was read of it.

    `path` is the file's path below the docs directory, with forward slashes.
    `value` is None where nothing could be read; `faults` says why.
    """

    path: str
    text: str
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    _lines: list[str] | None = field(default=None, repr=False, compare=False)
    _scalars: list[tuple[float, ...]] | None = field(default=None, repr=False, compare=False)

    @property
    def value(self) -> Any:
        return self.root.value if self.root else None

    def span(self, path: Path) -> Span:
        """The place of a value: a scalar's own, else that of the key that holds it.

        A path that leads to nothing gives the place of the deepest part of it that exists.
        """
        node, span = self.root, Span(1, 1, 1, 1)
        if node is None:
            return span
        span = next(iter(node.keys.values()), _first_line(node.span))  # of a part that is missing, the first key
        for key in path:
            child = node.children.get(key)
            if child is None:
                break
            by_key = node.keys.get(key)
            is_scalar = not isinstance(child.value, (dict, list))
            span = child.span if by_key is None or (is_scalar and _visible(child.span)) else by_key
            span = _first_line(span)
            node = child
        return span

    def key_span(self, path: Path) -> Span:
        """The place of the key that `path` ends with, or of the value where it is no mapping's key."""
        node = self.root
        for key in path[:-1]:
            node = node.children.get(key) if node else None
        if node is not None and path and path[-1] in node.keys:
            return node.keys[path[-1]]
        return self.span(path)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1].rstrip("\r") if number <= len(self._lines) else ""

    def is_in_value(self, line: int, column: int) -> bool:
        """Whether a place lies within a scalar value, so that what looks like a comment there is none."""
        if self._scalars is None:
            self._scalars = sorted(_scalars(self.root)) if self.root else []
        at = bisect_right(self._scalars, (line, column, math.inf, math.inf))
        return at > 0 and (line, column) < self._scalars[at - 1][2:]

    def text_at(self, span: Span) -> str:
        """The text that a span covers."""
        lines = [self.line(number) for number in range(span.line, span.end_line + 1)]
        lines[-1] = lines[-1][: span.end_column - 1]
        lines[0] = lines[0][span.column - 1 :]
        return "\n".join(lines)


def _scalars(root: Node) -> Iterator[tuple[float, ...]]:
    """From where to where each scalar stands."""
    waiting, seen = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias
            continue
        seen.add(id(node))
        waiting += node.children.values()
        if not node.children:
            yield node.span.line, node.span.column, node.span.end_line, node.span.end_column


def _visible(span: Span) -> bool:
    return (span.line, span.column) != (span.end_line, span.end_column)


def _first_line(span: Span) -> Span:
    if span.end_line == span.line:
        return span
    return Span(span.line, span.column, span.line, span.column + 1)


def read(path: str, data: bytes) -> Source:
    """Read a sidecar. Never raises for what `data` holds: it is in the result's `faults` instead."""
    start = Span(1, 1, 1, 1)
    if len(data) > MAX_BYTES:
        source = Source(path, "")
        message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        source.faults.append(Fault("syntax", message, start, "split the feature into smaller ones"))
        return source
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:2].count(0) == 1:
        source = Source(path, "")
        source.faults.append(Fault("syntax", "the file is UTF-16 or UTF-32, not UTF-8", start, "save it as UTF-8"))
        return source
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        for char in _YAML_1_1_LINE_ENDS:
            text = text.replace(char, " ")
    except UnicodeDecodeError as error:
        source = Source(path, data.decode("utf-8", "replace"))
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        span = Span(line, column, line, column + 1)
        source.faults.append(Fault("syntax", "the file is not UTF-8", span, "save it as UTF-8"))
        return source
    source = Source(path, text)
    try:
        _Builder(source).build()
    except _GiveUp as gave_up:
        source.root = None
        source.faults.append(gave_up.fault)
    except yaml.MarkedYAMLError as error:
        source.root = None
        source.faults.append(_syntax_fault(error))
    except yaml.reader.ReaderError as error:
        source.root = None
        source.faults.append(_reader_fault(error, text))
    return source


_TOO_DEEP, _FLATTEN = f"nested more than {MAX_DEPTH} levels deep", "flatten the structure"


def _syntax_fault(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    words = " ".join(part for part in (error.context, error.problem) if part)
    if "nesting depth" in words:  # libyaml from PyYAML 6.0.4 on counts too, and its scanner runs ahead of our events
        return Fault("syntax", _TOO_DEEP, Span(line, column, line, column + 1), _FLATTEN)
    hint = "put the text in quotes if it holds `: `, ` #`, or begins with one of `[]{}*&!|>%@`"
    if "\\t" in words:
        hint = "indent with spaces; YAML allows no tabs there"
    return Fault("syntax", f"this is not YAML: {words}", Span(line, column, line, column + 1), hint)


def _reader_fault(error: yaml.reader.ReaderError, text: str) -> Fault:
    found = _NOT_YAML.search(text)
    at = found.start() if found else 0
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    message = f"a character that YAML does not allow: U+{ord(text[at]) if found else 0:04X}"
    return Fault(
        "syntax", message, Span(line, column, line, column + 1), 'remove it, or write it as an escape within "…"'
    )


# https://yaml.org/spec/1.2.2/#51-character-set
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _GiveUp(Exception):
    def __init__(self, rule: str, message: str, mark: Any, help: str) -> None:
        self.fault = Fault(rule, message, _span(mark, mark), help)


def _span(start: Any, end: Any) -> Span:
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


class _Builder:
    """Builds nodes from YAML's events without recursion, so that depth costs no stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.anchors: dict[str, Node | None] = {}
        self.total = 0

    def build(self) -> None:
        loader = _Loader(self.source.text)
        try:
            self.take(iter(loader.get_event, None))
        finally:
            loader.dispose()

    def take(self, events: Iterator[Any]) -> None:
        documents = 0
        open_nodes: list[tuple[Node, Any, str | None]] = []  # node, its waiting key, its anchor
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                span, size = _span(event.start_mark, event.end_mark), 1 + len(event.value) // 64
                node = Node(self.scalar(event), span, size, _NO_CHILDREN, _NO_KEYS)
                if event.anchor:
                    self.anchors[event.anchor] = node
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.check_tag(event)
                if len(open_nodes) >= MAX_DEPTH:
                    raise _GiveUp("syntax", _TOO_DEEP, event.start_mark, _FLATTEN)
                value: Any = {} if kind is yaml.MappingStartEvent else []
                if event.anchor:
                    self.anchors[event.anchor] = None  # open: an alias to it would hold itself
                open_nodes.append((Node(value, _span(event.start_mark, event.end_mark)), None, event.anchor))
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node, _, anchor = open_nodes.pop()
                if anchor:
                    self.anchors[anchor] = node
            elif kind is yaml.AliasEvent:
                node = self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _GiveUp("syntax", "a second document begins", event.start_mark, "keep one document a file")
                continue
            else:
                continue
            if not open_nodes:
                self.source.root = node
            else:
                open_nodes[-1] = self.add(*open_nodes[-1], node, event)

    def add(self, parent: Node, key: Any, anchor: str | None, node: Node, event: Any) -> tuple[Node, Any, str | None]:
        """Put `node` where it belongs in the innermost open value; gives that value back, and its waiting key."""
        if isinstance(parent.value, list):
            index = len(parent.value)
            parent.value.append(node.value)
            parent.children[index] = node
        elif key is None:
            return parent, self.key(node, event), anchor
        elif self.continues_prose(parent, node, event, key[1]):
            self.join_prose(parent, key[1])
            self.grow(parent, 1, event)
            return parent, None, anchor
        else:
            name, span = key
            if name in parent.children:
                first = parent.keys[name].line
                self.source.faults.append(
                    Fault(
                        "duplicate-key",
                        f"`{name}` is already given on line {first}",
                        span,
                        "keep one of the two; this one was not read",
                    )
                )
                if len(self.source.faults) > MAX_DUPLICATES:
                    message = f"more than {MAX_DUPLICATES:,} keys are given twice"
                    raise _GiveUp("syntax", message, event.start_mark, "keep one of each")
                return parent, None, anchor
            parent.value[name] = node.value
            parent.children[name] = node
            parent.keys[name] = span
        self.grow(parent, node.size, event)
        return parent, None, anchor

    def grow(self, parent: Node, size: int, event: Any) -> None:
        parent.size += size
        if parent.size > MAX_VALUES:
            then = " once its aliases are followed" if self.anchors else ""
            message = f"more than {MAX_VALUES:,} values{then}"
            raise _GiveUp("syntax", message, event.start_mark, "split the feature, or repeat less with anchors")

    def continues_prose(self, parent: Node, node: Node, event: Any, key: Span) -> bool:
        """Whether a flow mapping's entry is no key but prose cut by its comma: `{purpose: Orders, newest first}`.

        YAML reads `newest first` as a key without a colon or a value; nobody means that.
        """
        if node.value is not None or not parent.value or event.start_mark is None:
            return False
        if self.source.line(parent.span.line)[parent.span.column - 1 : parent.span.column] != "{":
            return False
        if event.start_mark.index != event.end_mark.index or (key.end_line, key.end_column) != (
            event.start_mark.line + 1,
            event.start_mark.column + 1,
        ):
            return False
        last = parent.children[next(reversed(parent.value))]
        if not isinstance(last.value, str) or last.children or len(last.value) > _LONGEST_CUT:
            return False
        return self.source.line(last.span.line)[last.span.column - 1 : last.span.column] not in "\"'"

    def join_prose(self, parent: Node, key: Span) -> None:
        name = next(reversed(parent.value))
        node = parent.children[name]
        node.span = Span(node.span.line, node.span.column, key.end_line, key.end_column)
        node.value = parent.value[name] = " ".join(self.source.text_at(node.span).split())

    def key(self, node: Node, event: Any) -> tuple[str, Span]:
        if not isinstance(node.value, str):
            what = "nothing" if node.value is None else "a list or a mapping"
            raise _GiveUp("syntax", f"a key is {what}", event.start_mark, "a key is plain text")
        if node.value == "<<" and getattr(event, "implicit", (False,))[0]:
            raise _GiveUp(
                "syntax", "YAML 1.2 has no merge key `<<`", event.start_mark, "repeat the keys, or alias a whole value"
            )
        return str(node.value), node.span

    def alias(self, event: Any) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            what = "holds itself" if event.anchor in self.anchors else "names no anchor before it"
            raise _GiveUp("syntax", f"the alias `*{event.anchor}` {what}", event.start_mark, "write the value out")
        return node

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.tag is not None:
            self.check_tag(event)
            return self.tagged(event)
        return resolve(text) if event.implicit[0] else text

    def tagged(self, event: Any) -> Any:
        if event.tag == "tag:yaml.org,2002:str" or event.tag == "!":
            return event.value
        return resolve(event.value)

    def check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!" and event.tag not in _CORE_TAGS:
            raise _GiveUp("syntax", f"the tag `{event.tag}` is not allowed", event.start_mark, "remove the tag")


def resolve(text: str) -> Any:
    """What YAML 1.2's core schema makes of a plain scalar: None, a `Typed`, or the text itself."""
    if text in _WORDS:
        value = _WORDS[text]
        return None if value is None else Typed(text, value)
    if text[0] not in _NUMBER_STARTS or len(text) > 300:  # Python refuses to read longer numbers, which nobody means
        return text
    if _INT.match(text):
        return Typed(text, int(text))
    if _OCTAL.match(text):
        return Typed(text, int(text[2:], 8))
    if _HEX.match(text):
        return Typed(text, int(text[2:], 16))
    if _FLOAT.match(text):
        return Typed(text, float(text))
    if _SPECIAL.match(text):
        return Typed(text, float(text.replace(".", "", 1)))
    return text
