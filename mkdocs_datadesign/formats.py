"""Problems to the formats that other programs read: SARIF, GitHub's annotations, JUnit, and Markdown for a summary."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from . import report
from .baseline import Keys
from .catalog import Catalog
from .markup import Markdown, prose
from .problem import Place, Problem, Severity
from .rules import RULES, Rule
from .unseen import visible

Locate = Callable[[str], str]
"""A path below the docs directory to one below the repository's root, or below the working directory outside of one."""
_ROOT = "SRCROOT"
"""What SARIF's places are below. Where it is on this machine nobody needs to know: a report is the same everywhere."""

HOME = "https://pypi.org/project/mkdocs-datadesign/"
_SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_LONGEST = 1_000
"""No longer line is quoted."""
_LONGEST_NAME = 300
"""So much is said of what a case is about."""
_MOST = 200
"""So many problems a summary lists; GitHub cuts one at a megabyte."""


def sarif(problems: Sequence[Problem], catalog: Catalog, locate: Locate) -> str:
    """SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning.

    A fingerprint stays while lines move, and is another one once a problem sums up other faults; what the baseline holds
    is suppressed, not left out.
    """
    used = {problem.rule for problem in problems}
    rules = [rule for rule in RULES if rule.name in used]
    places = {rule.name: i for i, rule in enumerate(rules)}
    seen, keys = Counter[str](), Keys(catalog)
    results = []
    for problem in problems:
        told = _fingerprint(problem, keys)
        seen[told] += 1
        results.append(
            {
                "ruleId": problem.rule,
                "ruleIndex": places[problem.rule],
                "level": _LEVELS[problem.severity],
                "message": {"text": f"{problem.message}; {problem.help}" if problem.help else problem.message},
                "locations": [
                    {
                        **_sarif_place(problem.place, locate),
                        "logicalLocations": [{"fullyQualifiedName": f"{problem.feature}:{problem.data_path}"}],
                    }
                ],
                "relatedLocations": [
                    {"id": i, "message": {"text": item.message}, **_sarif_place(item.place, locate)}
                    for i, item in enumerate(problem.related, 1)
                ],
                "partialFingerprints": {"datadesign/v2": f"{told}:{seen[told]}"},
                **({"suppressions": [{"kind": "external"}]} if problem.known else {}),
            }
        )
    driver = {
        "name": "datadesign",
        "version": version("mkdocs-datadesign"),
        "informationUri": HOME,
        "rules": [_sarif_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository"}}},
        "results": results,
    }
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    words = f"{rule.checks}\n\n{rule.why}"
    listing = f"{words}\n\nThis is reported:\n\n```yaml\n{rule.bad}```\n\nThis is not:\n\n```yaml\n{rule.good}```\n"
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.checks},
        "fullDescription": {"text": rule.why},
        "help": {"text": words, "markdown": listing},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.group]},
    }


def _sarif_place(place: Place, locate: Locate) -> dict[str, Any]:
    if place.elsewhere:
        return {"physicalLocation": {"artifactLocation": {"uri": place.path}}} if "://" in place.path else {}
    span = place.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        **({"snippet": {"text": place.text}} if len(place.text) <= _LONGEST else {}),
    }
    uri = quote(locate(place.path))
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}}


def _fingerprint(problem: Problem, keys: Keys) -> str:
    told = repr(sorted(keys.of(problem)))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def github(problems: Iterable[Problem], locate: Locate) -> str:
    """Annotations by GitHub's workflow commands, one a line; they show in a pull request's diff."""
    lines = []
    for problem in problems:
        if problem.known:
            continue
        span = problem.place.span
        properties = {
            "file": locate(problem.place.path),
            "line": str(span.line),
            "endLine": str(span.end_line),
            "col": str(span.column),
            "title": problem.rule,
        }
        if span.line == span.end_line:
            properties["endColumn"] = str(span.end_column)
        told = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
        words = "\n".join(visible(part) for part in (problem.message, problem.help) if part)
        lines.append(f"::{_GITHUB[problem.severity]} {told}::{_escaped(words, '')}\n")
    return "".join(lines)


def _escaped(text: str, more: str) -> str:
    for char in f"%\r\n{more}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def junit(problems: Sequence[Problem], catalog: Catalog, fail_on: str) -> str:
    """JUnit's XML, a suite for each feature. What does not fail the check passes, and says what it is.

    A case keeps its name while lines move, and has another one once its problem sums up other faults.
    """
    of_feature: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        of_feature[problem.feature].append(problem)
    failing = sum(report.fails([problem], fail_on) for problem in problems)
    tests = sum(max(len(of_feature[key]), 1) for key in catalog.features)
    keys, names = Keys(catalog), Counter[tuple[str, str]]()
    root = ElementTree.Element("testsuites", name="datadesign", tests=str(tests), failures=str(failing))
    for key in catalog.features:
        found = of_feature[key]
        bad = sum(report.fails([problem], fail_on) for problem in found)
        suite = ElementTree.SubElement(
            root, "testsuite", name=_xml(key), tests=str(max(len(found), 1)), failures=str(bad), errors="0", skipped="0"
        )
        if not found:
            ElementTree.SubElement(suite, "testcase", classname=_xml(key), name="data design")
        for problem in found:
            name = _case(problem, keys)
            names[key, name] += 1
            again = f" #{names[key, name]}" if names[key, name] > 1 else ""
            case = ElementTree.SubElement(suite, "testcase", classname=_xml(key), name=_xml(f"{name}{again}"))
            if report.fails([problem], fail_on):
                told = ElementTree.SubElement(case, "failure", type=problem.rule, message=_xml(problem.message))
            else:
                told = ElementTree.SubElement(case, "system-out")
            told.text = _xml(report.one(problem))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(problem: Problem, keys: Keys) -> str:
    """What a problem is called among the cases of its feature: its rule, and what its faults are known by."""
    faults = [f"{key.path} ({', '.join(key.names)})" if key.names else key.path for key in keys.of(problem)]
    text = ", ".join(filter(None, faults))
    if len(text) > _LONGEST_NAME:
        text = f"{text[:_LONGEST_NAME]}… #{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    return f"{problem.rule}: {text}" if text else problem.rule


def _xml(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", text)


def markdown(problems: Sequence[Problem], catalog: Catalog, locate: Locate, since: str = "") -> str:
    """Markdown for the summary of a job: what failed first, each with its place and what to do.

    `since` is the revision that the problems are new since, if they are.
    """
    write = Markdown()
    shown = sorted((problem for problem in problems if not problem.known), key=lambda problem: problem.urgency)

    def words(text: str) -> Any:
        return prose(text, write, lambda _: None)

    rows = [
        [
            write.text(problem.severity.value),
            write.code(problem.rule),
            words(problem.message),
            words(problem.help),
            write.code(f"{locate(problem.place.path)}:{problem.place.span.line}:{problem.place.span.column}"),
        ]
        for problem in shown[:_MOST]
    ]
    text = f"## Data designs\n\n{write.text(report.summary(problems, len(catalog.features), since))}\n"
    if rows:
        text += f"\n{write.table(('Severity', 'Rule', 'Problem', 'What to do', 'Place'), rows)}"
    if len(shown) > _MOST:
        text += f"\nand {len(shown) - _MOST} more\n"
    return text
