"""Finished HTML, kept out of Markdown's way: a page that Markdown need not read again costs next to nothing to build.

Whatever `markup.Html` writes as a block stands between `OPEN` and `CLOSE`, two characters that no value can hold, since
`markup.visible` shows them instead. `lift` takes the blocks out of a page, and leaves a mark for each in the Markdown
that remains; `put_back` puts them into what Markdown has made of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

OPEN, CLOSE = "\x02", "\x03"
_MARK = re.compile(r'<div data-datadesign="(\d+)"></div>')


def lift(text: str) -> tuple[str, tuple[str, ...]]:
    """A page's text with a mark in place of each block, and the blocks. Blocks side by side count as one."""
    shown: list[str] = []
    blocks: list[list[str]] = []
    depth, beside = 0, False
    for number, part in enumerate(text.split(OPEN)):
        if number:
            depth += 1
            if depth == 1 and not beside:
                shown.append(f'\n\n<div data-datadesign="{len(blocks)}"></div>\n\n')
                blocks.append([])
                beside = True
        for closed, piece in enumerate(part.split(CLOSE)):
            depth -= closed > 0
            if depth or (beside and not piece.strip()):
                blocks[-1].append(piece)
            else:
                shown.append(piece)
                beside = beside and not piece.strip()
    return "".join(shown), tuple("".join(parts).strip() for parts in blocks)


def put_back(html: str, blocks: Sequence[str]) -> str:
    """What Markdown made of a page, with its blocks in the places of their marks."""
    return _MARK.sub(lambda mark: blocks[int(mark[1])] if int(mark[1]) < len(blocks) else mark[0], html)
