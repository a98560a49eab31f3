"""Problems to what people and programs read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from .problem import Place, Problem, Severity

VERSION = 1
_MAX_LINE = 160


def text(problems: Sequence[Problem]) -> str:
    """The problems as a person reads them: what, where, the line, a caret under the value, and what to do."""
    return "\n".join(one(problem) for problem in problems)


def one(problem: Problem) -> str:
    """One problem over several lines."""
    gutter = " " * len(str(problem.place.span.line))
    lines = [f"{problem.severity.value}[{problem.rule}]: {clean(problem.message)}", f"{gutter}--> {problem.place}"]
    lines += _frame(problem.place, gutter)
    if problem.data_path:
        lines.append(f"{gutter} = in: {clean(problem.data_path)}")
    if problem.help:
        lines.append(f"{gutter} = help: {clean(problem.help)}")
    for related in problem.related:
        lines.append(f"{gutter} = {clean(related.message)}: {related.place}")
        lines += _frame(related.place, gutter)
    return "\n".join(lines) + "\n"


def _frame(place: Place, gutter: str) -> list[str]:
    if not place.text.strip():
        return []
    span, line = place.span, clean(place.text)
    start = span.column - 1
    if len(line) > _MAX_LINE:
        line = line[:_MAX_LINE] + "…"
    width = max(1, min(span.end_column - span.column if span.end_line == span.line else 1, len(line) - start))
    number = str(span.line).rjust(len(gutter))
    return [f"{gutter} |", f"{number} | {line}", f"{gutter} | {' ' * min(start, len(line))}{'^' * width}"]


def clean(text: str) -> str:
    """Text that a terminal shows and does not obey."""
    return "".join(char if char.isprintable() else "�" for char in text.replace("\t", " "))


def summary(problems: Sequence[Problem], features: int) -> str:
    """One line that counts."""
    found = Counter(problem.severity for problem in problems)
    parts = [
        f"{found[severity]} {severity.value}{'s' if found[severity] != 1 else ''}"
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        if found[severity]
    ]
    return f"{', '.join(parts) or 'no problems'} in {features} data design{'s' if features != 1 else ''}"


def fails(problems: Sequence[Problem], fail_on: str) -> bool:
    """Whether any problem is as severe as what the options let fail."""
    failing = {"error": {Severity.ERROR}, "warning": {Severity.ERROR, Severity.WARNING}}.get(fail_on, set())
    return any(problem.severity in failing for problem in problems)


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
            **_place(problem.place),
            "data_path": problem.data_path,
            "feature": problem.feature,
            "help": problem.help,
            "url": rule_url(problem.rule, base_url),
            "related": [{"message": item.message, **_place(item.place)} for item in problem.related],
        }
        for problem in problems
    ]


def _place(place: Place) -> dict[str, Any]:
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
