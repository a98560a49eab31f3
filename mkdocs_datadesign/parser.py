"""Text to values that know their place: YAML 1.2's core types, read safely and in bounded time.

YAML's own events are read one by one instead of loading the document: that keeps lines, columns and
duplicate keys, and lets a hostile document be given up on before it has cost anything.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from sys import intern
from typing import Any

import yaml

from .source import (
    BARE,
    COMMENT,
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DUPLICATES,
    MAX_KEY,
    MAX_VALUES,
    Cut,
    Fault,
    Places,
    Source,
    Span,
    Typed,
)
from .syntax import FLATTEN, TOO_DEEP, syntax_fault

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml reads the same, ten times slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_SHORT = 64
"""Shorter text is kept once: keys and types are the same in every sidecar."""
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

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")

_CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq"))


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
        text = data.decode().lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
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
    builder = _Builder(source)
    try:
        builder.build()
    except _GiveUp as gave_up:
        source.faults.append(gave_up.fault)
    except yaml.MarkedYAMLError as error:
        waiting = [builder.starts[opened.node] for opened in builder.waiting]
        source.faults.append(syntax_fault(error, text, builder.starts, builder.ends, waiting))
    except yaml.reader.ReaderError as error:
        source.faults.append(_reader_fault(error, text))
    return source


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


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is not at its end. `key` is one that waits for its value; `size` counts as Source's does."""

    node: int
    value: Any
    anchor: str | None
    links: list[int] = field(default_factory=list)
    key: str | None = None
    size: int = 1


_Found = tuple[int, Any, int]
"""The number, the value and the size of what was read."""


class _Builder:
    """Builds values from YAML's events without recursion, so that depth costs no stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.anchors: dict[str, _Found | None] = {}
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.inner: list[int] = []
        self.links = [0]  # what is within none
        self.waiting: list[_Open] = []
        self.has_comments = COMMENT in source.text

    def build(self) -> None:
        loader = _Loader(self.source.text)
        try:
            root = self.take(iter(loader.get_event, None))
        finally:
            loader.dispose()
        if root is not None:
            packed = (array("I", numbers) for numbers in (self.starts, self.ends, self.inner, self.links))
            self.source.value, self.source.places = root[1], Places(*packed)

    def take(self, events: Iterator[Any]) -> _Found | None:
        documents, root = 0, None
        waiting = self.waiting
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                text = event.value
                found = self.number(event), self.scalar(event, text), 1 + len(text) // 64
                if event.anchor:
                    self.anchors[event.anchor] = found
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                waiting.append(self.begin(event, len(waiting), {} if kind is yaml.MappingStartEvent else []))
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                found = self.end(waiting.pop())
            elif kind is yaml.AliasEvent:
                found = self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _GiveUp("syntax", "a second document begins", event.start_mark, "keep one document a file")
                continue
            else:
                continue
            if waiting:
                self.add(waiting[-1], found, event)
            else:
                root = found
        return root

    def number(self, event: Any) -> int:
        """The number of what begins."""
        self.starts.append(event.start_mark.index)
        self.ends.append(event.end_mark.index)
        self.inner.append(0)
        return len(self.inner) - 1

    def begin(self, event: Any, depth: int, value: Any) -> _Open:
        self.check_tag(event)
        if depth >= MAX_DEPTH:
            raise _GiveUp("syntax", TOO_DEEP, event.start_mark, FLATTEN)
        if event.anchor:
            self.anchors[event.anchor] = None  # open: an alias to it would hold itself
        return _Open(self.number(event), value, event.anchor)

    def end(self, ended: _Open) -> _Found:
        self.inner[ended.node] = len(self.links)
        self.links += ended.links
        found = ended.node, ended.value, ended.size
        if ended.anchor:
            self.anchors[ended.anchor] = found
        return found

    def add(self, parent: _Open, found: _Found, event: Any) -> None:
        """Put what was found where it belongs in the innermost open value."""
        node, value, size = found
        if self.has_comments:
            self.note_lines(parent, node, event)
        if isinstance(parent.value, list):
            parent.value.append(value)
            parent.links.append(node)
        elif parent.key is None:
            parent.key = self.key(value, event)
            parent.links.append(node)
            return
        else:
            name, parent.key = parent.key, None
            is_bare = value is None and self.is_bare(parent, event)
            if is_bare and self.continues_text(parent):
                self.join_text(parent, node)
                size = 1
            elif name in parent.value:
                self.refuse_duplicate(parent, name, event)
                return
            else:
                parent.value[name] = BARE if is_bare else value
                parent.links.append(node)
        parent.size += size
        if parent.size > MAX_VALUES:
            then = " once its aliases are followed" if self.anchors else ""
            message = f"more than {MAX_VALUES:,} values{then}"
            raise _GiveUp("syntax", message, event.start_mark, "split the feature, or repeat less with anchors")

    def note_lines(self, parent: _Open, node: int, event: Any) -> None:
        """Note a flow value, or a text, that is broken over lines or stands below its key."""
        begin, end = event.start_mark.index, event.end_mark.index
        if begin == end or (type(event) is yaml.ScalarEvent and event.style in ("|", ">")):  # a block, or nothing
            return
        start = parent.links[-1] if parent.key is not None else node
        self.note_broken(begin if type(event) is yaml.AliasEvent and start == node else self.starts[start], end)

    def note_broken(self, start: int, end: int) -> None:
        if self.source.text.find("\n", start, end) >= 0:
            self.source.broken.append((start, end))

    def refuse_duplicate(self, parent: _Open, name: str, event: Any) -> None:
        source, again, first = self.source, parent.links.pop(), parent.links[2 * list(parent.value).index(name)]
        message = f"`{name}` is already given on line {self.place(first).line}"
        help = "keep one of the two; this one was not read"
        at = tuple(name if one is parent else len(one.value) if one.key is None else one.key for one in self.waiting)
        source.faults.append(Fault("duplicate-key", message, self.place(again), help, at=at))
        if len(source.faults) > MAX_DUPLICATES:
            message = f"more than {MAX_DUPLICATES:,} keys are given twice"
            raise _GiveUp("syntax", message, event.start_mark, "keep one of each")

    def place(self, node: int) -> Span:
        return self.source.between(self.starts[node], self.ends[node])

    def is_bare(self, parent: _Open, event: Any) -> bool:
        """Whether an entry of a flow mapping is a word alone: `newest first` in `{purpose: Orders, newest first}`.

        YAML reads it as a key without a colon or a value.
        """
        is_flow = self.source.text.startswith("{", self.starts[parent.node])
        return is_flow and bool(event.start_mark.index == event.end_mark.index == self.ends[parent.links[-1]])

    def continues_text(self, parent: _Open) -> bool:
        """Whether a bare entry belongs to the plain text before it, which its comma has cut; nobody means a key."""
        if not parent.value:
            return False
        before, last, _ = parent.links[-3:]
        text = parent.value[next(reversed(parent.value))]
        if last < before or not isinstance(text, str) or len(text) > _LONGEST_CUT:  # an alias's text is elsewhere
            return False
        return self.source.text[self.starts[last] : self.starts[last] + 1] not in "\"'"

    def join_text(self, parent: _Open, empty: int) -> None:
        """Let the text before a cut, what was read as a key behind it, and its value, be one."""
        key, last = parent.links.pop(), parent.links[-1]
        text, cut, end = self.source.text, self.ends[last], self.ends[key]
        between, more = text[cut : self.starts[key]], text[self.starts[key] : end]
        said = _COMMENT.sub("", between)
        latest = next(reversed(parent.value))
        parent.value[latest] = Cut(" ".join(f"{parent.value[latest]}{said}{more}".split()))
        if self.has_comments:
            self.note_broken(self.starts[parent.links[-2]], end)
        self.starts[empty], self.ends[last], self.ends[empty] = self.starts[key], end, end
        self.starts[key], self.ends[key] = cut, end if said == between else cut  # a comment between is in no value

    def key(self, value: Any, event: Any) -> str:
        if not isinstance(value, str):
            what = "nothing" if value is None else "a list or a mapping"
            raise _GiveUp("syntax", f"a key is {what}", event.start_mark, "a key is plain text")
        if value == "<<" and getattr(event, "implicit", (False,))[0]:
            raise _GiveUp(
                "syntax", "YAML 1.2 has no merge key `<<`", event.start_mark, "repeat the keys, or alias a whole value"
            )
        if len(value) > MAX_KEY:
            message = f"a key has more than {MAX_KEY:,} characters"
            raise _GiveUp("syntax", message, event.start_mark, "shorten it; what a thing means has keys of its own")
        return str(value)

    def alias(self, event: Any) -> _Found:
        found = self.anchors.get(event.anchor)
        if found is None:
            what = "holds itself" if event.anchor in self.anchors else "names no anchor before it"
            raise _GiveUp("syntax", f"the alias `*{event.anchor}` {what}", event.start_mark, "write the value out")
        return found

    def scalar(self, event: Any, text: str) -> Any:
        if event.tag is not None:
            self.check_tag(event)
            return text if event.tag in ("tag:yaml.org,2002:str", "!") else resolve(text)
        if len(text) < _SHORT:
            text = intern(text)
        return resolve(text) if event.implicit[0] else text

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
