"""naming/drift"""

from collections import defaultdict
from collections.abc import Iterator

from ...catalog import Catalog, Feature, Field, in_order
from ...problem import Severity
from ...words import expand, split, to_case
from ..rule import Finding, Rule

_Words = tuple[str, ...]


def check(catalog: Catalog) -> Iterator[Finding]:
    found = catalog.gathered(_named).found
    spellings: dict[str, list[_Words]] = defaultdict(list)
    for name, words in found:
        spellings[name].append(words)
    for name, several in spellings.items():
        if len(several) > 1:
            places = {words: list(in_order(found[name, words])) for words in several}
            yield from (finding for finding in _check(places) if finding.feature.key in catalog.features)


def _named(feature: Feature) -> Iterator[tuple[tuple[str, _Words], Field]]:
    """The fields that a feature defines, by what all spellings of their names come to, and by their own."""
    for item in feature.objects:
        if not item.is_stub:
            for field in item.fields.values():
                if (words := split(field.last_name)) and words != ("id",):
                    yield ("".join(map(expand, words)), words), field


def _check(spellings: dict[_Words, list[Field]]) -> Iterator[Finding]:
    usual = min(spellings, key=lambda words: (-len(spellings[words]), words != tuple(map(expand, words)), words))
    fields = spellings[usual]
    right = {(field.object, field.prefix) for field in fields}
    places = f"{len(fields)} other place{'s' if len(fields) > 1 else ''}"
    related = ((fields[0].object.feature, fields[0].path, f"`{fields[0].object.name}` has it so"),)
    for words, others in spellings.items():
        for field in others:
            if words == usual or (field.object, field.prefix) in right:  # side by side, they are two things
                continue
            item = field.object
            name = to_case("_".join(usual), item.store.technology.case)
            message = f"`{field.last_name}` is named `{fields[0].last_name}` in {places}"
            members = ((item.feature, field.path, ""),)  # however the others spell it by now
            yield Finding(item.feature, field.path, message, f"name it `{name}`", related=related, members=members)


RULE = Rule(
    name="naming/drift",
    severity=Severity.WARNING,
    step=3,
    checks="All features name one thing in one way: not `customer_id` here and `cust_id` there.",
    why="Whoever searches for one spelling misses the other, and a join across both is easily forgotten.",
    bad="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      customer_number: {type: Integer}
  invoices:
    fields:
      id: {type: UUID, constraints: [PK]}
      cust_no: {type: Integer}
""",
    good="""\
entities:
  orders:
    fields:
      id: {type: UUID, constraints: [PK]}
      customer_number: {type: Integer}
  invoices:
    fields:
      id: {type: UUID, constraints: [PK]}
      customer_number: {type: Integer}
""",
    check=check,
    facts=lambda feature: tuple((name, field.path) for name, field in _named(feature)),
)
