"""What is judged again after an edit, and of which features something else is said then."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from edges import table
from test_workspace import LINKED, edit_of_a_field, edits, encoded, sidecars

from mkdocs_datadesign import project as project_module
from mkdocs_datadesign.catalog import Catalog
from mkdocs_datadesign.options import Options
from mkdocs_datadesign.project import Project, Workspace, load
from mkdocs_datadesign.rules import RULES, example

HERE, THERE, ASIDE = "a/here", "b/there", "c/aside"
NAME = {"type": "Text"}


def design(text: str, name: str = "orders") -> str:
    """A whole sidecar with one table."""
    return example(text.replace("orders:", f"{name}:"))["shop/orders"]


def number(name: str, of: str) -> str:
    return design(table(**{name: NAME}), of)


def owned(owner: str | None, name: str = "orders") -> str:
    """A sidecar whose one table another feature owns."""
    head = f"    owner: {owner}\n" if owner else ""
    return design(f"entities:\n  {name}:\n{head}    fields: {{id: {{type: UUID, constraints: [PK]}}}}\n", name)


ALONE = design(table(), "parcels")
SCENES: dict[str, tuple[str, dict[str, str], dict[str, str], set[str]]] = {
    "a name is spelt in another way elsewhere": (
        "naming/drift", {HERE: number("cust_no", "orders")}, {THERE: number("customer_number", "bills")}, {HERE},
    ),
    "a table is defined elsewhere, too": ("shared/no-owner", {THERE: owned(None)}, {HERE: owned(None)}, {THERE}),
    "whom it names as owner is there no more": (
        "shared/unknown-owner", {HERE: owned(THERE)}, {THERE: owned(None)}, set(),
    ),
    "its owner says that it is owned itself": (
        "shared/owner-cycle", {HERE: owned(THERE)}, {THERE: owned(HERE)}, {HERE},
    ),
}  # fmt: skip
"""A rule, a feature, what comes elsewhere, and where the rule then finds something."""


@pytest.fixture
def workspace() -> Callable[[dict[str, str]], Project]:
    kept = Workspace(Options())

    def update(designs: dict[str, str]) -> Project:
        files = {f"plan/{key}/03-data-design.yaml": text.encode() for key, text in sorted(designs.items())}
        return kept.update(files, lambda path: None)

    return update


@pytest.mark.parametrize("scene", SCENES)
def test_what_comes_and_goes_elsewhere_is_told_and_makes_a_page_another(
    workspace: Callable[[dict[str, str]], Project], scene: str
) -> None:
    rule, here, there, wanted = SCENES[scene]
    (judged,) = here

    def found(project: Project) -> set[str]:
        return {problem.feature for problem in project.problems if problem.rule == rule}

    alone = workspace({**here, ASIDE: ALONE})
    before = found(alone)
    both = workspace({**here, **there, ASIDE: ALONE})
    assert found(both) == wanted
    assert before != wanted
    again = workspace({**here, ASIDE: ALONE})
    assert again.problems == alone.problems
    for one, other in ((alone, both), (both, again)):
        assert one.versions[judged] != other.versions[judged]
        assert one.versions[ASIDE] == other.versions[ASIDE]


@pytest.mark.parametrize("seed", range(8))
def test_after_each_edit_the_problems_are_those_of_a_fresh_read(seed: int) -> None:
    kept, history = Workspace(Options()), edits(random.Random(seed))  # noqa: S311 - edits, no secrets
    before: dict[str, list[object]] = {}
    versions: dict[str, int] = {}
    for step in range(15):
        files = next(history)
        project = kept.update(sidecars(files), files.get)
        assert project.problems == load(sidecars(files), Options(), files.get).problems, f"step {step}"
        said: dict[str, list[object]] = {key: [] for key in project.catalog.features}
        for problem in project.problems:
            said[problem.feature].append(problem)
        other = {key for key, problems in said.items() if problems != before.get(key)}
        assert other <= {key for key in said if project.versions[key] != versions.get(key)}, f"step {step}"
        before, versions = said, dict(project.versions)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_of_a_feature_takes_that_feature_alone(seed: int) -> None:
    """A save has few features judged anew: a rule finds in each what it finds there where all are judged."""
    chance = random.Random(seed)  # noqa: S311 - edits, no secrets
    history = edits(chance)
    plans = [sidecars(next(history)) for _ in range(10)]
    plan = {f"plan/{key}/03-data-design.yaml": text for key, text in LINKED.items()}
    for _ in range(10):
        plans.append(encoded(plan))
        path = chance.choice(list(plan))
        plan[path] = edit_of_a_field(plan[path], chance)
    for catalog in (load(files, Options(), lambda path: None).catalog for files in plans):
        for rule in (rule for rule in RULES if rule.facts is None):
            found = {key: list(rule.check(catalog.part({key}))) for key in catalog.features}
            whole = list(rule.check(catalog))
            assert found == {key: [one for one in whole if one.feature.key == key] for key in found}, rule.name


def test_a_rule_that_compares_all_features_does_so_only_when_it_reads_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[set[str]] = []

    def counted(catalog: Catalog) -> object:
        judged.append(set(catalog.features))
        return drift.check(catalog)

    (drift,) = (rule for rule in RULES if rule.name == "naming/drift")
    monkeypatch.setattr(project_module, "RULES", (replace(drift, check=counted),))
    kept, designs = Workspace(Options()), {HERE: number("cust_no", "orders"), THERE: ALONE}

    def update() -> set[str]:
        files = {f"plan/{key}/03-data-design.yaml": text.encode() for key, text in sorted(designs.items())}
        kept.update(files, lambda path: None)
        return judged.pop() if judged else set()

    assert update() == {HERE, THERE}
    assert update() == set()
    designs[HERE] = designs[HERE].replace("title: Orders", "title: Sales")
    assert update() == {HERE}
    designs[HERE] = number("customer_number", "orders")
    assert update() == {HERE, THERE}
    del designs[HERE]
    assert update() == {THERE}
