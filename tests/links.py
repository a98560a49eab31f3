"""Where the links of a built site lead, whoever built it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser

_LEADING = ("a", "area", "link", "script", "img", "iframe", "source")
_ADDRESSES = ("href", "xlink:href", "src")


class Links:
    """The ids of a page, the addresses that its links lead to, and those of all that it loads as well."""

    def __init__(self, text: str) -> None:
        tree = LexborHTMLParser(text)
        self.ids = [node.attributes["id"] or "" for node in tree.css("[id]")]
        self.hrefs = _addresses(tree, ("a",))
        self.all = _addresses(tree, _LEADING)


def _addresses(tree: LexborHTMLParser, tags: tuple[str, ...]) -> list[str]:
    nodes = tree.css(", ".join(tags))
    return [value for node in nodes for name in _ADDRESSES if (value := node.attributes.get(name))]


def pages_of(site: Path) -> dict[str, Links]:
    """The pages of a built site, by their paths in it."""
    return {
        path.relative_to(site).as_posix(): Links(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def dead_links(site: Path, address: str = "http://site/") -> list[tuple[str, str]]:
    """The links of a built site's pages to nothing, with the pages that they are on.

    A site knows its own `address` where its configuration has a `site_url`; what leads elsewhere is not looked at.
    """
    pages = pages_of(site)
    ids = {path: set(page.ids) for path, page in pages.items()}
    return [
        (path, href)
        for path, page in pages.items()
        for href in page.all
        if _is_dead(urljoin(address + path, href), address, site, ids)
    ]


def _is_dead(target: str, address: str, site: Path, ids: dict[str, set[str]]) -> bool:
    target, anchor = urldefrag(target)
    if not target.startswith(address):
        return False
    path = unquote(target.removeprefix(address))
    page = f"{path}index.html" if not path or path.endswith("/") else path
    if page in ids:
        return bool(anchor) and unquote(anchor) not in ids[page]
    return not (site / page).is_file()


def double_ids(site: Path) -> list[tuple[str, str]]:
    """The ids that a page has more than once, with the page's path."""
    counts = {path: Counter(page.ids) for path, page in pages_of(site).items()}
    return [(path, name) for path, count in counts.items() for name, times in count.items() if times > 1]
