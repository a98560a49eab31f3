"""What a rule is, and what it finds. Rules import this; nothing here knows of any rule."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from ..catalog import Catalog, Failure, Feature
from ..problem import Severity
from ..source import Path, Span

Members = tuple[tuple[Feature, Path, str], ...]
"""What single faults are known by: the feature and the path of each, and a name."""
MAX_RELATED = 20
"""So many further places of one problem are named."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. With `at_key` the place is the key that `path` ends with, else its value.

    `advice` makes a better help than `help`, if there is any; it may take a while, so that only the first findings of a
    feature are asked for it.
    `related` are further places, each with what to say of it. `span` is the place where `path` does not give it.
    `rank` orders what is equally severe, the most pressing first: 0, then 1.

    A baseline knows a fault again by its rule, feature, path, and by what its message names between backticks. A
    finding that sums up several faults, or whose message names what may change while the fault stays, says by `members`
    what it is known by: the feature and the path of each single fault, and a name where those do not tell it from others.
    """

    feature: Feature
    path: Path
    message: str
    help: str = ""
    at_key: bool = False
    related: tuple[tuple[Feature, Path, str], ...] = ()
    span: Span | None = None
    rank: int = 0
    members: Members = ()
    advice: Callable[[], str] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A named check, and all that its page says.

    `step` is the step of the workflow that it comes from, 0 where it guards the format itself.
    `bad` and `good` are examples that tests run: whole sidecars, or the part that `example` completes.
    `conventions` are the options under which the examples are judged, where they need any.
    `documents` are the texts of files beside the first example's sidecar, by name.
    `incomplete` marks a rule about what is missing rather than wrong: in a draft it only warns.
    `check` judges the features of a catalog, which may be a part of the site. What it finds in a feature may depend on
    what that leads to, what leads to it, and what `Gathering.of` tells for it. If it depends on anything else of
    the site, `facts` tells what it reads of each feature: where that changes, all are judged again.
    """

    name: str
    severity: Severity
    step: int
    checks: str
    why: str
    bad: str
    good: str
    check: Callable[[Catalog], Iterable[Finding]]
    incomplete: bool = False
    conventions: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    facts: Callable[[Feature], Hashable] | None = None

    @property
    def group(self) -> str:
        return self.name.split("/")[0]


def failed(feature: Feature, failures: Iterable[tuple[Failure, Path]], kind: str) -> Iterable[Finding]:
    """The findings for names that led nowhere, of one kind: `unknown` or `ambiguous`."""
    for failure, path in failures:
        if failure.kind == kind:
            related = tuple((item.feature, item.path, "one is here") for item in failure.candidates[:MAX_RELATED])
            yield Finding(feature, path, failure.message, failure.help, related=related)


_FILE = re.compile(r"^# docs/plan/(\S+)/03-data-design\.yaml\n", re.M)


def example(text: str) -> dict[str, str]:
    """An example as sidecars by feature.

    A text may hold several, each below a comment with its path. What does not begin with `title:` is the
    inside of a store; `mechanism: relational`, `technology: PostgreSQL` and the rest are put around it.
    """
    parts = _FILE.split(text)
    named = dict(zip(parts[1::2], parts[2::2], strict=True)) or {"shop/orders": text}
    return {feature: _sidecar(body) for feature, body in named.items()}


def _sidecar(body: str) -> str:
    if re.search(r"^(title|stores|status):", body, re.M) or not re.match(r"\s*(#.*\n|\w+:)", body):
        return body
    usual = {"mechanism": "relational", "technology": "PostgreSQL"}
    head = "".join(f"{key}: {value}\n" for key, value in usual.items() if not re.search(rf"^{key}:", body, re.M))
    outside = re.search(r"^(queries|dtos|integrity):.*\Z", body, re.M | re.S)
    tail = outside[0] if outside else ""
    inside = body[: outside.start()] if outside else body
    return f"title: Orders\nstores:\n  main:\n{textwrap.indent(head + inside, '    ')}{tail}"
