"""naming/foreign-key"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import zip_longest

from ...catalog import Catalog, Feature, Field, Gathering, Object, in_order
from ...conventions import Conventions
from ...problem import Severity
from ...words import expand, singular_name, split, to_case
from ..rule import Finding, Rule

_KEYS = ("id", "uuid", "guid", "ulid")
_Words = tuple[str, ...]


def check(catalog: Catalog) -> Iterator[Finding]:
    named = catalog.gathered(_tables(catalog.conventions.table_prefixes))

    for key in catalog.foreign_keys:
        if key.target and not key.object.is_stub and len(key.fields) == 1 and len(key.target_fields) == 1:
            field = key.object.fields.get(key.fields[0])
            if field and field.role != "part":
                table = partial(_table, named, field.object.feature)
                yield from _check(field, key.target, key.target_fields[0], catalog.conventions, table)


def _table(named: Gathering[_Words, str], by: Feature, words: _Words) -> str | None:
    """The table whose records have this name, the first of them."""
    return next(in_order(named.of(words, by)), None)


@cache
def _tables(prefixes: tuple[str, ...]) -> Callable[[Feature], list[tuple[_Words, str]]]:
    """What finds the tables of a feature by the words for one of their records."""
    bare = Conventions(table_prefixes=prefixes).bare
    return lambda feature: [
        (split(singular_name(bare(item.name))), item.name) for item in feature.objects if item.is_table
    ]


def _check(
    field: Field, leads_to: Object, key: str, conventions: Conventions, table: Callable[[_Words], str | None]
) -> Iterator[Finding]:
    name = conventions.bare(leads_to.name)
    words, theirs, target = split(field.last_name), split(key), split(singular_name(name))
    if not words or not target or not theirs or theirs[-1] not in _KEYS or (words == theirs and field.in_primary_key):
        return
    case, end = field.object.store.technology.case, theirs[-1]
    role: _Words
    if words[-1] in (end, "id"):
        role, end = words[:-1], words[-1]
        if not role:
            message = f"`{field.last_name}` does not say that it leads to `{leads_to.name}`"
        elif role in (target, theirs[:-1]):
            return
        elif other := table(role):
            message = f"`{field.last_name}` leads to `{leads_to.name}`, and reads as if it led to `{other}`"
        elif role[-1] == target[-1]:
            return
        elif _is_misspelt(role, target, split(name)):
            message = f"`{field.last_name}` misspells or shortens the name of `{leads_to.name}`"
        elif other := next(filter(None, (table(role[i:]) for i in range(len(role)))), None):
            message = f"`{field.last_name}` leads to `{leads_to.name}`, and reads as if it led to `{other}`"
        else:
            return
        role = target
    else:
        message = f"`{field.last_name}` does not end in `{'_' + end if case == 'snake_case' else end.capitalize()}`"
        role = _role(words, target, split(name), end)
    feature, help = field.object.feature, f"name it `{to_case('_'.join((*role, end)), case)}`"
    members = ((feature, field.path, leads_to.name),)  # whatever other table reads like it
    yield Finding(feature, field.path, message, help, members=members)


def _role(words: _Words, target: _Words, table: _Words, end: str) -> _Words:
    """What a name says besides that it is a key: `user` of `user_identifier`, `id_user`, `user_uuid` and `userid`."""
    said = tuple(word for word in words if expand(word) not in _KEYS)
    if not said:
        return target
    for role in ((*said[:-1], said[-1].removesuffix(end)), said):
        if role[-1] == target[-1]:
            return role
        if _is_misspelt(role, target, table):
            return target
    return said


def _is_misspelt(role: _Words, target: _Words, table: _Words) -> bool:
    """Whether a role that ends otherwise is the target's name after all.

    It may be shortened, in the plural, run together, or mistyped.
    """
    last, right = role[-1], target[-1]
    if last == table[-1] or expand(last) == right or "".join(role) in ("".join(target), "".join(table)):
        return True
    if len(target) > 1 and last == "".join(word[0] for word in target):
        return True
    if len(last) in (3, 4) and right.startswith(last):
        return True
    return len(right) >= 4 and last[0] == right[0] and _is_near(last, right)


def _is_near(one: str, two: str) -> bool:
    """Whether two words that differ do so by one letter left out, added or changed, or by two swapped."""
    i = next(i for i, (a, b) in enumerate(zip_longest(one, two)) if a != b)
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
)
