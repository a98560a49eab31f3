"""Documents and sidecars that another plugin makes while the site is built."""

from __future__ import annotations

import pytest

from .conftest import DOCS, FEATURES, MATERIAL, NewProject, assert_whole, both_ways, plugins

pytestmark = pytest.mark.compat
GEN = "{gen-files: {scripts: [make.py]}}"
PAGE = """\
import mkdocs_gen_files
with mkdocs_gen_files.open("made.md", "w") as page:
    print("# Made\\n\\n[orders](plan/shop/orders/03-data-design.md#main.orders.id)", file=page)
"""
SIDECAR = f"""\
import mkdocs_gen_files, pathlib
text = pathlib.Path({str(DOCS / "plan/shop/customers/03-data-design.yaml")!r}).read_text()
with mkdocs_gen_files.open("plan/made/visitors/03-data-design.yaml", "w") as sidecar:
    sidecar.write(text.replace("customers", "visitors").replace("Customers", "Visitors"))
"""


@both_ways
def test_a_page_of_gen_files_links_to_ours(project: NewProject, place: str) -> None:
    built = project(f"{MATERIAL}\n{plugins(GEN, place)}", {"make.py": PAGE}).build()
    assert_whole(built)
    link = built.page("made").css_first("article a[href$='#main.orders.id']")
    assert link
    assert link.attributes["href"] == "../plan/shop/orders/03-data-design/#main.orders.id"


@both_ways
def test_a_sidecar_of_gen_files_has_its_page_and_is_not_published(project: NewProject, place: str) -> None:
    built = project(f"{MATERIAL}\n{plugins(GEN, place)}", {"make.py": SIDECAR}).build()
    assert_whole(built, *FEATURES, "made/visitors")
    assert not (built.site / "plan/made/visitors/03-data-design.yaml").exists()
    assert "made/visitors" in built.text("plan/data-design/index.html")
