"""`datadesign explain`: what a rule is about."""

from __future__ import annotations

import click

from ..explain import explanation
from ..rules import RULES
from ..words import did_you_mean
from .output import say, show


def _rule_names(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    names = [*dict.fromkeys(rule.group for rule in RULES), *(rule.name for rule in RULES)]
    return [name for name in names if name.startswith(begun)]


@click.command(
    epilog="""\b
Examples:
  datadesign explain
  datadesign explain naming
  datadesign explain naming/drift"""
)
@click.argument("rule", required=False, shell_complete=_rule_names)
def explain(rule: str | None) -> None:
    """Tell what a rule checks, why, and how to do right by it. Without RULE, or with a group of rules, list them."""
    found = [known for known in RULES if rule is None or rule in (known.name, known.group)]
    if not found:
        help = did_you_mean(rule or "", [*(known.name for known in RULES), *(known.group for known in RULES)])
        raise click.UsageError(f"there is no rule `{rule}`; {help or '`datadesign explain` lists them'}")
    if len(found) == 1 and found[0].name == rule:
        show(f"{explanation(found[0], style=True)}\n")
        return
    for known in found:
        say(f"{known.name:36} {known.severity.value:8} {known.checks.split('. ')[0].rstrip('.')}")
