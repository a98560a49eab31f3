"""The catalog as CSV, a row for each field, and for each object that has none."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from ..catalog import Catalog, Field, Object

COLUMNS = (
    "feature", "store", "mechanism", "technology", "database", "object", "kind", "owner", "field", "role", "type",
    "primary_key", "required", "unique", "references", "values", "constraints", "description",
)  # fmt: skip
_FORMULA = re.compile(
    r"(?:\A|(?<=[;|\t\r\n]))"  # where a cell begins, or would in a spreadsheet that takes another sign to separate cells
    r"(?=(?:[^\S\t\r\n]|[\"\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff])*"  # what it may pass over
    r"['=+\-@＝＋－＠])"
)


def spreadsheet(catalog: Catalog) -> str:
    """CSV as RFC 4180 has it, with a header. What a spreadsheet might take for a formula has a `'` before it.

    That is a cell that begins as one, or with `'`, or so after a `;`, a `|`, a tab or a line break in the cell: a
    spreadsheet where one of these separates cells begins a new one there. A program has what the design says once it
    takes one `'` away wherever one stands at the beginning or right after such a sign. What to guard against:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in catalog.objects:
        for row in _rows(item):
            writer.writerow([_guarded(cell) for cell in row])
    return text.getvalue()


def _guarded(cell: str) -> str:
    return _FORMULA.sub("'", cell)


def _rows(item: Object) -> Iterator[list[str]]:
    store = item.store
    lead = [item.feature.key, store.name, store.model.mechanism, store.model.technology, store.database, item.name]
    lead += [item.kind, item.model.owner or ""]
    for field in item.fields.values():
        yield [*lead, *_cells(field)]
    if not item.fields:
        yield [*lead, *[""] * (len(COLUMNS) - len(lead))]


def _cells(field: Field) -> list[str]:
    declared = field.model
    targets = [
        f"{key.target.label}.{', '.join(key.target_fields)}" for key in field.foreign_keys if key.target is not None
    ]
    return [
        field.name,
        field.role,
        field.type,
        _yes(field.in_primary_key),
        _yes(field.required),
        _yes(field.unique),
        "; ".join(dict.fromkeys(targets)),
        "; ".join(declared.values or ()) if declared else "",
        "; ".join(constraint.text for constraint in declared.constraints) if declared else "",
        (declared.description or "") if declared else "",
    ]


def _yes(value: bool) -> str:
    return "yes" if value else "no"
