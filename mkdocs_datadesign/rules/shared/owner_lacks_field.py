"""shared/owner-lacks-field"""

from collections.abc import Iterator
from functools import partial

from ...catalog import Catalog
from ...problem import Severity
from ...words import did_you_mean
from ..rule import Finding, Rule
from .owners import definition


def check(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.objects:
        owner = definition(item)
        if owner is None or owner is item:
            continue
        missing = [field for name, field in item.fields.items() if name not in owner.fields and field.model]
        names = {field.name for field in missing}
        for field in missing:
            parent = field.name.rpartition(".")[0]
            if parent in names or field.last_name in owner.feature.left_out:
                continue
            message = f"`{field.name}` is no field of `{item.name}` in `{owner.feature.key}`, its owner"
            related = ((owner.feature, owner.path, "the owner's definition"),)
            advice = partial(did_you_mean, field.name, owner.fields)
            yield Finding(
                item.feature, field.path, message, "add it there, or remove it here", related=related, advice=advice
            )


RULE = Rule(
    name="shared/owner-lacks-field",
    severity=Severity.ERROR,
    step=3,
    checks="Each field that a feature lists of another's object is one that the owner defines.",
    why="The field will not be there: only the owner's definition becomes a table.",
    bad="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: UUID}
      mail: {type: VARCHAR(255)}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: VARCHAR(255)}
""",
    good="""\
# docs/plan/commerce/checkout/03-data-design.yaml
entities:
  users:
    owner: identity/accounts
    fields:
      id: {type: UUID}
      email: {type: VARCHAR(255)}
# docs/plan/identity/accounts/03-data-design.yaml
entities:
  users:
    fields:
      id: {type: UUID, constraints: [PK]}
      email: {type: VARCHAR(255)}
""",
    check=check,
)
