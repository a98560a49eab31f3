"""Sites that are put together from several, or published in several versions, and Backstage's, which does both."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import environments
import pytest
from conftest import ROOT
from links import dead_links

from .conftest import DATADESIGN, DOCS, FEATURES, MATERIAL, OPTIONS, Built, NewProject, Project, assert_whole

pytestmark = pytest.mark.compat
REPOSITORY = "repo_url: https://github.com/acme/plans\nedit_uri: edit/main/docs/"


def service(project: Project, name: str, *features: str) -> None:
    """A site of its own below `services/`, with a part of the plan."""
    folder = project.root / "services" / name
    for feature in features:
        shutil.copytree(DOCS / "plan" / feature, folder / "docs/plan" / feature)
    pages = ", ".join(f"plan/{feature}/prd.md" for feature in features)
    (folder / "docs/index.md").write_text(f"# {name}\n")
    (folder / "mkdocs.yml").write_text(f"site_name: {name}\nnav: [index.md, {pages}]\n")


def edit_link(built: Built, page: str) -> str:
    link = built.page(page).css_first("a[href*='/edit/']")
    return (link.attributes["href"] or "") if link else ""


def assert_pages(built: Built, *folders: str) -> None:
    """Each folder has the page of its data design, and it is published only as that page."""
    assert built.warnings == []
    for folder in folders:
        assert built.page(f"{folder}/03-data-design").css_first(".datadesign-table"), folder
        assert any(f"{folder}/03-data-design/#main." in location for location in built.found()), folder
    assert list(built.site.rglob("03-data-design.yaml")) == []
    assert dead_links(built.site) == []


EDITED = "theme: {name: material, font: false, features: [content.action.edit]}"
NAV = "nav:\n  - index.md\n  - Sub: '!include ./services/sub/mkdocs.yml'"


def including(project: NewProject, options: str) -> Project:
    plugins = f"plugins: [monorepo, search, {{datadesign: {{{options}}}}}]"
    new = project(f"{EDITED}\n{REPOSITORY}\n{NAV}\n{plugins}", {"docs/index.md": "# Home\n"}, plan="")
    service(new, "sub", "shop/customers", "shop/orders")
    return new


def test_monorepo_with_the_plan_of_one_site(project: NewProject) -> None:
    built = including(project, f"{OPTIONS}, plan: sub/plan").build()
    assert_pages(built, "sub/plan/shop/customers", "sub/plan/shop/orders")


def test_monorepo_leads_to_where_the_sidecar_really_is(project: NewProject) -> None:
    built = including(project, f"{OPTIONS}, plan: sub/plan").build()
    orders = "https://github.com/acme/plans/edit/main/services/sub/docs/plan/shop/orders"
    assert edit_link(built, "sub/plan/shop/orders/prd") == f"{orders}/prd.md"
    assert edit_link(built, "sub/plan/shop/orders/03-data-design") == f"{orders}/03-data-design.yaml"


def test_monorepo_with_a_plan_in_each_of_several_sites(project: NewProject) -> None:
    nav = f"{NAV}\n  - More: '!include ./services/more/mkdocs.yml'\n  - Orders: plan/shop/orders/prd.md"
    plugins = f"plugins: [monorepo, search, {DATADESIGN}]"
    new = project(f"{MATERIAL}\n{nav}\n{plugins}", {"docs/index.md": "# Home\n"}, plan="")
    shutil.copytree(DOCS / "plan/shop", new.root / "docs/plan/shop")
    service(new, "sub", "shop/customers")
    service(new, "more", "shop/customers")
    assert_pages(new.build(), "plan/shop/orders", "sub/plan/shop/customers", "more/plan/shop/customers")


def importing(project: NewProject, tmp_path: Path, config: str) -> Project:
    """A site that imports the documents of a repository."""
    other = Project(tmp_path / "other")
    shutil.copytree(DOCS, other.root / "docs")
    other.git("init", "-q", "-b", "main")
    other.git("add", "-A")
    other.git("commit", "-qm", "The plan")
    repository = f"{{section: sub, import_url: 'file://{other.root}?branch=main&edit_uri=/edit/main/'}}"
    return project(
        config.replace("MULTIREPO", f"{{multirepo: {{repos: [{repository}]}}}}"), {"docs/index.md": "# Home\n"}, plan=""
    )


@pytest.mark.parametrize("repository", ["", REPOSITORY])
@pytest.mark.parametrize("plan", ["", ", plan: sub/plan"])
def test_multirepo(project: NewProject, tmp_path: Path, repository: str, plan: str) -> None:
    plugins = f"plugins: [search, MULTIREPO, {{datadesign: {{{OPTIONS}{plan}}}}}]"
    built = importing(project, tmp_path, f"{MATERIAL}\n{repository}\n{plugins}").build()
    assert_pages(built, *(f"sub/plan/{feature}" for feature in FEATURES))


def test_techdocs_core(project: NewProject) -> None:
    """It brings a theme of its own, of another version than ours."""
    programs = environments.environment("techdocs-core", ["-e", f"{ROOT}[svg]", "mkdocs-techdocs-core>=1.7,<2"])
    new = project(f"{REPOSITORY}\nplugins: [techdocs-core, {DATADESIGN}]")
    done = subprocess.run(
        [programs / "mkdocs", "build", "--strict"], cwd=new.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    built = Built(new.root / "site", done.stderr)
    assert_whole(built)
    assert edit_link(built, "plan/shop/orders/03-data-design").endswith("docs/plan/shop/orders/03-data-design.yaml")


def test_mike(project: NewProject, tmp_path: Path) -> None:
    """It builds with ProperDocs where that is installed, as here."""
    site = "https://plans.example/docs/"
    new = project(
        f"site_url: {site}\n{MATERIAL}\nextra: {{version: {{provider: mike}}}}\nplugins: [search, mike, {DATADESIGN}]"
    )
    new.git("init", "-q", "-b", "main")
    new.git("add", "-A")
    new.git("commit", "-qm", "One")
    new.git("config", "user.name", "Ann")
    new.git("config", "user.email", "ann@example.com")
    programs = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    for version in ("1.0", "1.1"):
        mike = [programs / "mike", "deploy", "--update-aliases", version, "latest"]
        done = subprocess.run(mike, cwd=new.root, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        assert Built(new.root, done.stderr).warnings == []
    new.git("worktree", "add", "-q", str(tmp_path / "published"), "gh-pages")
    for version in ("1.0", "1.1"):
        built = Built(tmp_path / "published" / version, "")
        assert_whole(built, address=f"{site}{version}/")
        assert json.loads(built.text("plan/data-design/catalog.json"))["site"] == f"{site}{version}/"
        canonical = built.page("plan/shop/orders/03-data-design").css_first("link[rel=canonical]")
        assert canonical
        assert re.search(r"/(latest|1\.[01])/plan/shop/orders/03-data-design/$", canonical.attributes["href"] or "")
