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


def no_file(feature: Feature, path: Path, text: str, target: Target, catalog: Catalog) -> Finding | None:
    """What to say of a document that is not there."""
    if catalog.documents.get(target.path) is not None:
        return None
    folder = posixpath.dirname(feature.source.path)
    known = [posixpath.relpath(other, folder) for other in catalog.found_documents]
    help = did_you_mean(posixpath.relpath(target.path, folder), known)
    return Finding(
        feature,
        path,
        f"there is no file `{text.partition('#')[0]}`",
        help or f"write it, or correct the path; it leads to {target.path}",
    )


def no_heading(feature: Feature, path: Path, text: str, target: Target, catalog: Catalog) -> Finding | None:
    """What to say of a heading that a document does not have."""
    document = catalog.documents.get(target.path)
    if document is None or not document.has_anchors or not target.anchor or target.anchor in document.anchors:
        return None
    help = did_you_mean(f"#{target.anchor}", (f"#{anchor}" for anchor in document.anchors))
    return Finding(
        feature,
        path,
        f"`{text.partition('#')[0] or target.path}` has no heading `#{target.anchor}`",
        help or "name one of its headings, or leave the anchor out",
    )
