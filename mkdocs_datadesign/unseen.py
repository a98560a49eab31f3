"""What nobody sees, or what would be obeyed rather than shown: control, direction and zero-width characters.

The sole home of what is done about them, for pages, pictures and terminals. The ranges are written out instead of
asked of Python, whose Unicode grows with each version: the same input gives the same text.
"""

from __future__ import annotations

import re

_SPACES = str.maketrans({"\n": " ", "\r": " ", "\t": " "})
_PICTURES = {i: 0x2400 + i for i in range(32)} | {127: 0x2421}

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"  # of no width
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # fillers, as wide as nothing or as a space
    "\u2028-\u202e"  # line and paragraph ends, directions
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # no characters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_EMOJI = "\u203c-\u3299\U0001f000-\U0001faff"
_NEEDED = (
    "\u200d(?<=[\ufe0f" + _EMOJI + "]\u200d)(?=[" + _EMOJI + "])"  # joins emoji to one: a family, a flag
    "|[\ufe0e\ufe0f](?<=[0-9#*\u00a9\u00ae" + _EMOJI + "].)"  # draws one as text, or in colours
    "|[\u200c\u200d](?<=[\u0600-\u0dff].)(?=[\u0600-\u0dff])"  # how words are spelled in Persian, Hindi, Sinhala
)

_LOG_COMMAND = re.compile(r"##(?=(?:vso)?\[)")


def visible(value: object) -> str:
    """The value as text in one line, where what would not be seen, or would be obeyed, stands in its place by name."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", " ").translate(_SPACES)
    return _UNSEEN.sub(lambda found: _shown(found, text), text)


def printable(value: object) -> str:
    """The value as text in one line for a terminal or the log of a job, where nothing obeys it.

    A runner obeys `##[…]` and `##vso[…]` wherever they stand in a line of the log: those are pulled apart. It obeys
    `::…::` too, at the beginning of a line, where no value is ever printed.
    https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
    """
    text = visible(value)
    return _LOG_COMMAND.sub("## ", text) if "##" in text else text


def _shown(found: re.Match[str], text: str) -> str:
    char = ord(found[0])
    if char in _PICTURES:
        return chr(_PICTURES[char])
    return found[0] if re.compile(_NEEDED).match(text, found.start()) else f"⟨U+{char:04X}⟩"
