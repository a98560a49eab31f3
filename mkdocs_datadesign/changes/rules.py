"""What changed of the rules that data must satisfy, of an object or of a feature as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import model as spec
from .told import code


@dataclass(frozen=True, slots=True)
class RuleTurn:
    """A rule that came, went, or is enforced by another: `index` is its place in the list of its state."""

    kind: str
    index: int
    rule: str
    old: str | None = None
    new: str | None = None
    gone: bool = False

    def of(self, whole: str) -> str:
        """What the change is about, in words."""
        return f"{code(self.rule)} of {whole}" if self.kind == "enforcement-changed" else whole


def compare_rules(
    old: Sequence[spec.Validation], new: Sequence[spec.Validation], names: Mapping[str, str]
) -> Iterator[RuleTurn]:
    """Match rules by their words, else by what they are about: their wording is prose. `names` are renamed fields."""

    def about(rule: spec.Validation) -> tuple[object, ...]:
        fields = frozenset(names.get(name, name) for name in rule.fields or ())
        return fields, rule.level, getattr(rule, "target", None)

    same: dict[int, int] = {}
    waiting = dict.fromkeys(range(len(old)))
    for said in (lambda rule: rule.rule, about):
        by_said: dict[object, list[int]] = defaultdict(list)
        for i in waiting:
            by_said[said(old[i])].append(i)
        for j, rule in enumerate(new):
            if j not in same and by_said[said(rule)]:
                same[j] = by_said[said(rule)].pop(0)
                del waiting[same[j]]
    for j, rule in enumerate(new):
        if j not in same:
            yield RuleTurn("validation-added", j, rule.rule, new=rule.rule)
        elif (before := old[same[j]].enforced_by) != rule.enforced_by:
            yield RuleTurn("enforcement-changed", j, rule.rule, before, rule.enforced_by)
    for i in waiting:
        yield RuleTurn("validation-removed", i, old[i].rule, old=old[i].rule, gone=True)
