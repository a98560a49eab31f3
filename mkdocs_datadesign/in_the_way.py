"""What stands where a page of ours belongs and is a person's: it stays, and is told of."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Mapping, Sequence

from mkdocs.structure.files import File, Files, InclusionLevel

from .plan_files import PlanFiles
from .rendered import MARKER, hand_written


def in_the_way(
    places: Mapping[str, str], what: Mapping[str, str], marks: Mapping[str, str], plan: PlanFiles, files: Files
) -> Sequence[str]:
    """What to say of each file in the way; what can be published stays, and the plan's files know of it.

    `places` are where in the site our files come to stand, by their paths below the docs directory, and `what` each of
    them is. `marks` are what those begin with, rendered into a file, that are no pages. A file that cannot be read, such
    as a link to nothing, is left out of the site.
    """
    published = defaultdict[str, list[File]](list)
    wanted = set(places.values())
    for file in files:
        if file.dest_uri not in wanted or plan.is_empty(file):
            continue
        if file.src_uri in places or file.inclusion.value > InclusionLevel.DRAFT.value:
            published[file.dest_uri].append(file)
    told = list[str]()
    for path, place in places.items() if published else ():
        for there in published.get(place, ()):
            becomes = f"becomes {there.dest_uri} in the site"
            reason = _standing_for(there, marks.get(path, MARKER)) if there.src_uri == path else becomes
            if reason is None:
                continue
            told.append(f"{there.src_uri} {reason}, and {what[path]} belongs there; move it, or remove it")
            if _can_be_read(there):
                plan.taken.add(path)
            else:
                plan.make_room(there, files)
    return told


def _standing_for(file: File, mark: str) -> str | None:
    """Why a file is not one of our pages, in words that follow its path; None if it was rendered."""
    return hand_written(file.content_bytes, mark) if _can_be_read(file) else "cannot be read"


def _can_be_read(file: File) -> bool:
    path = file.abs_src_path
    return path is None or (os.path.isfile(path) and os.access(path, os.R_OK))
