"""What the rules on documents share: each reference of a design, resolved."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from ...catalog import Catalog, Feature
from ...documents import Target, cited, is_elsewhere, resolve
from ...source import Path
from ...words import nearest


def targets(catalog: Catalog) -> Iterator[tuple[Feature, Path, str, Target | None]]:
    """Each document that a design names, with where it leads; None out of the docs directory.

    Addresses with a scheme or a host are left out: nothing here can follow them.
    """
    for feature in catalog.features.values():
        for path, text in cited(feature.design) if feature.design else ():
            if not is_elsewhere(text):
                yield feature, path, text, resolve(feature.source.path, text)


def similar(target: Target, feature: Feature, catalog: Catalog) -> str:
    """The documents that a missing one may have been meant to be, as the sidecar would spell them."""
    folder = posixpath.dirname(feature.source.path)
    known = [posixpath.relpath(path, folder) for path, document in catalog.documents.items() if document]
    return spelled(nearest(posixpath.relpath(target.path, folder), known))


def spelled(names: Iterable[str]) -> str:
    shown = " or ".join(f"`{name}`" for name in names)
    return f"did you mean {shown}?" if shown else ""
