"""What a feature's page is made of, as one sum: pages whose sums are the same are the same, in any build anywhere."""

from __future__ import annotations

import hashlib
import platform
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .catalog import Feature, Object
from .drawing import draws
from .project import Project
from .reach import seen
from .writer import Site

_LIBRARIES = ("jinja2", "markupsafe", "markdown-it-py", "mdurl", "merman", "pydantic", "pyyaml")
"""Those whose other versions may write another page."""


def stamps(project: Project, site: Site) -> dict[str, str]:
    """The sum of all that each feature's page is made of, by key.

    Where its links lead is not in it, but how addresses look: only who has written the page knows which those are.
    """
    sums = {key: hashlib.sha256() for key in project.catalog.features}
    for key, what in seen(project.catalog.known.values()):
        if key in sums:
            sums[key].update(what.encode("utf-8", "surrogatepass"))
    whole = repr((_code(), site.plan, site.index, site.html, site.stands, project.catalog.conventions))
    index = site.index_page("index.md")  # leads to a folder, or to a file that ends in .html
    beside = repr([(neighbour.name, neighbour.digest) for neighbour in project.neighbours])
    for key, feature in project.catalog.features.items():
        addressed = repr(site.address(site.page(key), index))
        said = repr(project.by_feature.get(key))
        for part in (whole, beside, addressed, *_own(feature), said, *_answers(project, key)):
            sums[key].update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
    return {key: found.hexdigest() for key, found in sums.items()}


def _own(feature: Feature) -> Iterator[str]:
    """The feature itself, and what it leads to."""
    yield from (feature.source.path, feature.source.text, repr(feature.source.faults))
    for used in feature.touched:
        item = used if isinstance(used, Object) else used.object
        yield repr((item.feature.key, item.store.name, item.name, "" if used is item else used.name))
    yield repr([(failure.kind, failure.message) for failure in feature.failures])


def _answers(project: Project, key: str) -> Iterator[str]:
    for answer in project.checklists[key]:
        yield repr((answer.state, answer.word, answer.problems, answer.hidden, answer.off))


@cache
def _code() -> str:
    """What writes the pages: this package, to the letter, and the libraries, the Python and the machine it does so with.

    Python's tables of Unicode decide what is emphasis, and the machine rounds the numbers that boxes are placed by.
    """
    python = (sys.version_info[:2], unicodedata.unidata_version, sys.platform, platform.machine())
    found = hashlib.sha256(repr((python, [_version(name) for name in _LIBRARIES], draws())).encode())
    here = Path(__file__).parent
    for file in sorted(path for suffix in ("py", "jinja") for path in here.rglob(f"*.{suffix}")):
        found.update(file.read_bytes())
    return found.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:  # what draws diagrams may be missing
        return ""
