"""A project's own conventions: what the naming rules go by where it departs from the workflow's."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .words import Case, is_plural, noun, to_case

_Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Timestamps(BaseModel):
    """What the times of a record are called, in snake_case; a NoSQL store has them in camelCase."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    created: _Word = Field("created_at", description="When a record was made.")
    updated: _Word = Field("updated_at", description="When it last changed.")
    deleted: _Word = Field("deleted_at", description="When it was deleted softly.")

    def name(self, event: str, case: Case) -> str:
        """The name for one of `created`, `updated`, `deleted`; a convention that has its own case keeps it."""
        name: str = getattr(self, event)
        return name if name != name.lower() else to_case(name, case)


class Conventions(BaseModel):
    """What a project agreed on; each default is the workflow's convention, or no opinion."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    technologies: tuple[_Word, ...] = Field((), description="The technologies in use; a store of another one warns.")
    identifiers: tuple[_Word, ...] = Field((), description="The types that a single primary key may have.")
    table_prefixes: tuple[_Word, ...] = Field((), description="What tables' names begin with, one of these.")
    plurals: tuple[_Word, ...] = Field((), description="Words that count as plural: `staff`, `equipment`.")
    timestamps: Timestamps = Field(default_factory=Timestamps, description="What the times of a record are called.")

    def is_plural(self, name: str) -> bool:
        """Whether a table's name is plural; one without a word is, as there is nothing to say of it."""
        word = noun(name)
        return not word or word in map(str.lower, self.plurals) or is_plural(word)

    def bare(self, name: str) -> str:
        """A table's name without the project's prefix."""
        for prefix in self.table_prefixes:
            if name.startswith(prefix) and len(name) > len(prefix):
                return name[len(prefix) :]
        return name
