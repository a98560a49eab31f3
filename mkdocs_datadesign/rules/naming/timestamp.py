"""naming/timestamp"""

import re
from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ...words import split
from ..rule import Finding, Rule

_WHEN = "date|time|datetime|timestamp|ts|dt"
_NAME = re.compile(
    rf"(?:(?:{_WHEN})(?:of)?)?(?:last)?"
    r"(?:(?P<created>created?|creation|inserted)|(?P<updated>updated?|modif(?:y|ied|ication)|mod)|(?P<deleted>deleted?|deletion))"
    rf"(?:at|on|{_WHEN})?\Z"
)
_TIME = re.compile(r"date|time|instant", re.I)


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        if item.is_stub:
            continue
        case = item.store.technology.case
        for field in item.fields.values():
            if field.role == "part" or not _TIME.search(field.type):
                continue
            words = split(field.last_name)
            found = _NAME.match("".join(words))
            if not found or not found.lastgroup or words == ("mod",):
                continue
            right = catalog.conventions.timestamps.name(found.lastgroup, case)
            if words == split(right):  # its case is another rule's matter
                continue
            if field.prefix + right not in item.fields:  # else it means something else
                message = f"`{field.last_name}` is a timestamp by another name than `{right}`"
                yield Finding(item.feature, field.path, message, f"name it `{right}`")


RULE = Rule(
    name="naming/timestamp",
    severity=Severity.WARNING,
    step=3,
    checks=(
        "The times of a record's creation, last change and deletion are named `created_at`, `updated_at` and "
        "`deleted_at` (`createdAt` and so on in NoSQL)."
    ),
    why="Code that sorts, syncs or purges records of any kind relies on the same three names everywhere.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      creation_date: {type: Timestamp}
      updated_at: {type: Timestamp}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      created_at: {type: Timestamp}
      updated_at: {type: Timestamp}
""",
    check=check,
)
