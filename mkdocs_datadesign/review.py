"""Changes between two states of the designs to what people and programs read: text, JSON, and Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from .changes import Change, Comparison, Touched, Unread
from .column_widths import LINE_BREAK
from .markup import Markdown, prose
from .problem import Place
from .report import Paint, painter, place_as_json
from .unseen import visible
from .words import counted

VERSION = 1
_MOST = 200
"""So many changes a summary lists; GitHub cuts one at a megabyte."""
_MOST_TOUCHED = 3
"""So many places of a feature that is touched are told; the JSON has them all."""
_NOW = "the working tree"

Locate = Callable[[str], str]
"""A path below the docs directory to one below the directory that the command runs in."""


# Text


def text(comparison: Comparison, old: str, new: str | None, *, style: bool = False) -> str:
    """For a terminal: what breaks first, each with why, whom it touches and what to do; then the rest, a line each."""
    paint = painter(style)
    blocks = ["\n".join(_unread(one, old, new, paint)) for one in comparison.unread]
    blocks += ["\n".join(_breaking(change, old, paint)) for change in comparison.breaking]
    if comparison.compatible:
        lines = [paint("compatible", fg="green", bold=True)]
        lines += [f"  {paint(_one_line(change, old))}" for change in comparison.compatible]
        blocks.append("\n".join(lines))
    return "".join(f"{block}\n\n" for block in blocks) + f"{paint(summary(comparison, old, new))}\n"


def summary(comparison: Comparison, old: str, new: str | None) -> str:
    """One line that counts."""
    breaking, compatible = len(comparison.breaking), len(comparison.compatible)
    keys = {change.feature for change in comparison.changes}
    between = f"from {old} to {new}" if new else f"since {old}"
    if not comparison.changes:
        more = f"; {counted(len(comparison.unread), 'sidecar')} could not be compared" if comparison.unread else ""
        return f"no change of any design {between}{more}"
    told = [f"{counted(breaking, 'breaking change')}"] * bool(breaking)
    unplanned = sum(not change.is_planned for change in comparison.breaking)
    if unplanned:
        told[0] += f" ({unplanned} unplanned)"
    told += [f"{counted(compatible, 'compatible change')}"] * bool(compatible)
    return f"{', '.join(told)} in {counted(len(keys), 'data design')} {between}"


def _breaking(change: Change, old: str, paint: Paint) -> Iterator[str]:
    head = paint(f"breaks {whom(change)}", fg="red", bold=True)
    yield head + paint(f": {change.message}", bold=True)
    yield f"  {paint('-->', fg='blue', bold=True)} {paint(_address(change, old))}"
    for name, words in _details(change):
        yield f"   {paint('=', fg='blue', bold=True)} {paint(name, bold=True)}: {paint(words)}"


def _one_line(change: Change, old: str) -> str:
    more = [change.because or change.judgement.fine, *_touched_keys(change)]
    return f"{change.message}: {'; '.join(more)}  [{_address(change, old)}]"


def _touched_keys(change: Change) -> list[str]:
    keys = list(dict.fromkeys(touched.feature for touched in change.touched))
    return [f"touches {', '.join(keys)}"] if keys else []


def _unread(one: Unread, old: str, new: str | None, paint: Paint) -> Iterator[str]:
    yield paint(f"not compared: {_unread_words(one, old, new)}", fg="yellow", bold=True)
    yield f"  {paint('-->', fg='blue', bold=True)} {paint(f'{one.place}{_state(one.side, old)}')}"


def _unread_words(one: Unread, old: str, new: str | None) -> str:
    where = old if one.side == "old" else new or _NOW
    part = "" if one.whole else "parts of "
    more = f", and {counted(one.count - 1, 'problem')} more" if one.count > 1 else ""
    return f"{part}{one.feature} could not be read in {where}: {one.message}{more}"


def _address(change: Change, old: str) -> str:
    return f"{change.place}{_state(change.side, old)}"


def _state(side: str, old: str) -> str:
    return f" in {old}" if side == "old" else ""


# What is said of a change, in any format


def whom(change: Change) -> str:
    """Who breaks: `readers`, `writers`, `readers and writers`; "" for nobody."""
    found = [name for name in ("readers", "writers") if getattr(change.judgement, name)]
    return " and ".join(found)


def _details(change: Change, locate: Locate = str) -> Iterator[tuple[str, str]]:
    """Why it breaks, whom it touches, and what the migration says, each under its name."""
    judgement = change.judgement
    if judgement.readers == judgement.writers:
        yield "why", judgement.readers
    else:
        yield from (
            (name, why) for name, why in (("readers", judgement.readers), ("writers", judgement.writers)) if why
        )
    if change.because:
        yield "taken for the same", change.because
    for key, found in groupby(change.touched, key=lambda touched: touched.feature):
        yield "touched", _touched(key, list(found), locate)
    if told := migration(change):
        yield "migration", told


def _touched(key: str, found: Sequence[Touched], locate: Locate) -> str:
    places = [
        f"{touched.words} at {locate(touched.place.path)}:{touched.place.span.line}"
        for touched in found[:_MOST_TOUCHED]
    ]
    more = f", and {len(found) - _MOST_TOUCHED} more" if len(found) > _MOST_TOUCHED else ""
    state = "changed too" if found[0].changed else "not changed"
    return f"{key} ({state}): {'; '.join(places)}{more}"


def migration(change: Change) -> str:
    """What the feature's migration and rollback sections say of a change, and what to do; "" where that is no matter."""
    spoken = change.spoken
    if spoken is None or not change.breaking:
        return ""
    if change.kind == "feature-removed":
        return "its sections go with it; say elsewhere what becomes of the data"
    words = (("`migration`", spoken.migration, "done"), ("`migration.rollback`", spoken.rollback, "undone"))
    silent = [(section, way) for section, word, way in words if word in ("unnamed", "missing")]
    stale = [section for section, word, _ in words if word == "unchanged"]
    names = _either([f"`{name}`" for name in spoken.names])
    if len(silent) == 2:
        return f"neither `migration` nor `migration.rollback` names {names}; say there how it is done and undone"
    said = [f"{section} does not name {names}; say there how it is {way}" for section, way in silent]
    if stale:
        verb = "name it, but are as before" if len(stale) > 1 else "names it, but is as before"
        said.append(f"{' and '.join(stale)} {verb}; see that they still hold" if len(stale) > 1
                    else f"{stale[0]} {verb}; see that it still holds")  # fmt: skip
    return "; ".join(said) or "`migration` and `migration.rollback` speak of it"


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


# JSON


def json_text(comparison: Comparison, old: str, new: str | None) -> str:
    """For programs.

    `{"version", "old", "new", "summary": {"breaking", "unplanned", "compatible"}, "changes": [...], "unread": [...]}`,
    where `old` and `new` are revisions as they were given, `new` null for the working tree. A change is `{"kind",
    "message", "breaks", "readers", "writers", "because", "feature", "object", "field", "state", "path", "line",
    "column", "end_line", "end_column", "data_path", "touched", "migration", "rollback", "planned"}`: `breaks` lists
    "readers" and "writers", and the keys of these names say why; `state` is "old" where the place is one of the old
    state; `migration` and `rollback` are "named", "unchanged" (named, but the section did not change), "unnamed",
    "missing", or null where no migration is called for. One of `touched` is `{"feature", "message", "changed", "path",
    "line", …}`, and one of `unread` `{"feature", "state", "whole", "problems", "message", "path", "line", …}`.
    """
    data = {
        "version": VERSION,
        "old": old,
        "new": new,
        "summary": {
            "breaking": len(comparison.breaking),
            "unplanned": sum(not change.is_planned for change in comparison.changes),
            "compatible": len(comparison.compatible),
        },
        "changes": [_as_json(change) for change in comparison.changes],
        "unread": [
            {
                "feature": one.feature,
                "state": one.side,
                "whole": one.whole,
                "problems": one.count,
                "message": one.message,
                **place_as_json(one.place),
            }
            for one in comparison.unread
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _as_json(change: Change) -> dict[str, Any]:
    spoken = change.spoken
    return {
        "kind": change.kind,
        "message": change.message,
        "breaks": [name for name in ("readers", "writers") if getattr(change.judgement, name)],
        "readers": change.judgement.readers,
        "writers": change.judgement.writers,
        "because": change.because,
        "feature": change.feature,
        "object": change.object,
        "field": change.field,
        "state": change.side,
        **place_as_json(change.place),
        "data_path": change.data_path,
        "touched": [
            {
                "feature": touched.feature,
                "message": touched.words,
                "changed": touched.changed,
                **place_as_json(touched.place),
            }
            for touched in change.touched
        ],
        "migration": spoken and spoken.migration,
        "rollback": spoken and spoken.rollback,
        "planned": change.is_planned,
    }


# Markdown


def markdown(comparison: Comparison, old: str, new: str | None, locate: Locate) -> str:
    """For the summary of a job or a comment: a table of what breaks, and one of the rest."""
    write = Markdown()

    def words(text: str) -> Markup:
        return prose(visible(text), write, lambda _: None)

    def place(found: Place, side: str) -> Markup:
        address = write.code(f"{locate(found.path)}:{found.span.line}")
        return Markup(f"{address}{write.text(_state(side, old))}")

    def details(change: Change) -> Markup:
        return LINE_BREAK.join(
            Markup(f"{write.strong(write.text(name))}{write.text(':')} {words(told)}")
            for name, told in _details(change, locate)
        )

    text = f"## Changed data designs\n\n{write.text(summary(comparison, old, new))}\n"
    for one in comparison.unread[:_MOST]:
        where = place(one.place, one.side)
        text += f"\n{write.strong(write.text('Not compared'))}: {words(_unread_words(one, old, new))} ({where})\n"
    breaking, compatible = comparison.breaking, comparison.compatible
    if breaking:
        rows = [
            [write.text(whom(change)), write.text(change.feature), words(change.message), details(change),
             place(change.place, change.side)]
            for change in breaking[:_MOST]
        ]  # fmt: skip
        head = ("Breaks", "Feature", "Change", "Details", "Place")
        text += f"\n{write.table(head, rows)}{_more(breaking)}"
    if compatible:
        rows = [
            [write.text(change.feature), words(change.message),
             words("; ".join([change.because or change.judgement.fine, *_touched_keys(change)])),
             place(change.place, change.side)]
            for change in compatible[:_MOST]
        ]  # fmt: skip
        text += f"\n### Compatible\n\n{write.table(('Feature', 'Change', 'Why', 'Place'), rows)}{_more(compatible)}"
    return text


def _more(changes: Sequence[Change]) -> str:
    return f"\nand {len(changes) - _MOST} more\n" if len(changes) > _MOST else ""
