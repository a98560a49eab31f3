"""naming/foreign-key"""

from collections.abc import Callable, Iterator
from functools import cache

from ...catalog import Catalog, Feature, ForeignKey, in_order
from ...conventions import Conventions
from ...problem import Severity
from ...words import expand, singular_name, split, to_case
from ..rule import Finding, Rule

_KEYS = ("id", "uuid", "guid", "ulid")


def check(catalog: Catalog) -> Iterator[Finding]:
    named = catalog.gathered(_tables(catalog.conventions.table_prefixes))

    def table(words: tuple[str, ...]) -> str:
        """The table whose records have this name, the first of them, or ""."""
        return next(in_order(named.get(words, {})), "")

    for key in catalog.foreign_keys:
        if not key.object.is_stub and len(key.fields) == 1 and len(key.target_fields) == 1:
            yield from _check(key, catalog.conventions, table)


@cache
def _tables(prefixes: tuple[str, ...]) -> Callable[[Feature], list[tuple[tuple[str, ...], str]]]:
    """What finds the tables of a feature by the words for one of their records."""
    bare = Conventions(table_prefixes=prefixes).bare
    return lambda feature: [
        (split(singular_name(bare(item.name))), item.name) for item in feature.objects if item.is_table
    ]


def _check(key: ForeignKey, conventions: Conventions, table: Callable[[tuple[str, ...]], str]) -> Iterator[Finding]:
    field = key.object.fields.get(key.fields[0])
    theirs = split(key.target_fields[0].rsplit(".", 1)[-1])
    if field is None or field.role == "part" or key.target is None or not theirs or theirs[-1] not in _KEYS:
        return
    name = conventions.bare(key.target.name)
    words, target = split(field.last_name), split(singular_name(name))
    if not words or not target or (words == theirs and (len(words) > 1 or field.in_primary_key)):
        return
    case, end = key.object.store.technology.case, theirs[-1]
    role: tuple[str, ...]
    if words[-1] in (end, "id"):
        role, end = words[:-1], words[-1]
        other = table(role)
        if not role:
            message = f"`{field.last_name}` does not say that it leads to `{key.target.name}`"
        elif role in (target, theirs[:-1]):
            return
        elif other and other != key.target.name:
            message = f"`{field.last_name}` leads to `{key.target.name}`, and reads as if it led to `{other}`"
        elif role[-1] == target[-1]:
            return
        elif _is_misspelt(role, target, split(name)):
            message = f"`{field.last_name}` misspells or shortens the name of `{key.target.name}`"
        elif other := next(filter(None, (table(role[i:]) for i in range(1, len(role)))), ""):
            message = f"`{field.last_name}` leads to `{key.target.name}`, and reads as if it led to `{other}`"
        else:
            return
        proposal = to_case("_".join((*target, end)), case)
    else:
        message = f"`{field.last_name}` does not end in `{'_' + end if case == 'snake_case' else end.capitalize()}`"
        role = words
        if len(words) > 1 and expand(words[-1]) == "id":  # `user_identifier`
            role = words[:-1]
        elif words[-1] != end and words[-1].endswith(end) and (*words[:-1], words[-1][: -len(end)])[-1:] == target[-1:]:
            role = (*words[:-1], words[-1][: -len(end)])
        if _is_misspelt(role, target, split(name)):
            role = target
        proposal = to_case("_".join((*role, end)), case)
    yield Finding(key.object.feature, field.path, message, f"name it `{proposal}`", at_key=field.role != "timestamp")


def _is_misspelt(role: tuple[str, ...], target: tuple[str, ...], table: tuple[str, ...]) -> bool:
    """Whether the role is the target's name after all: shortened, in the plural, run together, or mistyped."""
    last, right = role[-1], target[-1]
    if role == target or last == right:
        return False
    if last == table[-1] or expand(last) == right or "".join(role) == "".join(target):
        return True
    if len(target) > 1 and last == "".join(word[0] for word in target):
        return True
    if 3 <= len(last) <= 4 < len(right) and right.startswith(last):
        return True
    return len(right) >= 4 and last[0] == right[0] and _is_near(last, right)


def _is_near(one: str, two: str) -> bool:
    """Whether one letter was left out, added or changed, or two were swapped."""
    if abs(len(one) - len(two)) > 1 or len(one) > 100:
        return False
    i = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    rests = [(one[i + 1 :], two[i + 1 :]), (one[i + 1 :], two[i:]), (one[i:], two[i + 1 :])]
    swapped = one[i : i + 2] == two[i : i + 2][::-1] and one[i + 2 :] == two[i + 2 :]
    return swapped or any(a == b for a, b in rests)


RULE = Rule(
    name="naming/foreign-key",
    severity=Severity.WARNING,
    step=3,
    checks=(
        "A foreign key is named after the record that it leads to, or after that record's role, with `_id` "
        "(`Id` in NoSQL) at its end: `user_id` or `creator_id` for `users`."
    ),
    why="The name alone then tells where a foreign key leads. One that reads like another table's misleads every join.",
    bad="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      usr_id: {type: UUID, constraints: [FK users.id]}
""",
    good="""\
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      user_id: {type: UUID, constraints: [FK users.id]}
""",
    check=check,
    facts=lambda feature: tuple(item.name for item in feature.objects if item.is_table),
)
