"""What the README shows is true."""

from __future__ import annotations

import re

from conftest import ROOT, Write, readme_sidecar
from test_cli import run

from mkdocs_datadesign.options import Options


def test_the_sidecar_passes(write: Write) -> None:
    done = run("check", write({"shop/orders": readme_sidecar()}))
    assert done.returncode == 0, done.stdout


def test_the_error_is_what_one_would_read(write: Write) -> None:
    done = run("check", write({"shop/orders": readme_sidecar().replace("FK customers.id", "FK customer.id")}))
    shown = re.search(r"```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert shown
    for line in shown[1].splitlines():
        if "…" not in line:
            assert line in done.stdout.splitlines(), done.stdout


def test_each_option_is_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert sorted(documented) == sorted(Options.model_fields)
