"""The README's pictures, taken of real pages: `make pictures` makes them anew."""

from __future__ import annotations

import struct
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import CHROMIUM, README, ROOT, Build, chromium, readme_sidecar, run_mkdocs
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = ROOT / "example-site/pictures"
SIZES = {"page.png": (1240, 1720), "breaks.png": (1240, 1060), "overview.png": (1240, 860)}


def readme_site(root: Path) -> Path:
    """A site of the README's own sidecar; gives its configuration."""
    feature = root / "docs/plan/shop/orders"
    feature.mkdir(parents=True)
    (root / "docs/index.md").write_text("# Shop\n", encoding="utf-8")
    (feature / "03-data-design.yaml").write_text(readme_sidecar(), encoding="utf-8")
    config = root / "mkdocs.yml"
    config.write_text("site_name: Shop\ntheme: {name: material, font: false}\nplugins: [search, datadesign]\n", "utf-8")
    return config


def take(browser: Browser, shop: Path, example: Path, folder: Path) -> None:
    """Take the pictures of the README's site and of the example."""

    def picture(name: str, site: Path, path: str, script: str = "") -> None:
        width, height = SIZES[name]
        page: Page = browser.new_page(viewport={"width": width, "height": height})
        page.goto((site / path / "index.html").as_uri())
        if script:
            page.evaluate(script)
        page.wait_for_timeout(200)
        page.screenshot(path=folder / name)
        page.close()

    picture("page.png", shop, "plan/shop/orders/03-data-design")
    picture("overview.png", example, "plan/data-design")
    picture(
        "breaks.png",
        example,
        "plan/network/lockers/03-data-design",
        """() => {
          const own = document.querySelector("[id='change.main.compartments.id']").closest(".datadesign-folded");
          for (const part of [own, own.nextElementSibling]) part.open = true;
          window.scrollTo(0, own.getBoundingClientRect().top - 130);
        }""",
    )


def test_the_readmes_pictures_can_be_taken(
    browser: Browser, build: Build, example_site: Path, tmp_path: Path
) -> None:  # fmt: skip
    config = readme_site(tmp_path)
    done = build(config, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    take(browser, tmp_path / "site", example_site, tmp_path)
    for name, size in SIZES.items():
        data = (tmp_path / name).read_bytes()
        assert struct.unpack(">II", data[16:24]) == size
        assert len(data) > 20_000, f"{name} is nearly blank"


@pytest.mark.parametrize("name", SIZES)
def test_the_readme_shows_each_picture(name: str) -> None:
    assert f"]({(FOLDER / name).relative_to(ROOT).as_posix()})" in README
    assert (FOLDER / name).is_file()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder)
        for config, site in ((readme_site(root), root / "shop"), (ROOT / "mkdocs.yml", root / "example")):
            done = run_mkdocs(config, site)
            if done.returncode:
                sys.exit(done.stderr)
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        take(browser, root / "shop", root / "example", FOLDER)
        browser.close()


if __name__ == "__main__":
    main()
