"""The lowest version that each range of pyproject.toml lets in, as pip's constraints."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def lowest() -> list[str]:
    """`name==version` for each package that the program needs, those of the extra `svg` among them."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    ranges = [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["svg"])]
    return [f"{one.name}=={bound.version}" for one in ranges for bound in one.specifier if bound.operator == ">="]


if __name__ == "__main__":
    print("\n".join(lowest()))
