"""What a rule's page and `datadesign explain` say, from the rule itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import click
import yaml

from .catalog import Feature
from .conventions import Conventions
from .documents import Document
from .linking import link
from .parser import read
from .problem import Problem
from .report import one
from .rules import RULES, Rule, check, example
from .schema import validate


def judged(rule: Rule, text: str, rules: Sequence[Rule] = RULES) -> list[Problem]:
    """The problems of one of a rule's examples, under the conventions and beside the documents that it names."""
    features = []
    documents: dict[str, Document | None] = {}
    for key, sidecar in example(text).items():
        source = read(f"plan/{key}/03-data-design.yaml", sidecar.encode())
        design, left_out = validate(source)
        features.append(Feature(key, source, design, left_out))
        for name, document in rule.documents.items():
            path = f"plan/{key}/{name}"
            documents[path] = Document(path, document)
    return check(link(features, Conventions.model_validate(rule.conventions), documents), rules)


@cache
def reports(rule: Rule) -> tuple[Problem, ...]:
    """What a rule says of its bad example.

    A rule about ignores needs all the others: it tells what hides none of their problems.
    """
    rules = RULES if rule.group == "ignore" else (rule,)
    return tuple(problem for problem in judged(rule, rule.bad, rules) if problem.rule == rule.name)


def listing(text: str) -> str:
    """An example as a reader sees it: each sidecar whole, below its path where there are several."""
    parts = example(text)
    return "\n".join(
        f"# docs/plan/{key}/03-data-design.yaml\n{body}" if len(parts) > 1 else body for key, body in parts.items()
    )


def setting(rule: Rule) -> list[tuple[str, str]]:
    """What a rule's examples stand in, each part with words before it: options, and documents beside the sidecar."""
    parts = []
    if rule.conventions:
        given = {key: list(value) if isinstance(value, tuple) else value for key, value in rule.conventions.items()}
        parts.append(("With these options:", yaml.safe_dump({"conventions": given}, default_flow_style=None)))
    parts += [(f"Beside {name}, which holds:", text) for name, text in rule.documents.items()]
    return parts


def facts(rule: Rule) -> str:
    """A rule's severity and where it comes from, in a line."""
    softened = ", a warning in a draft" if rule.incomplete else ""
    step = f"Step {rule.step} of the workflow" if rule.step else "the sidecar's format"
    return f"{rule.severity.value.capitalize()}{softened}. From {step}."


def explanation(rule: Rule, *, style: bool = False) -> str:
    """A rule in full, as text for a terminal; with `style`, in colours."""

    def strong(text: str) -> str:
        return click.style(text, bold=True) if style else text

    parts = [strong(rule.name), facts(rule), rule.checks, f"Why: {rule.why}"]
    for words, text in setting(rule):
        parts += [strong(words), _indented(text)]
    parts += [strong("This is reported:"), _indented(listing(rule.bad))]
    parts += [_indented(one(problem, style=style)) for problem in reports(rule)]
    parts += [strong("This is not:"), _indented(listing(rule.good))]
    return "\n\n".join(part.rstrip("\n") for part in parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.rstrip("\n").split("\n"))
