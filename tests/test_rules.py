"""Each rule's own examples: the bad one yields it, the good one yields no error at all."""

from __future__ import annotations

import pytest

from mkdocs_datadesign.explain import judged, reports
from mkdocs_datadesign.problem import Problem, Severity
from mkdocs_datadesign.rules import RULES, Rule, example


def shown(found: list[Problem]) -> str:
    return "\n".join(f"{p.place}: {p.rule} {p.message} ({p.help})" for p in found)


def test_an_example_is_completed_by_what_it_leaves_out() -> None:
    for whole in ("# As it is\ntitle: Orders\n", "stores: {}\n", "[what: is wrong]\n"):
        assert example(whole) == {"shop/orders": whole}
    store = "# The inside of a store\n    mechanism: document\n    technology: MongoDB\n"
    part = "# The inside of a store\nmechanism: document\ntechnology: MongoDB\n"
    assert example(part) == {"shop/orders": f"title: Orders\nstores:\n  main:\n    {store}"}
    usual = "    mechanism: relational\n    technology: PostgreSQL\n"
    expected = f"title: Orders\nstores:\n  main:\n{usual}    entities: {{}}\nqueries: []\n"
    two = "".join(f"# docs/plan/a/{key}/03-data-design.yaml\nentities: {{}}\nqueries: []\n" for key in "bc")
    assert example(two) == {"a/b": expected, "a/c": expected}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_bad_example_yields_the_rule(rule: Rule) -> None:
    found = judged(rule, rule.bad)
    assert rule.name in {problem.rule for problem in found}, shown(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_bad_example_yields_no_other_error(rule: Rule) -> None:
    found = judged(rule, rule.bad)
    others = {p.rule for p in found if p.severity is Severity.ERROR} - {rule.name}
    assert not others, shown(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_good_example_yields_neither_the_rule_nor_an_error(rule: Rule) -> None:
    found = judged(rule, rule.good)
    assert rule.name not in {problem.rule for problem in found}, shown(found)
    assert all(problem.severity is not Severity.ERROR for problem in found), shown(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_problem_of_a_rule_stands_somewhere_and_says_what_to_do(rule: Rule) -> None:
    assert rule.name == "ignore/unused" or reports(rule)
    for problem in judged(rule, rule.bad):
        assert problem.place.span.line >= 1
        assert problem.help, problem


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_fine_hides_nothing_that_comes_after_it(rule: Rule) -> None:
    """Tables, keys, files, stubs and more of the good examples, and then the bad one: all of it is judged."""
    fine = [other.good for other in RULES if other.group in (rule.group, "query", "shared", "naming")]
    before = [sidecar for text in fine for sidecar in example(text).values()]
    names = example(rule.bad)
    lines = [f"# docs/plan/aaa/f{i}/03-data-design.yaml\n{sidecar}" for i, sidecar in enumerate(before)]
    lines += [f"# docs/plan/{key}/03-data-design.yaml\n{sidecar}" for key, sidecar in names.items()]
    alone = [(p.feature, p.data_path) for p in judged(rule, rule.bad, [rule])]
    found = [(p.feature, p.data_path) for p in judged(rule, "\n".join(lines), [rule]) if p.feature in names]
    assert set(alone) <= set(found)
