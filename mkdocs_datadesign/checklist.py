"""The workflow's Step 11: its items, and how rules or the author's word answer each of them for a feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal, NamedTuple

from . import model
from .catalog import Feature, Object
from .problem import BASELINE, BLOCKING, Hidden, Problem, Setting

State = Literal["done", "open", "ignored", "said", "wanted", "does not apply"]
"""`done` and `open` by the rules, `ignored` where it would be open but for what hides its problems; `said` by the author's
word, `wanted` where that is still missing."""


def defined(feature: Feature) -> list[Object]:
    """The objects that a feature defines itself."""
    return [item for item in feature.objects if not item.is_stub]


def has_schema(feature: Feature) -> bool:
    """Whether it defines anything whose form a migration changes, rather than keys and files alone."""
    return any(item.kind not in ("key", "file set") for item in defined(feature))


def has_records(feature: Feature) -> bool:
    """Whether it defines tables or collections."""
    return any(item.kind in ("entity", "collection") for item in defined(feature))


def is_cache(item: Object) -> bool:
    """Whether an object's data goes away by itself, so that nobody restores it."""
    return isinstance(item.model, model.KeyObject) and bool(item.model.ttl)


def needs_backup(feature: Feature) -> bool:
    """Whether it keeps anything that its own backup must save."""
    return any(not is_cache(item) and item.store.model.backup is None for item in defined(feature))


def _always(feature: Feature) -> bool:
    return True


def _never(feature: Feature) -> bool:
    return False


def _lacks_contracts(feature: Feature) -> bool:
    """Whether some DTO names no contract that a rule could follow into the backend design."""
    return not feature.dtos or any(not dto.model.contract for dto in feature.dtos.values())


@dataclass(frozen=True, slots=True)
class Item:
    """One box of the checklist.

    `rules` are the names or patterns of those that answer it. `applies` tells whether it has a meaning for a
    feature, and `wants_word` whether rules alone cannot answer it there.
    """

    section: str
    text: str
    rules: tuple[str, ...]
    applies: Callable[[Feature], bool] = field(default=_always)
    wants_word: Callable[[Feature], bool] = field(default=_never)


ITEMS = (
    Item("Completeness", "Persistence mechanism selected and justified", ("completeness/rationale",)),
    Item("Completeness", "All entities/collections defined", ("completeness/empty-store", "completeness/objects")),
    Item("Completeness", "All fields have types and constraints", ("completeness/fields", "completeness/description")),
    Item("Completeness", "Relationships documented", ("completeness/relationships",)),
    Item("Completeness", "Query patterns identified", ("completeness/queries", "query/unknown-*")),
    Item("Completeness", "Indexes designed", ("completeness/indexes",), has_schema),
    Item("Completeness", "Migration strategy defined", ("completeness/migration",), has_schema),
    Item("Completeness", "Performance considerations addressed", ("completeness/performance",)),
    Item("Completeness", "Backup plan documented", ("completeness/backup", "backup/*"), needs_backup),
    Item("Completeness", "DTO mapping complete", ("completeness/dtos",)),
    Item("No code", "No SQL CREATE statements", ("no-code/sql",)),
    Item("No code", "No ORM model code (SQLAlchemy, Prisma, etc.)", ("no-code/orm",)),
    Item("No code", "No migration code", ("no-code/migration",)),
    Item("No code", "Only prose descriptions and specifications", ("no-code/*",)),
    Item("No code", "Mermaid ERD for visualization", ("completeness/empty-store",)),
    Item(
        "Consistency",
        "Follows project persistence patterns",
        ("references/technology", "model/identifier-type", "completeness/rationale"),
    ),
    Item("Consistency", "Naming matches conventions", ("naming/*",)),
    Item("Consistency", "Constraints align with DTOs", ("dto/unfilled-field", "dto/lossy", "dto/nullability")),
    Item(
        "Consistency",
        "Aligns with backend design",
        ("dto/missing-contract", "dto/unknown-*", "references/missing-*", "references/outside-docs"),
        wants_word=_lacks_contracts,
    ),
    Item("Data integrity", "Primary keys defined", ("model/no-primary-key",), has_records),
    Item(
        "Data integrity",
        "Foreign keys for relationships",
        (
            "model/unknown-target",
            "model/ambiguous-target",
            "model/one-to-*",
            "model/many-to-many-*",
            "model/cross-store-reference",
            "completeness/relationships",
        ),
    ),
    Item(
        "Data integrity",
        "Constraints prevent invalid data",
        ("model/enum-*", "model/default-*", "model/type-mismatch", "model/unknown-field", "model/required-cycle"),
    ),
    Item("Data integrity", "Validation rules comprehensive", ("completeness/validation",), has_records, _always),
    Item(
        "Performance",
        "Indexes support common queries",
        ("query/not-indexed", "query/foreign-key-not-indexed", "query/redundant-index", "query/index-type"),
    ),
    Item("Performance", "Volume estimates realistic", ("completeness/volume", "performance/*"), wants_word=_always),
    Item("Performance", "Scalability considered", ("completeness/scalability", "performance/unbounded-growth")),
    Item("Performance", "Caching strategy defined", ("completeness/caching",)),
)
_BY_TEXT = {item.text.casefold(): item for item in ITEMS}


def item_named(text: str) -> Item | None:
    """The item with this text, in any case of letters."""
    return _BY_TEXT.get(" ".join(text.split()).casefold())


@dataclass(frozen=True, slots=True)
class Answer:
    """How an item stands for a feature: the problems that keep it open, and the author's word or "".

    `hidden` are those that would, but for what hides them. `off` are the settings that turn off all of its rules.
    """

    item: Item
    state: State
    problems: tuple[Problem, ...] = ()
    word: str = ""
    hidden: tuple[Hidden, ...] = ()
    off: tuple[Setting, ...] = ()


def answers(
    feature: Feature, problems: Iterable[Problem], hidden: Iterable[Hidden], rules: Mapping[str, Setting | None]
) -> list[Answer]:
    """Every item's answer, from the feature's problems, those that are hidden, and its author's words.

    `rules` are the names of all rules, with what turns each off for it, or None: an item that none answers wants a word.
    """
    found = [problem for problem in problems if problem.severity in BLOCKING]
    ignored = [one for one in hidden if one.is_blocking]
    ignored += [Hidden(problem, BASELINE) for problem in found if problem.known]
    words = _words(feature.design.checklist if feature.design else {})
    return [_answer(item, feature, found, ignored, words, rules) for item in ITEMS]


def _words(checklist: Mapping[str, str]) -> dict[Item, str]:
    return {item: word for text, word in checklist.items() if (item := item_named(text))}


def _answer(
    item: Item,
    feature: Feature,
    problems: Sequence[Problem],
    ignored: Sequence[Hidden],
    words: Mapping[Item, str],
    rules: Mapping[str, Setting | None],
) -> Answer:
    word = words.get(item, "")
    if feature.design is None:
        return Answer(item, "open", tuple(problem for problem in problems if problem.group == "schema"))
    blocking = tuple(problem for problem in problems if _matches(item.rules, problem.rule))
    if not all(problem.known for problem in blocking):
        return Answer(item, "open", blocking, word)
    off = _all_off(item, rules)
    hidden = () if off else tuple(one for one in ignored if _matches(item.rules, one.problem.rule))
    if hidden:
        return Answer(item, "ignored", (), word, hidden)
    if not item.applies(feature):
        return Answer(item, "does not apply", (), word)
    if item.wants_word(feature) or off:
        return Answer(item, "said" if word else "wanted", (), word, off=off)
    return Answer(item, "done", (), word)


def _all_off(item: Item, rules: Mapping[str, Setting | None]) -> tuple[Setting, ...]:
    """The settings that turn off the rules of an item; none where one of them is on."""
    found = [setting for rule, setting in rules.items() if _matches(item.rules, rule)]
    off = [setting for setting in found if setting]
    return tuple(dict.fromkeys(off)) if len(off) == len(found) else ()


@cache
def _matches(patterns: tuple[str, ...], rule: str) -> bool:
    return rule in patterns or any("*" in pattern and fnmatchcase(rule, pattern) for pattern in patterns)


class Count(NamedTuple):
    """How many of the items that apply are answered, how many apply, and how many are open but for what is ignored."""

    done: int
    applying: int
    ignored: int

    @property
    def words(self) -> str:
        """`26 of 27, 1 ignored`."""
        return f"{self.done} of {self.applying}" + (f", {self.ignored} ignored" if self.ignored else "")


def counted_states(states: Sequence[State]) -> Count:
    """The count of items in these states."""
    applying = [state for state in states if state != "does not apply"]
    return Count(sum(state in ("done", "said") for state in applying), len(applying), applying.count("ignored"))
