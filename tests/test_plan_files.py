"""Where our pages stand among MkDocs' files: in each plan, for each sidecar that counts, and early enough for others."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import COMPLETE, ROOT, Build
from test_formats import git

BILLS = COMPLETE.replace("orders", "bills").replace("customer", "client")
THEME = "site_name: Test\ntheme: {name: mkdocs}"


@pytest.fixture
def site(build: Build, tmp_path: Path) -> Callable[..., tuple[subprocess.CompletedProcess[str], Path]]:
    """Build a site of some files below `docs`, with a hook if there is one; gives the process and the site."""

    def make(
        files: dict[str, str], config: str = "plugins: [search, datadesign]", hook: str = "", how: str = "--strict"
    ) -> tuple[subprocess.CompletedProcess[str], Path]:
        for path, text in {"docs/index.md": "# Home\n", **files}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        if hook:
            (tmp_path / "hook.py").write_text(hook, encoding="utf-8")
            config += "\nhooks: [hook.py]"
        (tmp_path / "mkdocs.yml").write_text(f"{THEME}\n{config}\n", encoding="utf-8")
        return build(tmp_path / "mkdocs.yml", tmp_path / "site", how), tmp_path / "site"

    return make


def keys(site: Path, index: str = "plan/data-design") -> list[str]:
    catalog = json.loads((site / index / "catalog.json").read_text(encoding="utf-8"))
    return [feature["key"] for feature in catalog["features"]]


def sidecar(feature: str, folder: str = "") -> str:
    return f"docs/{folder}plan/{feature}/03-data-design.yaml"


def test_each_folder_of_the_plans_name_is_a_plan_of_its_own(site) -> None:  # type: ignore[no-untyped-def]
    """As in a site that is put together of others, each of which has the same tables, or of languages."""
    done, built = site({sidecar("shop/orders"): COMPLETE, sidecar("shop/orders", "billing/"): COMPLETE})
    assert done.returncode == 0, done.stderr
    assert keys(built) == keys(built, "billing/plan/data-design") == ["shop/orders"]
    page = (built / "billing/plan/shop/orders/03-data-design/index.html").read_text(encoding="utf-8")
    assert 'href="../../../data-design/rules/' in page
    assert [*built.rglob("*.yaml")] == []


def test_each_plan_tells_of_its_problems_before_the_build_fails(site) -> None:  # type: ignore[no-untyped-def]
    wrong = COMPLETE.replace("NOT NULL", "NOT NUL")
    done, _ = site({sidecar("shop/orders"): wrong, sidecar("shop/orders", "billing/"): wrong})
    assert done.returncode == 1
    assert "--> plan/shop/orders/03-data-design.yaml" in done.stderr
    assert "--> billing/plan/shop/orders/03-data-design.yaml" in done.stderr
    assert re.search(r"\nbilling/plan: \d+ errors?", done.stderr)


MAKE = f"""
from mkdocs.structure.files import File

def on_files(files, config):
    text = {BILLS!r}
    files.append(File.generated(config, "plan/shop/bills/03-data-design.yaml", content=text))
"""


def test_a_sidecar_that_a_plugin_makes_has_its_page_and_is_not_published(site) -> None:  # type: ignore[no-untyped-def]
    done, built = site({sidecar("shop/orders"): COMPLETE}, hook=MAKE)
    assert done.returncode == 0, done.stderr
    assert keys(built) == ["shop/bills", "shop/orders"]
    assert "<h1" in (built / "plan/shop/bills/03-data-design/index.html").read_text(encoding="utf-8")
    assert [*built.rglob("*.yaml")] == []


def test_a_sidecar_that_a_plugin_makes_stands_in_the_place_of_the_one_on_the_disk(site) -> None:  # type: ignore[no-untyped-def]
    hook = MAKE.replace("    files.append", "    files.remove(files.get_file_from_path(PATH))\n    files.append")
    hook = f"PATH = 'plan/shop/bills/03-data-design.yaml'\n{hook}"
    done, built = site({sidecar("shop/bills"): BILLS.replace("title: ", "title: Old ")}, hook=hook)
    assert done.returncode == 0, done.stderr
    page = (built / "plan/shop/bills/03-data-design/index.html").read_text(encoding="utf-8")
    assert "Old" not in page


LOOK = """
def on_files(files, config):
    for path in ("plan/shop/orders/03-data-design.md", "plan/data-design/index.md"):
        file = files.get_file_from_path(path)
        print("early", path, file.abs_src_path if file else None, file.url if file else None)
"""


def test_other_plugins_see_each_page_and_the_sidecar_that_it_stands_for(site) -> None:  # type: ignore[no-untyped-def]
    done, built = site({sidecar("shop/orders"): COMPLETE}, hook=LOOK)
    assert done.returncode == 0, done.stderr
    source = built.parent / "docs/plan/shop/orders/03-data-design.yaml"
    page = f"early plan/shop/orders/03-data-design.md {source} plan/shop/orders/03-data-design/"
    assert [page, f"early plan/data-design/index.md {source} plan/data-design/"] == done.stdout.splitlines()


def test_the_index_stands_for_the_sidecar_that_was_changed_last(site, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done, _ = site({sidecar("shop/bills"): BILLS, sidecar("shop/orders"): COMPLETE}, hook=LOOK)
    assert "index.md " + str(tmp_path / sidecar("shop/bills")) in done.stdout, "there is no repository yet"
    git(tmp_path, "init", "-q")
    for feature in ("shop/bills", "shop/orders"):
        git(tmp_path, "add", sidecar(feature))
        git(tmp_path, "commit", "-qm", feature)
    done, _ = site({}, hook=LOOK)
    assert "index.md " + str(tmp_path / sidecar("shop/orders")) in done.stdout


TAKE = """
def on_files(files, config):
    for file in [file for file in files if PATTERN in file.src_uri]:
        files.remove(file)
"""


@pytest.mark.parametrize("pattern", ["bills/", "bills/03-data-design.md", "bills/03-data-design.yaml"])
def test_what_a_plugin_takes_out_is_not_there(site, pattern: str) -> None:  # type: ignore[no-untyped-def]
    files = {sidecar("shop/orders"): COMPLETE, sidecar("shop/bills"): BILLS}
    done, built = site(files, hook=TAKE.replace("PATTERN", repr(pattern)))
    assert done.returncode == 0, done.stderr
    assert keys(built) == ["shop/orders"]
    assert not (built / "plan/shop/bills/03-data-design").exists()


@pytest.mark.parametrize("config", ["", "exclude_docs: '*.yaml'"])
def test_to_take_out_all_sidecars_is_not_to_publish_them(site, config: str) -> None:  # type: ignore[no-untyped-def]
    files = {sidecar("shop/orders"): COMPLETE, sidecar("shop/bills"): BILLS}
    hook = "" if config else TAKE.replace("PATTERN", repr(".yaml"))
    done, built = site(files, f"plugins: [datadesign]\n{config}", hook)
    assert done.returncode == 0, done.stderr
    assert keys(built) == ["shop/bills", "shop/orders"]


USES = BILLS.replace(
    "          client_id:", "          secret_order_id: {type: UUID, constraints: [FK orders.id]}\n          client_id:"
)


@pytest.mark.parametrize("setting", ["exclude_docs", "draft_docs"])
@pytest.mark.parametrize("pattern", ["plan/shop/bills/", "plan/shop/bills/03-data-design.yaml"])
@pytest.mark.parametrize("nav", ["", "nav: [index.md]"])
def test_a_design_that_the_site_does_not_show_is_known_and_not_told_of(
    site, setting: str, pattern: str, nav: str
) -> None:  # type: ignore[no-untyped-def]
    files = {sidecar("shop/orders"): COMPLETE, sidecar("shop/bills"): USES}
    done, built = site(
        files, f"plugins: [search, {{datadesign: {{fail_on: never}}}}]\n{setting}: {pattern}\n{nav}", how="--quiet"
    )
    assert done.returncode == 0, done.stderr
    assert keys(built) == ["shop/orders"]
    told = [file for file in built.rglob("*.*") if b"secret_order_id" in file.read_bytes()]
    assert told == []
    assert not (built / "plan/shop/bills/03-data-design/index.html").exists()


def test_an_index_that_the_site_does_not_show_is_linked_by_nothing(site) -> None:  # type: ignore[no-untyped-def]
    done, built = site({sidecar("shop/orders"): COMPLETE}, "plugins: [datadesign]\nexclude_docs: plan/data-design/")
    assert done.returncode == 0, done.stderr
    page = (built / "plan/shop/orders/03-data-design/index.html").read_text(encoding="utf-8")
    assert "data-design/rules" not in page.replace("03-data-design", "")
    assert not (built / "plan/data-design").exists()


def test_the_repository_may_be_unknown_to_mkdocs(site) -> None:  # type: ignore[no-untyped-def]
    """As multirepo leaves it."""
    done, built = site({sidecar("shop/orders"): COMPLETE}, hook="def on_config(config):\n    del config['edit_uri']\n")
    assert done.returncode == 0, done.stderr
    assert keys(built) == ["shop/orders"]


def test_a_page_says_what_it_is_about_to_feeds_cards_and_other_searches(example_site: Path) -> None:
    page = (example_site / "plan/delivery/parcels/03-data-design/index.html").read_text(encoding="utf-8")
    summary = yaml.safe_load((ROOT / "example-site/docs/plan/delivery/parcels/03-data-design.yaml").read_text())[
        "summary"
    ]
    described = re.search(r'<meta name="description" content="([^"]*)"', page)
    assert described
    assert described[1].split()[:6] == summary.split()[:6]
