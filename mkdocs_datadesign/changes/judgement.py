"""What each kind of change does to who reads the data and to who writes it, and why: the one table of judgement.

It is judged by what others see. A reader breaks where it may get what it could not get before, or no longer gets what
it asks for; a writer breaks where a write is refused that was accepted, or what it writes is not found any more.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """The words of a kind of change, and why readers or writers break; `fine` where neither does.

    In `says`, `{what}` is what changed, `{old}` and `{new}` are its states.
    """

    says: str
    readers: str = ""
    writers: str = ""
    fine: str = ""

    @property
    def breaking(self) -> bool:
        return bool(self.readers or self.writers)


_J = Judgement
_GONE = "what asks for it finds nothing"
_REFUSED = "what writes it is refused"
_ELSEWHERE = "it is looked for where it is no more"
_STAYS = "the data stays as it is"

JUDGEMENTS: dict[str, Judgement] = {
    # Features
    "feature-added": _J("feature {what} is added, with {new}", fine="nobody could use it before"),
    "feature-removed": _J("feature {what} is removed, with {old}", _GONE, _REFUSED),
    "feature-renamed": _J(
        "feature {old} is renamed to {new}", fine="the data stays; designs that name the feature must follow"
    ),
    "status-changed": _J("the status of {what} goes from {old} to {new}", fine=_STAYS),
    "backup-weakened": _J(
        "{what} is weakened from {old} to {new}", fine="reads and writes stay; more is lost when it is needed"
    ),
    "backup-strengthened": _J("{what} is strengthened from {old} to {new}", fine="reads and writes stay"),
    "backup-changed": _J("{what} goes from {old} to {new}", fine="reads and writes stay"),
    # Stores
    "store-added": _J("store {what} is added, with {new}", fine="nobody could use it before"),
    "store-removed": _J("store {what} is removed, with {old}", _GONE, _REFUSED),
    "store-renamed": _J("store {old} is renamed to {new}", fine="its name is the design's alone; its database stays"),
    "mechanism-changed": _J(
        "store {what} becomes {new} instead of {old}", "queries are asked in other ways", "data is kept in other ways"
    ),
    "technology-changed": _J(
        "store {what} moves from {old} to {new}", "another technology is asked in its own words",
        "another technology is written to in its own words",
    ),
    "technology-version-changed": _J("store {what} goes from {old} to {new}", fine="it is the same technology"),
    "database-changed": _J("store {what} moves from database {old} to {new}", _ELSEWHERE, "the old database is written to"),
    "relationship-added": _J("relationship {what} is added, {new}", fine="what holds it is told with the fields"),
    "relationship-removed": _J("relationship {what} is removed, {old}", fine="what held it is told with the fields"),
    "relationship-changed": _J(
        "relationship {what} goes from {old} to {new}", "another number may be on the other side",
        "another number is allowed on the other side",
    ),
    # Objects
    "object-added": _J("{what} is added", fine="nobody could use it before"),
    "object-removed": _J("{what} is removed", _GONE, _REFUSED),
    "object-renamed": _J("{old} is renamed to {new}", "the old name finds nothing", "writes to the old name are refused"),
    "object-moved": _J("{what} moves from {old} to {new}", fine="it stays in its database; ask its new owner now"),
    "object-moved-away": _J(
        "{what} moves from {old} to {new}, in another database", _ELSEWHERE, "the old database is written to"
    ),
    "object-stored-elsewhere": _J("{what} moves from store {old} to {new}", fine="both are the same database"),
    "owner-changed": _J("{what} is owned by {new} instead of {old}", fine="it is the same data; ask its new owner now"),
    "use-added": _J("{what} is used now", fine="using what another feature owns changes nothing of it"),
    "use-removed": _J("{what} is used no more", fine="its owner may change it more freely"),
    "soft-delete-added": _J("{what} marks records as deleted and keeps them", "what is deleted must be left out"),
    "soft-delete-removed": _J("{what} no longer keeps deleted records", "what was deleted cannot be read any more"),
    "key-changed": _J(
        "the key of {what} goes from {old} to {new}", "a record is found by another key", "a record is written by another key"
    ),
    "unique-added": _J("{what} must be unique", writers="a value that is there already is refused"),
    "unique-removed": _J("{what} need not be unique any more", "a look-up may find several"),
    "foreign-key-added": _J("{what} must lead to {new}", writers="a value that leads nowhere is refused"),
    "foreign-key-removed": _J("{what} need not lead to {old} any more", "it may lead nowhere"),
    "foreign-key-changed": _J(
        "{what} leads to {new} instead of {old}", "it is joined with something else", "values of the old target are refused"
    ),
    "check-added": _J("{what} must satisfy {new}", writers="what does not satisfy it is refused"),
    "check-removed": _J("{what} need not satisfy {old} any more", "values occur that were ruled out"),
    "check-tightened": _J("{what} must satisfy {new} instead of {old}", writers="the new limits are narrower"),
    "check-loosened": _J("{what} must satisfy {new} instead of {old}", "the new limits are wider"),
    "check-changed": _J(
        "{what} must satisfy {new} instead of {old}", "values may occur that were ruled out",
        "values may be refused that were allowed",
    ),
    "validation-added": _J("{what} must satisfy: {new}", writers="what does not satisfy it is refused"),
    "validation-removed": _J("{what} need not satisfy any more: {old}", "records occur that were ruled out"),
    "enforcement-changed": _J("{what} is enforced by {new} instead of {old}", fine="the rule itself stays"),
    # What is particular to a mechanism
    "key-pattern-changed": _J(
        "the {what} goes from {old} to {new}", "keys are made in another way", "keys are made in another way"
    ),
    "value-type-changed": _J(
        "the value of {what} is {new} instead of {old}", "it is read with other commands", "it is written with other commands"
    ),
    "layout-changed": _J(
        "the {what} goes from {old} to {new}", "files are looked for or read in another way", "files are written in another way"
    ),
    "embedding-changed": _J(
        "the {what} goes from {old} to {new}", "vectors of the two cannot be compared", "vectors are made in another way"
    ),
    "precision-changed": _J(
        "the {what} goes from {old} to {new}", "times are read in another unit", "times are written in another unit"
    ),
    "interval-lengthened": _J("the {what} goes from {old} to {new}", "there are fewer points"),
    "interval-shortened": _J("the {what} goes from {old} to {new}", fine="there are more points, none is missing"),
    "aggregate-changed": _J("the {what} goes from {old} to {new}", "the numbers mean something else"),
    "rollup-added": _J("{what} is added", fine="nobody could use it before"),
    "rollup-removed": _J("{what} is removed", "there are no coarser points to read"),
    "retention-shortened": _J("the {what} goes from {old} to {new}", "older data is gone sooner"),
    "retention-lengthened": _J("the {what} goes from {old} to {new}", fine="data stays longer"),
    "retention-changed": _J("the {what} goes from {old} to {new}", fine="which is longer cannot be told; compare them"),
    "setting-changed": _J("the {what} goes from {old} to {new}", fine="what is read and written stays"),
    # Indexes and queries
    "index-added": _J("index {what} is added", fine="queries become faster"),
    "index-removed": _J("index {what} is removed", fine="queries that it served become slower"),
    "index-renamed": _J("index {old} is renamed to {new}", fine="it serves the same queries"),
    "index-changed": _J("index {what} goes from {old} to {new}", fine="queries become faster or slower"),
    "query-added": _J("query {what} is added", fine="asking changes no data"),
    "query-removed": _J("query {what} is removed", fine="asking changes no data"),
    "query-changed": _J("query {what} goes from {old} to {new}", fine="asking changes no data"),
    # Fields
    "field-added": _J("{what} is added", fine="a write may leave it out"),
    "required-field-added": _J("{what} is added, and is required", writers="a write that does not know it is refused"),
    "field-removed": _J("{what} is removed", _GONE, _REFUSED),
    "field-renamed": _J("{old} is renamed to {new}", "the old name finds nothing", "writes to the old name are refused"),
    "part-renamed": _J("{old} is renamed to {new}", fine="keys and paths are made as before"),
    "role-changed": _J(
        "{what} becomes a {new} instead of a {old}", "it is filtered and grouped in another way", "it is written in another place"
    ),
    "type-respelled": _J("{what} is written {new} instead of {old}", fine="it holds the same values"),
    "type-widened": _J("{what} is widened from {old} to {new}", fine="every value of before still fits"),
    "number-widened": _J("{what} is widened from {old} to {new}", "a number may be too large for who reads the old type"),
    "type-narrowed": _J("{what} is narrowed from {old} to {new}", writers="a value that fitted may not fit any more"),
    "type-changed": _J(
        "{what} changes its type from {old} to {new}", "another type is read", "another type must be written"
    ),
    "value-added": _J("{what} may also be {new}", "who reads it must expect the value"),
    "value-removed": _J("{what} may not be {old} any more", writers="the value is refused"),
    "values-limited": _J("{what} may only be {new}", writers="any other value is refused"),
    "values-freed": _J("{what} may be anything instead of {old}", "values occur that were ruled out"),
    "required-added": _J("{what} is required", writers="a write that leaves it out is refused"),
    "required-with-default": _J("{what} is required, by default {new}", fine="a write that leaves it out gets the default"),
    "required-removed": _J("{what} is not required any more", "it may be missing"),
    "default-added": _J("{what} gets the default {new}", fine="only writes that leave it out see it"),
    "default-removed": _J("{what} loses the default {old}", fine="a write that leaves it out leaves it empty"),
    "needed-default-removed": _J(
        "{what} loses the default {old}, and is required", writers="a write that leaves it out is refused"
    ),
    "default-changed": _J("{what} goes from the default {old} to {new}", fine="only writes that leave it out see it"),
    "computed-added": _J("{what} is computed", writers="it is not for writers to set"),
    "computed-removed": _J("{what} is not computed any more", writers="who writes must set it"),
    "on-delete-cascades": _J("{what} goes from {old} to {new} on delete", "records go with what they lead to"),
    "on-delete-empties": _J("{what} goes from {old} to {new} on delete", "it may lose its value"),
    "on-delete-refuses": _J("{what} goes from {old} to {new} on delete", writers="a delete that worked is refused"),
    "on-update-changed": _J("{what} goes from {old} to {new} on update", fine="only a key that changes shows it"),
    # DTOs: what the contract says to who is on its other side
    "dto-added": _J("DTO {what} is added", fine="nobody could use it before"),
    "dto-removed": _J("DTO {what} is removed", "who receives it gets nothing", "who sends it is refused"),
    "dto-renamed": _J("DTO {old} is renamed to {new}", fine="its fields stay; what it is called in code must follow"),
    "dto-direction-changed": _J(
        "DTO {what} is for {new} instead of {old}", "who receives it may get nothing", "who sends it may be refused"
    ),
    "dto-direction-widened": _J("DTO {what} is for {new} instead of {old}", fine="it still does what it did"),
    "dto-source-changed": _J("DTO {what} is made of {new} instead of {old}", fine="its fields stay"),
    "dto-field-added": _J("{what} is added", fine="who does not know it can leave it out"),
    "dto-field-demanded": _J("{what} is added, and is required", writers="who sends the DTO without it is refused"),
    "dto-field-removed": _J("{what} is removed", "who receives the DTO misses it", "who sends the DTO fills it in vain"),
    "dto-field-renamed": _J(
        "{old} is renamed to {new}", "who receives the DTO misses the old name", "who sends the DTO fills it in vain"
    ),
    "dto-type-widened": _J("{what} is widened from {old} to {new}", fine="every value of before still fits"),
    "dto-number-widened": _J(
        "{what} is widened from {old} to {new}", "a number may be too large for who receives the old type"
    ),
    "dto-type-narrowed": _J("{what} is narrowed from {old} to {new}", writers="a value that fitted may not fit any more"),
    "dto-type-changed": _J(
        "{what} changes its type from {old} to {new}", "another type is received", "another type must be sent"
    ),
    "dto-required-added": _J("{what} is required", writers="who sends the DTO without it is refused"),
    "dto-required-removed": _J("{what} is not required any more", "who receives the DTO may miss it"),
    "dto-origin-changed": _J("{what} is made of {new} instead of {old}", fine="the contract stays; look at the values"),
}  # fmt: skip

_DIRECTIONS = {"read": "writers", "write": "readers"}
"""A DTO that is only read has nobody who sends it, and one that is only written nobody who receives it."""


def judged(kind: str, direction: str = "") -> Judgement:
    """The judgement of a kind. With a DTO's `direction`, only of those who are on the contract's other side."""
    found = JUDGEMENTS[kind]
    if _DIRECTIONS.get(direction) == "writers":
        return Judgement(found.says, found.readers, "", found.fine or "nobody sends this DTO")
    if _DIRECTIONS.get(direction) == "readers":
        return Judgement(found.says, "", found.writers, found.fine or "nobody receives this DTO")
    return found
