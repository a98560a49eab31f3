"""Problems to what people and programs read."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import click

from .problem import Place, Problem, Severity
from .unseen import printable
from .words import counted

Paint = Callable[..., str]
"""Makes a text fit to be printed: nothing in it is obeyed, and it may get a colour, by the arguments of `click.style`."""

VERSION = 1
_MAX_LINE = 160
_WIDE = (
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f"
    "\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)
"""What is two columns wide. Python's own table differs between its versions, where Unicode has grown."""


_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def one(problem: Problem, *, style: bool = False) -> str:
    """One problem over several lines, laid out as ruff and rustc do; with `style`, in colours for a terminal."""
    paint = painter(style)
    places = [problem.place, *(related.place for related in problem.related)]
    gutter = " " * max(len(str(place.span.line)) for place in places)
    color = _COLORS.get(problem.severity)
    head = paint(f"{problem.severity.value}[{problem.rule}]", fg=color, bold=True)
    lines = [f"{head}{paint(f': {problem.message}', bold=True)}"]
    lines += _frame(problem.place, "-->", gutter, "^", "", lambda text: paint(text, fg=color, bold=True), paint)
    for related in problem.related:
        words = related.message
        lines += _frame(related.place, ":::", gutter, "-", words, lambda text: paint(text, fg="blue", bold=True), paint)
    end = paint(f"{gutter} =", fg="blue", bold=True)
    if problem.data_path:
        lines.append(f"{end} in: {paint(problem.data_path)}")
    if problem.help:
        lines.append(f"{end} {paint('help', bold=True)}: {paint(problem.help)}")
    return "\n".join(lines) + "\n"


def painter(style: bool) -> Paint:
    """What makes text fit to be printed, in colours if `style`."""

    def paint(text: str, **look: Any) -> str:
        shown = printable(text)
        return click.style(shown, **look) if style and look else shown

    return paint


def _frame(
    place: Place,
    arrow: str,
    gutter: str,
    mark: str,
    words: str,
    marked: Callable[[str], str],
    paint: Paint,
) -> list[str]:
    """A place: its address, its line, and a mark below what it is about, with words beside the mark."""

    def dim(text: str) -> str:
        return paint(text, fg="blue", bold=True)

    lines = [f"{gutter}{dim(arrow)} {paint(str(place))}"]
    if not place.text.strip():
        return [*lines, f"{gutter} {dim('=')} {paint(words)}"] if words else lines
    line, before, width = _cut(place)
    number = str(place.span.line).rjust(len(gutter))
    note = f" {words}" if words else ""
    bar = dim(f"{gutter} |")
    return [*lines, bar, f"{dim(f'{number} |')} {line}", f"{bar} {' ' * before}{marked(mark * width + note)}"]


def _cut(place: Place) -> tuple[str, int, int]:
    """A line as a terminal shows it, cut around its place, with the columns before the place and those of it."""
    span, text = place.span, place.text
    start = min(span.column - 1, len(text))
    end = span.end_column - 1 if span.end_line == span.line else len(text.rstrip())
    end = max(start, min(end, len(text)))
    first = 0 if end <= _MAX_LINE else max(0, min(start - _MAX_LINE // 4, len(text) - _MAX_LINE))
    last = min(len(text), first + _MAX_LINE)
    shown = printable(text[first:last])
    lead = "…" if first else ""
    before = _width(lead + printable(text[first:start]))
    width = max(1, _width(printable(text[start : min(end, last)])))
    return f"{lead}{shown}{'…' if last < len(text) else ''}", before, width


def _width(text: str) -> int:
    """How many columns a terminal gives a text: two to the wide characters of East Asia, none to combining marks."""
    if text.isascii():
        return len(text)
    wide = re.compile(_WIDE)  # here: few runs print any of it
    return sum(2 if wide.match(char) else 0 if unicodedata.combining(char) else 1 for char in text)


def summary(problems: Sequence[Problem], features: int, since: str = "") -> str:
    """One line that counts. `since` is the revision that the problems are new since, if they are."""
    new = "new " if since else ""
    found = Counter(problem.severity for problem in problems if not problem.known)
    parts = [
        counted(found[severity], f"{new}{severity.value}")
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        if found[severity]
    ]
    known = sum(problem.known for problem in problems)
    more = f", and {known} more in the baseline" if known else ""
    when = f" since {since}" if since else ""
    return f"{', '.join(parts) or f'no {new}problems'} in {counted(features, 'data design')}{when}{more}"


def fails(problems: Sequence[Problem], fail_on: str) -> bool:
    """Whether any problem is as severe as what the options let fail."""
    failing = {"error": {Severity.ERROR}, "warning": {Severity.ERROR, Severity.WARNING}}.get(fail_on, set())
    return any(problem.severity in failing and not problem.known for problem in problems)


def rule_url(rule: str, base_url: str) -> str:
    """The address of a rule's section in the built site, or "" without the site's address."""
    group, _, name = rule.partition("/")
    return f"{base_url}rules/{group}/#rule.{name}" if base_url else ""


def as_json(problems: Sequence[Problem], base_url: str = "") -> list[dict[str, Any]]:
    """The problems as plain data. `base_url` is where the index pages are, with a slash at its end."""
    return [
        {
            "rule": problem.rule,
            "severity": problem.severity.value,
            "message": problem.message,
            **place_as_json(problem.place),
            "data_path": problem.data_path,
            "feature": problem.feature,
            "help": problem.help,
            "known": problem.known,
            "url": rule_url(problem.rule, base_url),
            "related": [{"message": item.message, **place_as_json(item.place)} for item in problem.related],
        }
        for problem in problems
    ]


def place_as_json(place: Place) -> dict[str, Any]:
    """A place as plain data."""
    span = place.span
    return {
        "path": place.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def json_text(problems: Sequence[Problem], base_url: str = "") -> str:
    """The report for programs."""
    return (
        json.dumps({"version": VERSION, "problems": as_json(problems, base_url)}, indent=2, ensure_ascii=False) + "\n"
    )
