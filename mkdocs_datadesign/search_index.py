"""The indexes of the site's searches, while they are in memory: whoever changes what they write later has ours, too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from .search import Document, Entry, amended

_SEARCHES = ("search", "material/search")
_ENTRIES = {"entries": True, "_entries": False}
"""Where Material's index, and that of MkDocs, has its entries, and whether they are HTML: MkDocs' own script escapes."""


class Index:
    """The index of one search."""

    def __init__(self, search: Any, name: str) -> None:
        """`search` is the plugin, and `name` the attribute of its index that has the entries."""
        self._search, self._name = search, name

    def amend(
        self,
        found: Mapping[str, Iterable[Entry]],
        urls: Mapping[str, str],
        unlisted: Collection[str],
        passed: Mapping[str, Sequence[Document]],
    ) -> None:
        """Put the entries of our pages into the index, as `search.amended` does."""
        index, html = self._search.search_index, _ENTRIES[self._name]
        docs = getattr(index, self._name)
        remembered = getattr(self._search, "search_index_prev", None)
        if remembered is not None:  # under `--dirty`, Material adds the last build's entries to those of this one
            ours = {*urls.values()}
            entries = getattr(remembered, self._name)
            entries[:] = [doc for doc in entries if doc["location"].partition("#")[0] not in ours]
        setattr(index, self._name, amended(docs, found, urls, unlisted, passed, html=html))


def indexes(config: MkDocsConfig) -> Iterator[Index]:
    """The indexes of the searches that the site has."""
    for plugin in (config.plugins.get(name) for name in _SEARCHES):
        for search in (
            plugin,
            getattr(plugin, "provider", None),
        ):  # MaterialX' plugin has a search of one kind or another
            index = getattr(search, "search_index", None)
            for name in _ENTRIES:
                if isinstance(getattr(index, name, None), list):
                    yield Index(search, name)
