"""Makes the README's picture anew: `python tests/picture.py`, with Chromium installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent


def sidecar() -> str:
    """The README's own sidecar."""
    found = re.search(r"```yaml\n(title: .*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert found
    return found[1]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        feature = root / "docs/plan/shop/orders"
        feature.mkdir(parents=True)
        (root / "docs/index.md").write_text("# Shop\n", encoding="utf-8")
        (feature / "03-data-design.yaml").write_text(sidecar(), encoding="utf-8")
        (root / "mkdocs.yml").write_text(
            "site_name: Shop\ntheme: {name: material, font: false}\nplugins: [search, datadesign]\n", encoding="utf-8"
        )
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "-q",
            "-f",
            str(root / "mkdocs.yml"),
            "-d",
            str(root / "site"),
        ]
        subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
        with sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1240, "height": 1560})
            page.goto((root / "site/plan/shop/orders/03-data-design/index.html").as_uri())
            page.screenshot(path=ROOT / "example-site/page.png")
            browser.close()


if __name__ == "__main__":
    main()
