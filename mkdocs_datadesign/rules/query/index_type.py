"""query/index-type"""

from collections.abc import Iterator

from ... import model
from ...catalog import Catalog
from ...problem import Severity
from ...source import Path
from ...technology import Technology
from ...words import did_you_mean
from ..rule import Finding, Rule

_VECTORS = {"PostgreSQL": "hnsw ivfflat diskann", "pgvector": "hnsw ivfflat diskann"}


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        technology = item.store.technology
        for index, path in item.indexes.values():
            unknown = (
                [word for word in index.type_words if word not in technology.indexes] if technology.indexes else []
            )
            if unknown:
                at: Path = (*path, "type")
                members = tuple((item.feature, at, word) for word in unknown)
                told = _words(unknown[0], technology, technology.indexes)
                yield Finding(item.feature, at, *told, members=members)
        if isinstance(item.model, model.Embeddings) and item.model.index:
            word, known = item.model.index.type.lower(), _VECTORS.get(technology.name, "").split()
            if known and word not in known:
                path = (*item.path, "index", "type")
                yield Finding(item.feature, path, *_words(word, technology, frozenset(known)))


def _words(word: str, technology: Technology, known: frozenset[str]) -> tuple[str, str]:
    spelled = sorted(name for name in known if "-" not in name)  # each in one spelling
    advice = did_you_mean(word, spelled) or f"it has {', '.join(f'`{name}`' for name in spelled)}"
    return f"{technology.name} has no index of type `{word}`", advice


RULE = Rule(
    name="query/index-type",
    severity=Severity.ERROR,
    step=5,
    checks="An index has a type that its technology knows, or none, which means the technology's usual one.",
    why="An index that cannot be made answers no query.",
    bad="""\
technology: MySQL
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      note: {type: Text}
    indexes:
      idx_orders_note: {fields: [note], type: gin, purpose: Search}
""",
    good="""\
technology: MySQL
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      note: {type: Text}
    indexes:
      idx_orders_note: {fields: [note], type: fulltext, purpose: Search}
""",
    check=check,
)
