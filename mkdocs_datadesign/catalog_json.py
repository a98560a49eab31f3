"""The catalog as JSON, for other programs and other sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from pydantic import BaseModel

from . import model
from .catalog import Feature, Field, ForeignKey, Object, Store
from .catalog_file import (
    FILE,
    SCHEMA_FILE,
    VERSION,
    BackupEntry,
    CatalogFile,
    FeatureEntry,
    FieldEntry,
    IndexEntry,
    ObjectEntry,
    ProblemEntry,
    ReferenceEntry,
    StoreEntry,
    schema_text,
)
from .kept import Kept
from .pages import Page
from .project import Project
from .report import as_json
from .writer import Site, field_anchor, index_anchor, object_anchor, path_anchor, store_anchor

MARKS = {FILE: f'{{\n "$schema": "{SCHEMA_FILE}",', SCHEMA_FILE: "\n".join(schema_text().split("\n")[:3])}
"""What the files for other programs begin with, by which they are told from a file that a person wrote."""


def catalog_files(project: Project, site: Site, kept: Kept | None = None) -> Iterator[Page]:
    """`catalog.json` and its JSON Schema, to stand beside the index. `kept` is what is known of the build before."""
    yield Page(site.index_page(FILE), catalog_json(project, site, kept), mark=MARKS[FILE])
    yield Page(site.index_page(SCHEMA_FILE), schema_text(), mark=MARKS[SCHEMA_FILE])


def catalog_json(project: Project, site: Site, kept: Kept | None = None) -> str:
    """`catalog.json`: the features, their objects with fields, who refers to what, and the problems, each on a line."""
    kept, catalog = kept or Kept(), project.catalog
    index = f"{site.base}{site.index}/" if site.base else ""
    head = CatalogFile(
        schema_=SCHEMA_FILE,
        version=VERSION,
        site=site.base or None,
        catalog=quote(site.index_page(FILE)),
        features=[],
        objects=[],
        references=[],
        problems=[],
    )

    def lines(feature: Feature) -> list[str]:
        return [
            _lines([_feature(feature, site)]),
            _lines(map(_object, feature.objects)),
            _lines(_references(feature)),
            _lines(ProblemEntry.model_validate(one) for one in as_json(project.by_feature.get(feature.key, ()), index)),
        ]

    parts = list(kept.of_features("catalog", catalog, project.versions, lines).values())
    parts += [["", "", _lines(_references(feature)), ""] for feature in catalog.others.values()]
    return kept.same("catalog.json", (head, parts), lambda: _joined(head, parts))


def _joined(head: CatalogFile, parts: Sequence[Sequence[str]]) -> str:
    text, pieces = head.model_dump_json(by_alias=True, indent=1), list[str]()
    for i, name in enumerate(("features", "objects", "references", "problems")):
        before, text = text.split(f'"{name}": []')
        entries = [part[i] for part in parts if part[i]]
        last = [entries.pop().removesuffix(","), "\n ]"] if entries else ["]"]
        pieces += [before, f'"{name}": [', *entries, *last]  # joined at once: the text may have ten megabytes
    return "".join((*pieces, text, "\n"))


def _lines(entries: Iterable[BaseModel]) -> str:
    """Each on a line of its own, with a comma behind it."""
    return "".join(f"\n  {entry.model_dump_json(by_alias=True)}," for entry in entries)


def _feature(feature: Feature, site: Site) -> FeatureEntry:
    return FeatureEntry(
        key=feature.key,
        title=feature.title,
        status=feature.design.status if feature.design else None,
        path=feature.source.path,
        page=site.within(site.page(feature.key)),
        backup=_backup(feature.design.backup if feature.design else None),
        stores=[_store(store) for store in feature.stores.values()],
    )


def _store(store: Store) -> StoreEntry:
    return StoreEntry(
        name=store.name,
        mechanism=store.model.mechanism,
        technology=store.model.technology,
        database=store.database,
        backup=_backup(store.model.backup),
        anchor=store_anchor(store),
    )


def _backup(backup: model.Backup | None) -> BackupEntry | None:
    return BackupEntry.model_validate(backup.model_dump()) if backup else None


def _object(item: Object) -> ObjectEntry:
    return ObjectEntry(
        feature=item.feature.key,
        store=item.store.name,
        name=item.name,
        kind=item.kind,
        owner=item.model.owner,
        purpose=item.model.purpose,
        line=item.feature.source.key_span(item.path).line,
        anchor=object_anchor(item),
        primary_key=list(item.primary_key),
        unique_keys=[list(names) for names in dict.fromkeys(item.uniques)],
        constraints=[constraint.text for constraint, _ in item.constraints],
        fields=[_field(field) for field in item.fields.values()],
        indexes=[_index(item, name, index) for name, (index, _) in item.indexes.items()],
    )


def _field(field: Field) -> FieldEntry:
    declared = field.model
    return FieldEntry(
        name=field.name,
        type=field.type,
        role=field.role,
        required=field.required,
        unique=field.unique,
        constraints=[constraint.text for constraint in declared.constraints] if declared else None,
        values=declared.values if declared else None,
        description=declared.description if declared else None,
        line=field.object.feature.source.key_span(field.path).line,
        anchor=field_anchor(field),
    )


def _index(item: Object, name: str, index: model.Index) -> IndexEntry:
    return IndexEntry(
        name=name,
        fields=index.fields,
        unique=index.is_unique,
        type=index.type,
        where=index.where,
        include=index.include,
        anchor=index_anchor(item, name),
    )


def _references(feature: Feature) -> Iterator[ReferenceEntry]:
    """The foreign keys of a feature of this site, and what else of the site refers to the objects of any."""
    for item in feature.objects if feature.elsewhere is None else ():
        yield from map(_foreign_key, item.foreign_keys)
    for item in feature.objects:
        for use in item.uses:
            if use.kind != "foreign key" and use.feature.elsewhere is None:
                by = use.by if use.by and use.by.feature is use.feature else None
                yield ReferenceEntry(
                    kind=use.kind,
                    feature=use.feature.key,
                    store=by.store.name if by else None,
                    object=by.name if by else None,
                    fields=[],
                    by=use.words,
                    anchor=path_anchor(use.path, use.feature),
                    **_target(item),
                    target_fields=[],
                )


def _foreign_key(key: ForeignKey) -> ReferenceEntry:
    item = key.object
    return ReferenceEntry(
        kind="foreign key",
        feature=item.feature.key,
        store=item.store.name,
        object=item.name,
        fields=list(key.fields),
        by=f"{item.name}.{', '.join(key.fields)}",
        anchor=path_anchor(key.path, item.feature),
        **_target(key.target),
        target_fields=list(key.target_fields),
    )


def _target(item: Object | None) -> dict[str, str | None]:
    return {
        "target_feature": item.feature.key if item else None,
        "target_store": item.store.name if item else None,
        "target_object": item.name if item else None,
    }
