"""What is wrong with a text that is not YAML, told where a person would mend it and in words that say how."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from .flow_slips import FAR, QUOTE_IT, Slip, flow_slip, quote_slip
from .source import MAX_DEPTH, Fault, Span

TOO_DEEP, FLATTEN = f"nested more than {MAX_DEPTH} levels deep", "flatten the structure"

_BRACKET = re.compile(r"(?:[&!]\S*\s+)*(?=[\[{])")
_TO_NEXT = re.compile(r"(?:\s+|#[^\n]*|[-:?](?=\s)|[^\s\[{\"'#:-][^\n:]*:(?=\s))*")
_QUOTED = re.compile(r"(?:[&!]\S*\s+)*(?=[\"'])")
_GLUED = re.compile(r"\s*(?:- +)*[\w.$ -]+:(?=[^\s:/])")
_KEY = re.compile(r"[^:]*:(?:\s|\Z)")
_INDENTED = re.compile(r"^( +)[^\s#]", re.M)
_INDENT = re.compile(r" *(?:- +)*")
_LONE_WORD = re.compile(r" *(?:- +)*[\w.$-]+\s*\Z")
_FIRST = re.compile(r"^ *(?=[^\s#])", re.M)
_LINES_ABOVE = 100
"""So many lines above an error are looked at."""
_HELP = f"{QUOTE_IT} if it holds `: `, ` #`, or begins with one of `[]{{}}*&!|>%@`"
_PROBLEMS = {
    "found unknown escape character": ("a backslash escapes nothing here", "write `\\\\`, or put the text in `'…'`"),
    "comment or line break": ("text follows `|` or `>`", f"{QUOTE_IT}, or begin it on the next line"),
    "alphabetic or numeric character": ("`*` and `&` begin the name of an anchor", QUOTE_IT),
    "block sequence entries are not allowed": (
        "`- ` begins a list on its key's line",
        "begin the list on the next line",
    ),
    "found unexpected document indicator": ("a document ends within a quote", "close the quote above"),
    "mapping keys are not allowed": ("`? ` begins a key", QUOTE_IT),
    "directive": ("a line that begins with `%` is a directive of YAML", QUOTE_IT),
    "expected '-' indicator": (
        "a list's items stand in one column, each behind `- `",
        "write `- ` before it, or indent it",
    ),
}
"""What is said for a part of the parser's words, and what to do."""


def syntax_fault(
    error: yaml.MarkedYAMLError, text: str, starts: Sequence[int], ends: Sequence[int], waiting: Sequence[int]
) -> Fault:
    """Tell an error of YAML's parser. `starts` and `ends` are the offsets of what was read, `waiting` those of the
    mappings and lists that were not at their end."""
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark else 0
    words = " ".join(part for part in (error.context, error.problem) if part)
    if "nesting depth" in words:  # libyaml from PyYAML 6.0.4 on counts too, and its scanner runs ahead of our events
        return _fault(text, Slip(at, "", FLATTEN), TOO_DEEP)
    slip = _before_error(text, at, ends[-1] if ends else 0, waiting) or _quote(text, at, starts, ends)
    if slip is None and error.context_mark:
        context = error.context_mark.index
        if "could not find expected ':'" in words:
            slip = _no_key(text, context)
        elif "quoted scalar" in words and at >= len(text.rstrip()):
            slip = quote_slip(text, context, -1)[0]
    slip = slip or _block(text, at, error.problem or "")
    if slip is None:
        told = next((told for part, told in _PROBLEMS.items() if part in words), (words, _HELP))
        slip = Slip(at, *told)
    return _fault(text, slip, f"this is not YAML: {slip.message}")


def _fault(text: str, slip: Slip, message: str) -> Fault:
    line = text.count("\n", 0, slip.at) + 1
    column = slip.at - text.rfind("\n", 0, slip.at)
    return Fault("syntax", message, Span(line, column, line, column + 1), slip.help)


def _before_error(text: str, error: int, read: int, waiting: Sequence[int]) -> Slip | None:
    """What is odd within the outermost brackets that are open, or in those and the quotes between what was read and the
    error."""
    brackets = (found.end() for start in waiting if (found := _BRACKET.match(text, start)))
    at = next(brackets, None)
    first = read if at is None else at
    while read <= first + FAR:
        if at is None:
            found = _TO_NEXT.match(text, read)
            at = found.end() if found else len(text)
        if at > error or text[at : at + 1] not in ("[", "{", "'", '"'):
            return None
        slip, read = flow_slip(text, at) if text[at] in "[{" else quote_slip(text, at, -1)
        if slip:
            return slip if slip.at <= error else None
        at = None
    return None


def _quote(text: str, error: int, starts: Sequence[int], ends: Sequence[int]) -> Slip | None:
    """The quote read last, if the error follows on its last line, and lines before look like entries of their own."""
    if not starts or ends[-1] > error or "\n" in text[ends[-1] : error]:
        return None
    found = _QUOTED.match(text, starts[-1])
    return quote_slip(text, found.end(), -1)[0] if found else None


def _block(text: str, at: int, problem: str) -> Slip | None:
    """What is odd outside of brackets and quotes, by what stands at the error and on the line above it."""
    before, char = text[text.rfind("\n", 0, at) + 1 : at], text[at : at + 1]
    if "cannot start any token" in problem or ("expected node content" in problem and char in (",", "]", "}")):
        if char == "\t":
            return Slip(at, "a tab, where YAML has blanks", "indent with spaces; YAML allows no tabs there")
        return Slip(at, f"no text begins with {'a backtick' if char == '`' else f'`{char}`'}", QUOTE_IT)
    if "mapping values are not allowed" in problem or "could not find expected ':'" in problem:
        return _colon(text, at, before)
    if any(words in problem for words in ("expected key", "expected <block end>", "expected '-' indicator")):
        return _unexpected(text, at, before, "-" in problem)
    if "<document start>" in problem:
        first = _FIRST.search(text)
        return Slip(first.end() if first else at, "the first key is indented", "let it begin in column 1")
    return None


def _colon(text: str, at: int, before: str) -> Slip | None:
    """Why a colon makes no key: there is one before, or the line above is no key, or stands elsewhere."""
    if re.search(r":\s", before):
        return Slip(at, "a second `: ` in one entry", QUOTE_IT)
    begin, above = _line_above(text, at - len(before))
    without = begin if ":" not in above and (_column(before) <= _column(above) or _LONE_WORD.match(above)) else None
    for _ in range(_LINES_ABOVE):
        if not above or _KEY.match(above):
            break
        if _GLUED.match(above):
            return _no_key(text, begin)
        begin, above = _line_above(text, begin)
    if without is not None:
        return _no_key(text, without)
    if before.strip() and (odd := _odd_column(text, at)):
        return odd
    start = _column(_line_above(text, at - len(before))[1])
    if before.strip() and _column(before) > start:
        help = f"begin it in column {start + 1}, as the line above, or put the text above in quotes"
        return Slip(at - len(before.lstrip()), "this key is indented more than the line above allows", help)
    return None


def _no_key(text: str, at: int) -> Slip:
    """A line that has no key's colon, or no blank behind that."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin : text.find("\n", begin) % (len(text) + 1)]
    if glued := _GLUED.match(line):
        return Slip(begin + glued.end() - 1, "a blank is missing behind `:`", "write `key: value`")
    start = _column(line)
    words = line[start:].partition(" #")[0].strip()
    return Slip(begin + start, f"`{words[:60]}` is no key, as it has no `:`", "write `key: value`")


def _odd_column(text: str, at: int) -> Slip | None:
    """A line above in an odd column, where most lines and the error's own begin in even ones, as two blanks a level do."""
    begin = text.rfind("\n", 0, at) + 1
    columns = [len(found[1]) for found in _INDENTED.finditer(text)]
    is_even = sum(column % 2 for column in columns) < len(columns) / 2
    if not is_even or _indent(text[begin:at]) % 2:
        return None
    for _ in range(_LINES_ABOVE):
        begin, line = _line_above(text, begin)
        if not _indent(line):
            break
        if _indent(line) % 2 and (_KEY.match(line) or line.lstrip().startswith("- ")):
            help = "indent it as its neighbours are"
            return Slip(begin + _indent(line), f"this line begins in column {_indent(line) + 1}", help)
    return None


def _unexpected(text: str, at: int, before: str, in_list: bool) -> Slip | None:
    """What stands where a mapping's key, or a list's item, should."""
    char, last = text[at : at + 1], before.rstrip()[-1:]
    if char in ("]", "}"):
        return Slip(at, f"`{char}` closes nothing", "remove it, or put the text in quotes")
    begin, above = _line_above(text, at - len(before))
    if not before.strip() and _GLUED.match(above) and not _KEY.match(above):
        return _no_key(text, begin)
    if not before.strip() and (odd := _odd_column(text, at)):
        return odd
    if in_list:
        return None
    if text.startswith("- ", at) and not before.strip():
        return Slip(at, "an item of a list stands among keys", "indent it below its key, or write a key")
    if not before.strip():
        return Slip(at, "this line begins in no column of those above", "begin it where its neighbours begin")
    if last == "'":
        return Slip(
            at, "text follows a closing quote", "write an apostrophe within `'…'` twice, or put the text in `\"…\"`"
        )
    if last == '"':
        return Slip(at, "text follows a closing quote", 'write `\\"` within `"…"`, or put the text in `\'…\'`')
    return Slip(at, "text follows a closing bracket", QUOTE_IT) if last in ("]", "}") else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _column(line: str) -> int:
    """Where a line's text begins, behind the dashes of a list."""
    return _INDENT.match(line).end()  # type: ignore[union-attr]  # it matches nothing at all, too


def _line_above(text: str, begin: int) -> tuple[int, str]:
    """The offset and the text of the nearest line above that says something."""
    while begin > 0:
        end = begin - 1
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end]
        if line.strip() and not line.lstrip().startswith("#"):
            return begin, line
    return 0, ""
