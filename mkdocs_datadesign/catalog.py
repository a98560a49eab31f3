"""All designs as one: every store, object, field, key and reference of the site, linked to one another."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, islice
from typing import Any, Generic, Literal, TypeVar

from . import model as spec
from .constraint import Constraint
from .conventions import Conventions
from .documents import Document
from .source import Path, Source
from .technology import Technology, technology

Kind = Literal["entity", "collection", "key", "file set", "series", "embedding set"]
Role = Literal["field", "timestamp", "tag", "part", "value", "metadata"]
UseKind = Literal["foreign key", "relationship", "query", "DTO", "embedding source", "stub"]


@dataclass(frozen=True, repr=False)
class Elsewhere:
    """Where another site shows a feature: the whole address of its page, "" where that is not known, and its anchors."""

    page: str
    anchors: dict[Path, str]

    def address(self, anchor: str = "") -> str | None:
        """The whole address of a place on the page, or None."""
        return f"{self.page}#{anchor}" if self.page and anchor else self.page or None


@dataclass(eq=False, repr=False)
class Feature:
    """A sidecar's folder. `design` is None where nothing of the sidecar could be read.

    `left_out` are names that the schema refused, so that what refers to them is not reported twice. `asked` are the
    names, of objects and of features, that its references go by; `touched` is what they lead to, `failures` why some lead nowhere.
    `elsewhere` is set where another site's catalog told of the feature: names lead to it, and nothing is said of it.
    """

    key: str
    source: Source
    design: spec.Design | None
    left_out: frozenset[str] = frozenset()
    stores: dict[str, Store] = field(default_factory=dict)
    queries: list[Query] = field(default_factory=list)
    dtos: dict[str, Dto] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    touched: list[Object | Field] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    elsewhere: Elsewhere | None = None

    @property
    def title(self) -> str:
        return self.design.title if self.design else self.key

    @property
    def objects(self) -> Iterator[Object]:
        for store in self.stores.values():
            yield from store.objects.values()


@dataclass(eq=False, repr=False)
class Store:
    """One use of one mechanism."""

    feature: Feature
    name: str
    model: spec.Store
    objects: dict[str, Object] = field(default_factory=dict)
    relationships: list[Relationship] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return ("stores", self.name)

    @cached_property
    def related(self) -> Mapping[Object, Sequence[int]]:
        """The numbers of the relationships that each object is an end of."""
        found = defaultdict[Object, list[int]](list)
        for number, relationship in enumerate(self.relationships):
            for end in dict.fromkeys((relationship.source, relationship.target)):
                if end is not None:
                    found[end].append(number)
        return dict(found)

    @property
    def database(self) -> str:
        return self.model.database or self.model.technology

    @cached_property
    def technology(self) -> Technology:
        return technology(self.model.technology, self.model.mechanism)


class Sets:
    """Sets of names, of which one asks whether any lies within another set, for many of those."""

    _FEW = 8
    """A set of so many names has 255 subsets, which are looked up."""
    _MOST = 1_000
    """For a larger one, so many of the sets are looked at: more of them, and keys so long, are in no database."""

    def __init__(self, sets: Iterable[Iterable[str]]) -> None:
        self._sets = dict.fromkeys(found for names in sets if (found := frozenset(names)))
        self._longest = max(map(len, self._sets), default=0)

    def any_within(self, names: Iterable[str]) -> bool:
        """Whether one of the sets has none but these names."""
        ours = frozenset(names)
        if len(ours) > self._FEW:
            return any(found <= ours for found in islice(self._sets, self._MOST))
        sizes = range(1, min(len(ours), self._longest) + 1)
        return any(frozenset(part) in self._sets for size in sizes for part in combinations(ours, size))


@dataclass(eq=False, repr=False)
class Object:
    """An entity, collection, key, file set, series or embedding set, as one feature defines or uses it.

    `fields` are in the sidecar's order; a nested field's key is dotted. `owner` is the object that the
    feature named under `owner` defines, where that was found.
    """

    store: Store
    name: str
    kind: Kind
    model: spec.Object
    path: Path
    fields: dict[str, Field] = field(default_factory=dict)
    constraints: list[tuple[Constraint, Path]] = field(default_factory=list)
    primary_key: tuple[str, ...] = ()
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    indexes: dict[str, tuple[spec.Index, Path]] = field(default_factory=dict)
    owner: Object | None = None
    uses: list[Use] = field(default_factory=list)

    @property
    def feature(self) -> Feature:
        return self.store.feature

    @cached_property
    def key_fields(self) -> frozenset[str]:
        """The fields of its primary key."""
        return frozenset(self.primary_key)

    @cached_property
    def unique_sets(self) -> Sets:
        """The sets of fields that no two records share: the primary key, and the others."""
        return Sets([self.primary_key, *self.uniques])

    @cached_property
    def field_at(self) -> Mapping[Path, Field]:
        """Its fields by where they stand; what only a pattern implies stands nowhere of its own."""
        return {field.path: field for field in self.fields.values() if field.path != self.path}

    @cached_property
    def key_of(self) -> Mapping[int, ForeignKey]:
        """Its foreign keys by the identity of the constraint that says them."""
        return {id(key.constraint): key for key in self.foreign_keys}

    @cached_property
    def key_at(self) -> Mapping[Path, ForeignKey]:
        """Its foreign keys by where they stand."""
        return {key.path: key for key in self.foreign_keys}

    @property
    def is_stub(self) -> bool:
        """Whether another feature owns it and this one only says what it uses."""
        return self.model.owner is not None

    @property
    def definition(self) -> Object:
        """The owner's object for a stub whose owner was found, else the object itself."""
        return self.owner or self

    @property
    def is_table(self) -> bool:
        """Whether it is a table or a collection, in whichever mechanism: what the naming rules speak of."""
        return self.store.technology.is_sql or self.kind == "collection"

    @property
    def soft_delete(self) -> bool:
        return isinstance(self.model, spec.Record) and bool(self.model.soft_delete)

    @property
    def label(self) -> str:
        """Feature and name: what tells it from every other object in a message."""
        return f"{self.feature.key}:{self.name}"


@dataclass(eq=False, repr=False)
class Field:
    """A field of an object; `name` is dotted where nested. `model` is None for what a pattern implies."""

    object: Object
    name: str
    type: str
    model: spec.Field | None
    path: Path
    role: Role = "field"
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)

    @property
    def last_name(self) -> str:
        return self.name.rsplit(".", 1)[-1]

    @property
    def prefix(self) -> str:
        """What its name has before the last: `address.` of `address.town`."""
        return self.name.removesuffix(self.last_name)

    def has(self, kind: str) -> bool:
        return self.model is not None and any(constraint.kind == kind for constraint in self.model.constraints)

    @property
    def within(self) -> Iterator[Field]:
        """Itself, and the objects that it lies within."""
        parts = self.name.split(".")
        for end in range(len(parts), 0, -1):
            if found := self.object.fields.get(".".join(parts[:end])):
                yield found

    @property
    def in_primary_key(self) -> bool:
        return self.name in self.object.key_fields

    @property
    def required(self) -> bool:
        return self.has("NOT NULL") or self.in_primary_key

    @property
    def unique(self) -> bool:
        return self.object.unique_sets.any_within((self.name,))


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """Why a name led nowhere: `candidates` are the objects that it may have meant, if it is ambiguous.

    `searched` are those that have no field of the name.
    """

    kind: Literal["unknown", "ambiguous", "left out"]
    message: str
    help: str
    candidates: tuple[Object, ...] = ()
    searched: tuple[Object, ...] = ()


@dataclass(eq=False, repr=False)
class ForeignKey:
    """A foreign key, linked: `target` and `target_fields` where they were found, `failure` where not."""

    object: Object
    fields: tuple[str, ...]
    constraint: Constraint
    path: Path
    target: Object | None = None
    target_fields: tuple[str, ...] = ()
    failure: Failure | None = None

    @property
    def required(self) -> bool:
        return all(name in self.object.fields and self.object.fields[name].required for name in self.fields)

    @property
    def unique(self) -> bool:
        return self.object.unique_sets.any_within(self.fields)

    @property
    def crosses_databases(self) -> bool:
        return self.target is not None and self.target.store.database != self.object.store.database


@dataclass(eq=False, repr=False)
class Relationship:
    """A declared relationship, with its ends where they were found."""

    store: Store
    model: spec.Relationship
    path: Path
    source: Object | None = None
    target: Object | None = None
    via: Object | None = None
    failures: list[tuple[Failure, Path]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, repr=False)
class Criterion:
    """A field that a query filters, searches or sorts by; `name` goes below the field where that is an open object."""

    field: Field
    name: str
    path: Path
    descending: bool = False


@dataclass(eq=False, repr=False)
class Query:
    """A query and what it touches. `failures` are of its objects, `field_failures` of its fields."""

    feature: Feature
    model: spec.Query
    path: Path
    target: Object | None = None
    joins: list[Object] = field(default_factory=list)
    filter: list[Criterion] = field(default_factory=list)
    range: list[Criterion] = field(default_factory=list)
    search: list[Criterion] = field(default_factory=list)
    sort: list[Criterion] = field(default_factory=list)
    failures: list[tuple[Failure, Path]] = field(default_factory=list)
    field_failures: list[tuple[Failure, Path]] = field(default_factory=list)


@dataclass(eq=False, repr=False)
class Dto:
    """A DTO and what it is made of: `origins` by the DTO's field."""

    feature: Feature
    name: str
    model: spec.Dto
    path: Path
    sources: list[Object] = field(default_factory=list)
    origins: dict[str, list[Field]] = field(default_factory=dict)
    failures: list[tuple[Failure, Path]] = field(default_factory=list)
    field_failures: list[tuple[Failure, Path]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, repr=False)
class Use:
    """A back-reference: who uses an object or a field, in words, and where it says so."""

    kind: UseKind
    feature: Feature
    path: Path
    words: str
    by: Object | None = None


@dataclass(frozen=True, eq=False, repr=False)
class SharedTable:
    """An object that more than one feature defines, owns or refers to: `definitions` are what is no stub."""

    database: str
    name: str
    definitions: tuple[Object, ...]
    stubs: tuple[Object, ...]
    users: tuple[Feature, ...]

    def without(self, features: Collection[str]) -> SharedTable | None:
        """The same where some features, named by their keys, are not to be shown; None where nothing of it is left."""
        definitions = tuple(item for item in self.definitions if item.feature.key not in features)
        stubs = tuple(item for item in self.stubs if item.feature.key not in features)
        users = tuple(feature for feature in self.users if feature.key not in features)
        return replace(self, definitions=definitions, stubs=stubs, users=users) if definitions or stubs else None


K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Gathered = dict[K, dict[str, list[V]]]


Turnover = Callable[[Mapping[str, Feature], Mapping[str, Feature]], tuple[list[str], list[str]]]
"""The features that were known, and those of now, to the keys of what has gone and of what has come."""


class Gathering(Generic[K, V]):
    """What one function finds in each feature, by name and then by feature, kept while features come and go.

    It knows which feature was judged by which name: where others give that name to something else, or no longer to
    anything, what was said of the feature may no longer be true.
    """

    def __init__(self, collect: Callable[[Feature], Iterable[tuple[K, V]]]) -> None:
        self.collect = collect
        self.found: Gathered[K, V] = {}
        self.moved: set[str] = set()
        """The features to be judged again."""
        self._features: Mapping[str, Feature] = {}
        self._of: dict[str, set[K]] = {}
        self._asked: dict[K, set[str]] = {}
        self._asking: dict[str, set[K]] = {}

    def of(self, name: K, by: Feature) -> Mapping[str, list[V]]:
        """What each feature has under a name, which the judgement of a feature depends on."""
        self._asked.setdefault(name, set()).add(by.key)
        self._asking.setdefault(by.key, set()).add(name)
        return self.found.get(name, {})

    def update(self, features: Mapping[str, Feature], turnover: Turnover) -> None:
        """Look at what has come, and away from what has gone."""
        if features is self._features:
            return
        known, self._features = self._features, features
        gone, come = turnover(known, features)
        before, after = dict[tuple[K, str], list[V]](), dict[tuple[K, str], list[V]]()
        for key in gone:
            for name in self._of.pop(key):
                before[name, key] = self.found[name].pop(key)
                if not self.found[name]:
                    del self.found[name]
            for name in self._asking.pop(key, ()):
                self._asked[name].discard(key)
        for key in come:
            names = set[K]()
            for name, value in self.collect(features[key]):
                self.found.setdefault(name, {}).setdefault(key, []).append(value)
                names.add(name)
            self._of[key] = names
            after |= {(name, key): self.found[name][key] for name in names} if self._asked else {}
        for name, key in {*before, *after} if self._asked else ():
            if before.get((name, key)) != after.get((name, key)):
                self.moved |= self._asked.get(name, set())


@dataclass(eq=False, repr=False)
class Catalog:
    """Every feature by key, in order of the keys.

    `others` are features of other sites, which names lead to; all that is said of the site is said of `features`.
    `documents` are those that the designs name, by their paths below the docs directory; None is not there.
    `whole` is the catalog that this one is a part of, if it is one.
    """

    features: dict[str, Feature]
    others: dict[str, Feature] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
    documents: Mapping[str, Document | None] = field(default_factory=dict)
    shared: list[SharedTable] = field(default_factory=list)
    whole: Catalog | None = None
    _gathered: dict[Any, Gathering[Any, Any]] = field(default_factory=dict)
    _turned: tuple[Mapping[str, Feature], Mapping[str, Feature], list[str], list[str]] | None = None

    @property
    def site(self) -> Catalog:
        """The catalog of all features: what a judgement of some of them may need to know of the rest."""
        return self.whole or self

    def part(self, keys: Collection[str]) -> Catalog:
        """The catalog of some features, linked as they are to all others."""
        features = {key: feature for key, feature in self.features.items() if key in keys}
        return replace(self, features=features, whole=self.site)

    def gathered(self, collect: Callable[[Feature], Iterable[tuple[K, V]]]) -> Gathering[K, V]:
        """What `collect` finds in each feature of the site: by what it is found under, and then by the feature's key.

        It is asked once of each feature, so it may read what the feature itself says, and not where that leads.
        """
        gathering = self.site._gathered.setdefault(collect, Gathering(collect))
        features = {**self.site.others, **self.site.features} if self.site.others else self.site.features
        gathering.update(features, self.site._turnover)
        return gathering

    def _turnover(self, known: Mapping[str, Feature], now: Mapping[str, Feature]) -> tuple[list[str], list[str]]:
        """What has gone, and what has come; the next who asks of the same two is told the same."""
        if self._turned is None or self._turned[0] is not known or self._turned[1] is not now:
            gone = [key for key, feature in known.items() if now.get(key) is not feature]
            come = [key for key, feature in now.items() if known.get(key) is not feature]
            self._turned = (known, now, gone, come)
        return self._turned[2:]

    def moved(self) -> set[str]:
        """The keys of the features that were judged by a name which stands for something else now. Each is told once."""
        moved = set[str]()
        for collect, gathering in self.site._gathered.items():
            self.gathered(collect)
            moved |= gathering.moved
            gathering.moved = set()
        return moved & self.site.features.keys()

    def put_documents(self, documents: Mapping[str, Document | None]) -> None:
        """Let these be the documents from now on."""
        self.documents = documents
        vars(self).pop("found_documents", None)

    @cached_property
    def found_documents(self) -> Sequence[str]:
        """The paths of the documents that are there."""
        return [path for path, document in self.documents.items() if document]

    @property
    def objects(self) -> Iterator[Object]:
        for feature in self.features.values():
            yield from feature.objects

    @property
    def all_objects(self) -> Iterator[Object]:
        """The objects of the site, then those of others."""
        for feature in (*self.features.values(), *self.others.values()):
            yield from feature.objects

    @property
    def foreign_keys(self) -> Iterator[ForeignKey]:
        for item in self.objects:
            yield from item.foreign_keys

    @property
    def all_foreign_keys(self) -> Iterator[ForeignKey]:
        """The foreign keys of the site, then those of others."""
        for item in self.all_objects:
            yield from item.foreign_keys

    @property
    def known(self) -> Mapping[str, Feature]:
        """Each feature that a name may lead to: of the site, or else of another."""
        return ChainMap(self.features, self.others)


def in_order(by_feature: Mapping[str, list[V]]) -> Iterator[V]:
    """What was gathered under one key, in the order of the features."""
    for key in sorted(by_feature):
        yield from by_feature[key]
