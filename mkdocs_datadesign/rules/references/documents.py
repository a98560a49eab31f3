"""What the rules on documents share: each reference of a design, resolved."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ...catalog import Catalog, Feature
from ...documents import Target, cited, is_elsewhere, resolve
from ...source import Path
from ...words import did_you_mean
from ..rule import Finding


def targets(catalog: Catalog) -> Iterator[tuple[Feature, Path, str, Target | None]]:
    """Each document that a design names, with where it leads; None out of the docs directory.

    Addresses with a scheme or a host are left out: nothing here can follow them.
    """
    for feature in catalog.features.values():
        for path, text in cited(feature.design) if feature.design else ():
            if not is_elsewhere(text):
                yield feature, path, text, resolve(feature.source.path, text)


class Lookup:
    """What to say of references that lead to nothing."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[str, list[str]] = {}
        """By folder, the documents that are there, as they are named from it."""

    def no_file(self, feature: Feature, path: Path, text: str, target: Target) -> Finding | None:
        """What to say of a document that is not there."""
        if self._catalog.documents.get(target.path) is not None:
            return None
        help = f"write it, or correct the path; it leads to {target.path}"
        return Finding(
            feature,
            path,
            f"there is no file `{text.partition('#')[0]}`",
            help,
            advice=lambda: self._nearest_file(posixpath.dirname(feature.source.path), target.path),
        )

    def _nearest_file(self, folder: str, path: str) -> str:
        if folder not in self._known:
            self._known[folder] = [posixpath.relpath(other, folder) for other in self._catalog.found_documents]
        return did_you_mean(posixpath.relpath(path, folder), self._known[folder])

    def no_heading(self, feature: Feature, path: Path, text: str, target: Target) -> Finding | None:
        """What to say of a heading that a document does not have."""
        document = self._catalog.documents.get(target.path)
        if document is None or not document.has_anchors or not target.anchor or target.anchor in document.anchors:
            return None
        return Finding(
            feature,
            path,
            f"`{text.partition('#')[0] or target.path}` has no heading `#{target.anchor}`",
            "name one of its headings, or leave the anchor out",
            advice=lambda: did_you_mean(f"#{target.anchor}", (f"#{anchor}" for anchor in document.anchors)),
        )
