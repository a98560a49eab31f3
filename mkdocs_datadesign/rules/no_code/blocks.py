"""Where a block of code begins: a fence, lines set in by four blanks, or a tag of HTML."""

from __future__ import annotations

import re

_FENCE = r"(?m)^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?(?:`{3,}+(?![^\n]*`)|~{3})"
_FOLDED = r"(?<!\S)```(?!`)\s*+[^`\s]++\s(?:[^`]|`(?!``)){0,4000}```"
"""A fence that YAML folded into one line: `>` and plain scalars do so. In backticks alone, it is inline code."""
_INLINE = r"`[^`]+`"
_TAG = r"(?i)<(pre|code)(?:\s[^<>]{0,200})?>"
_END_TAG = r"(?i)</(pre|code)\b"
_ITEM = re.compile(r"[ \t]*+(?:[-*+]|\d{1,9}[.)])\s")
_INDENTED = re.compile(r" {0,3}\t| {4}")


def block(text: str) -> int | None:
    """Where the first block of code begins, if there is any."""
    if "```" in text or "~~~" in text:
        found = re.search(_FENCE, text) or re.search(_FOLDED, text)
        if found:
            return found.start()
    if "\n    " in text or "\t" in text:
        start = _indented(text)
        if start is not None:
            return start
    return _tags(text) if "</" in text else None


def _indented(text: str) -> int | None:
    """Where an indented block begins: after a blank line, and not within a list, whose items are indented too."""
    position, in_list, blank = 0, False, False
    for line in text.split("\n"):
        if not line.strip():
            blank = True
        else:
            indented = _INDENTED.match(line)
            if indented and blank and not in_list:
                return position
            if not indented:
                in_list = bool(_ITEM.match(line)) or (in_list and (not blank or line.startswith(" ")))
            blank = False
        position += len(line) + 1
    return None


def _tags(text: str) -> int | None:
    plain = re.sub(_INLINE, lambda found: " " * len(found[0]), text)  # `<pre>` in backticks is only the tag's name
    last_end = {found[1].lower(): found.start() for found in re.finditer(_END_TAG, plain)}
    for found in re.finditer(_TAG, plain):
        if found.start() < last_end.get(found[1].lower(), 0):
            return found.start()
    return None
