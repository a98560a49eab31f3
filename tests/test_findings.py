"""All that each rule finds in many short designs, whole: each message, place, help and second place that it has.

`findings/` holds the designs, one file a rule: what is fine, what the schema refused and is not to be reported again,
and then what is broken. After a change of words: pytest tests/test_findings.py --snapshot-update
"""

from __future__ import annotations

from pathlib import Path

import pytest
from edges import BY_NAME
from syrupy.assertion import SnapshotAssertion

from mkdocs_datadesign.explain import judged
from mkdocs_datadesign.report import one

FOLDER = Path(__file__).parent / "findings"
FILES = {path.relative_to(FOLDER).with_suffix("").as_posix(): path for path in sorted(FOLDER.glob("*/*.yaml"))}


@pytest.mark.parametrize("name", FILES)
def test_all_that_a_rule_finds(name: str, snapshot: SnapshotAssertion) -> None:
    rule = BY_NAME[name]
    found = judged(rule, FILES[name].read_text("utf-8"), [rule])
    assert "\n" + "\n".join(map(one, found)) == snapshot
