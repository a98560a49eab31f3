"""What holds for any bytes, and for any design: Hypothesis thinks of them.

`make fuzz` looks for as long as one likes; here it is the same few hundred each time.
"""

from __future__ import annotations

import ast
import os
from importlib import import_module

import html5lib
from chain import PATH, converted, go
from conftest import ROOT
from hostile import as_yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import designs

quick = settings(
    max_examples=int(os.environ.get("DATADESIGN_EXAMPLES", "0")) or 40,
    derandomize="DATADESIGN_EXAMPLES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SYNTAX = st.sampled_from(
    "title: stores: [ ] { } , - ? : & * ! | > ' \" % @ ` # \n \t \\ &a *a !!str --- ... << ~ true 1 \r\n \ufeff".split(
        " "
    )
)


@quick
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(SYNTAX, max_size=40).map(lambda parts: " ".join(parts).encode()),
    )
)
def test_any_bytes_are_problems_or_a_page(data: bytes) -> None:
    project = go(data)
    (feature,) = project.catalog.features.values()
    assert feature.design is not None or project.problems


@quick
@given(designs())
def test_any_design_of_the_format_becomes_a_page_that_means_it(design: object) -> None:
    made: dict[str, str] = {}
    project = go(as_yaml(design).encode(), made)
    (feature,) = project.catalog.features.values()
    assert not [problem for problem in project.problems if problem.rule.startswith("schema/")], project.problems[0]
    assert feature.design is not None
    page = made[f"html {PATH.replace('.yaml', '.md')}"]
    html5lib.HTMLParser(strict=True).parse(f"<!doctype html><title>x</title><body>{converted(page)}</body>")


@quick
@given(designs(), st.randoms(use_true_random=False))
def test_a_design_that_is_cut_or_changed_anywhere_is_problems_or_a_page(design: object, chance) -> None:  # type: ignore[no-untyped-def]
    text = as_yaml(design)
    at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    go((text[:at] + chance.choice(["", "\n", "]", "}", "'", "x: ", "- "]) + text[to:]).encode())


def test_the_fuzzer_finds_what_it_imports_of_ours() -> None:
    """It is not run here: atheris takes too long to install."""
    tree = ast.parse((ROOT / "fuzz/design.py").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    ours = {(node.module, name.name) for node in imports for name in node.names if "mkdocs" in str(node.module)}
    assert ours
    for module, name in ours:
        assert hasattr(import_module(str(module)), name), f"{module} has no {name}"
