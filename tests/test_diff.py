"""`datadesign diff`, run as a reviewer runs it: in a real repository, read as text, JSON and Markdown."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from conftest import Write
from markdown_it import MarkdownIt
from processes import datadesign
from test_changes import FK, STUB, A, entity
from test_formats import git

OLD = entity(A + "\ntotal: {type: INT, constraints: [NOT NULL]}\n" + FK % "")
USER = "queries: [{operation: Sum them, target: orders, filter: total}]\n"
BILLS = STUB.replace("%s, f", "shop/orders, f").replace("%s}", ", total: {type: INT}}") + USER


@pytest.fixture
def root(write: Write) -> Path:
    """A repository with two features, the second of which uses the first's `orders`."""
    root = write({"shop/orders": OLD, "shop/bills": BILLS}).parent
    git(root, "init", "-q")
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")


def edit(root: Path, text: str, feature: str = "shop/orders") -> None:
    file = root / "docs/plan" / feature / "03-data-design.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_text_tells_what_breaks_first_whom_it_touches_and_what_to_do(root: Path) -> None:
    edit(root, OLD.replace("a: {type: TEXT}", "a: {type: TEXT}\n          b: {type: DATE}").replace(
        "total: {type: INT, constraints: [NOT NULL]}", "total: {type: DATE, constraints: [NOT NULL]}"
    ))  # fmt: skip
    done = datadesign("diff", "HEAD", cwd=root)
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout
        == """\
breaks readers and writers: `orders.total` changes its type from `INT` to `DATE`
  --> plan/shop/orders/03-data-design.yaml:14:25
   = readers: another type is read
   = writers: another type must be written
   = touched: shop/bills (not changed): its stub at plan/shop/bills/03-data-design.yaml:7; query `Sum them` at plan/shop/bills/03-data-design.yaml:8
   = migration: neither `migration` nor `migration.rollback` names `total` or `orders`; say there how it is done and undone

compatible
  `orders.b` is added: a write may leave it out  [plan/shop/orders/03-data-design.yaml:13:11]

1 breaking change (1 unplanned), 1 compatible change in 1 data design since HEAD
"""
    )


def test_what_is_gone_has_its_place_in_the_old_state(root: Path) -> None:
    edit(root, OLD.replace("          total: {type: INT, constraints: [NOT NULL]}\n", ""))
    assert "  --> plan/shop/orders/03-data-design.yaml:13:11 in HEAD\n" in datadesign("diff", "HEAD", cwd=root).stdout


def test_two_revisions_are_compared_without_the_working_tree(root: Path) -> None:
    edit(root, OLD.replace("TEXT", "DATE"))
    commit(root)
    edit(root, "")
    done = datadesign("diff", "HEAD~1", "HEAD", cwd=root)
    assert "changes its type from `TEXT` to `DATE`" in done.stdout
    assert done.stdout.endswith("in 1 data design from HEAD~1 to HEAD\n")
    assert datadesign("diff", "HEAD", "HEAD", cwd=root).stdout == "no change of any design from HEAD to HEAD\n"


def test_json_has_the_documented_keys_and_the_same_bytes_each_time(root: Path) -> None:
    edit(root, OLD.replace("INT", "DATE").replace("TEXT", "VARCHAR(9)"))
    done = datadesign("diff", "HEAD", "--format", "json", cwd=root)
    told = json.loads(done.stdout)
    assert set(told) == {"version", "old", "new", "summary", "changes", "unread"}
    assert (told["version"], told["old"], told["new"]) == (1, "HEAD", None)
    assert told["summary"] == {"breaking": 2, "unplanned": 2, "compatible": 0}
    for change in told["changes"]:
        assert set(change) == {
            "kind", "message", "breaks", "readers", "writers", "because", "feature", "object", "field", "state", "path",
            "line", "column", "end_line", "end_column", "data_path", "touched", "migration", "rollback", "planned",
        }  # fmt: skip
    narrowed, retyped = told["changes"]
    assert (narrowed["kind"], narrowed["breaks"], narrowed["touched"]) == ("type-narrowed", ["writers"], [])
    assert (retyped["data_path"], retyped["field"]) == ("stores.main.entities.orders.fields.total.type", "total")
    assert (retyped["migration"], retyped["rollback"], retyped["planned"]) == ("missing", "missing", False)
    assert [(touched["feature"], touched["message"], touched["line"]) for touched in retyped["touched"]] == [
        ("shop/bills", "its stub", 7),
        ("shop/bills", "query `Sum them`", 8),
    ]
    assert datadesign("diff", "HEAD", "--format", "json", cwd=root).stdout == done.stdout


def rendered(text: str) -> str:
    return str(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text))


def test_markdown_is_two_tables_with_places_in_the_repository(root: Path) -> None:
    edit(root, OLD.replace("INT", "DATE").replace(A, A + "\n          b: {type: DATE}"))
    page = rendered(datadesign("diff", "HEAD", "--format", "markdown", cwd=root).stdout)
    assert page.count("<table>") == 2
    first, second = page.split("<h3>Compatible</h3>")
    assert "<td>readers and writers</td>\n<td>shop/orders</td>" in first
    assert "<code>docs/plan/shop/orders/03-data-design.yaml:14</code>" in first
    assert "docs/plan/shop/bills/03-data-design.yaml:8" in first
    assert "<code>orders.b</code> is added" in second


HOSTILE = "a` | [x](https://evil.example) <script>alert(1)</script>\\u202e\\u0007\\nb | ![y](z) {what}"


def test_hostile_names_are_shown_and_not_obeyed(root: Path) -> None:
    text = f'"{HOSTILE}": {{type: "{HOSTILE}"}}'
    edit(root, entity(text, f'indexes: {{"{HOSTILE}": {{fields: [a]}}}}\nvolume: {{retention: "{HOSTILE}"}}\n'))
    edit(root, f'title: T\nstores: {{"{HOSTILE}": {{mechanism: file, technology: "{HOSTILE}", files: {{"{HOSTILE}": {{}}}}}}}}\n',
         "shop/<b> `x` | y")  # fmt: skip
    done = datadesign("diff", "HEAD", cwd=root)
    assert done.returncode == 0, done.stderr
    assert all(char.isprintable() for char in done.stdout.replace("\n", ""))
    json.loads(datadesign("diff", "HEAD", "--format", "json", cwd=root).stdout)
    markdown = datadesign("diff", "HEAD", "--format", "markdown", cwd=root).stdout
    page = rendered(markdown)
    assert "<script" not in page
    assert "<a " not in page
    assert "<img" not in page
    assert "evil.example" in html.unescape(page)
    columns = {len(re.findall("<t[dh]", row)) for row in re.findall("<tr>(.*?)</tr>", page, re.S)}
    assert columns == {5, 4}


def test_what_cannot_be_read_is_told_in_each_format(root: Path) -> None:
    edit(root, "title: [")
    done = datadesign("diff", "HEAD", cwd=root)
    assert done.returncode == 0
    assert "not compared: shop/orders could not be read in the working tree: this is not YAML" in done.stdout
    assert done.stdout.endswith("no change of any design since HEAD; 1 sidecar could not be compared\n")
    (unread,) = json.loads(datadesign("diff", "HEAD", "--format", "json", cwd=root).stdout)["unread"]
    assert (unread["feature"], unread["state"], unread["whole"], unread["line"]) == ("shop/orders", "new", True, 1)
    assert "Not compared" in rendered(datadesign("diff", "HEAD", "--format", "markdown", cwd=root).stdout)
    edit(root, OLD.replace("INT", "DATE").replace("FK customers.id", "KF customers.id"))
    told = datadesign("diff", "HEAD", cwd=root).stdout
    assert "not compared: parts of shop/orders could not be read" in told
    assert "changes its type from `INT` to `DATE`" in told
    assert "customer_id" not in told.split("breaks")[1]


MIGRATION = "migration: {setup: {schema: total becomes a day}, rollback: {undo: The old total is kept}}\n"


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        (OLD.replace("INT", "DATE"), "never", 0),
        (OLD.replace("INT", "DATE"), "unplanned", 1),
        (OLD.replace("INT", "DATE") + MIGRATION, "unplanned", 0),
        (OLD.replace("INT", "DATE") + MIGRATION, "breaking", 1),
        (OLD.replace("TEXT", "JSON").replace("JSON", "TEXT"), "breaking", 0),
        ("title: [", "never", 0),
        ("title: [", "unplanned", 1),
        ("title: [", "breaking", 1),
        (OLD.replace("FK customers.id", "KF customers.id"), "breaking", 1),
    ],
)
def test_it_fails_only_when_asked_to(root: Path, text: str, fail_on: str, status: int) -> None:
    edit(root, text)
    assert datadesign("diff", "HEAD", "--fail-on", fail_on, cwd=root).returncode == status


def test_to_mend_what_could_not_be_read_fails_nothing(root: Path) -> None:
    edit(root, "title: [")
    commit(root)
    edit(root, OLD)
    done = datadesign("diff", "HEAD", "--fail-on", "breaking", cwd=root)
    assert (done.returncode, "could not be read in HEAD" in done.stdout) == (0, True)


def test_a_new_repository_and_a_plan_that_was_not_there_yet(root: Path) -> None:
    git(root, "mv", "docs/plan", "docs/old")
    commit(root)
    git(root, "mv", "docs/old", "docs/plan")
    told = datadesign("diff", "HEAD", cwd=root)
    assert told.stdout.count("feature `shop/") == 2, told.stderr
    git(root, "rm", "-rq", "--cached", "docs")
    git(root, "commit", "-q", "--allow-empty", "-m", "none")
    assert datadesign("diff", "HEAD", cwd=root).stdout == told.stdout


def test_wrong_use_exits_with_2_and_says_what_to_do(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = datadesign("diff", "nowhere", cwd=root)
    assert (done.returncode, "no such revision; fetch the whole history" in done.stderr) == (2, True)
    done = datadesign("diff", "HEAD", "nowhere", cwd=root)
    assert (done.returncode, "nowhere: " in done.stderr) == (2, True)
    assert datadesign("diff", cwd=root).returncode == 2
    assert datadesign("diff", "HEAD", "--format", "xml", cwd=root).returncode == 2
    bare = tmp_path_factory.mktemp("bare")
    done = datadesign("diff", "HEAD", cwd=bare)
    assert (done.returncode, "there is no directory docs" in done.stderr) == (2, True)
    (bare / "docs").mkdir()
    done = datadesign("diff", "HEAD", cwd=bare)
    assert (done.returncode, "not a git repository" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_a_feature_that_moved_is_told_as_such(root: Path) -> None:
    (root / "docs/plan/sales").mkdir()
    git(root, "mv", "docs/plan/shop/orders", "docs/plan/sales/orders")
    told = datadesign("diff", "HEAD", cwd=root).stdout
    assert "feature `shop/orders` is renamed to `sales/orders`: the same text; touches shop/bills" in told
    assert "removed" not in told


@pytest.mark.parametrize("docs", ["services/billing", "services/billing/docs"])
def test_a_project_in_a_subfolder_is_compared_from_anywhere(root: Path, docs: str) -> None:
    (root / "services/billing").mkdir(parents=True)
    git(root, "mv", "docs", "services/billing/docs")
    commit(root)
    edit(root / "services/billing", OLD.replace("INT", "DATE"))
    args = ("diff", "HEAD", "--format", "markdown")
    above, within = datadesign(*args, "--docs", docs, cwd=root), datadesign(*args, cwd=root / "services/billing")
    assert above.stdout == within.stdout
    assert "`services/billing/docs/plan/shop/orders/03-data-design.yaml:" in above.stdout
    assert datadesign(*args, "--docs", "nowhere", cwd=root).returncode == 2


def test_what_the_other_branch_got_meanwhile_is_no_change_of_this_one(root: Path) -> None:
    git(root, "branch", "-M", "main")
    git(root, "checkout", "-qb", "mine")
    edit(root, OLD.replace("INT", "DATE"))
    commit(root)
    git(root, "checkout", "-q", "main")
    edit(root, OLD, "shop/late")
    commit(root)
    git(root, "checkout", "-q", "mine")
    assert "shop/late" in datadesign("diff", "main", cwd=root).stdout
    for more in ([], ["mine"]):
        done = datadesign("diff", "main...", *more, cwd=root)
        assert "changes its type from `INT` to `DATE`" in done.stdout, done.stderr
        assert "shop/late" not in done.stdout
    git(root, "checkout", "-q", "main")
    assert "changes its type" in datadesign("diff", "main...", "mine", cwd=root).stdout
    git(root, "checkout", "-q", "--orphan", "other")
    commit(root)
    done = datadesign("diff", "main...", cwd=root)
    assert (done.returncode, "no commit in common with HEAD; fetch the whole history" in done.stderr) == (2, True)
    done = datadesign("diff", "nowhere...", cwd=root)
    assert (done.returncode, "no such revision" in done.stderr) == (2, True)


@pytest.mark.parametrize("attribute", ["export-ignore", "export-subst"])
def test_attributes_for_archives_hide_nothing_of_the_old_state(root: Path, attribute: str) -> None:
    text = OLD + "overview: $Format:%H$ costs naïve €\n"
    (root / "docs/.gitattributes").write_text(f"*.yaml {attribute}\n")
    edit(root, text)
    edit(root, BILLS, "shop/größe\n1")
    (root / "docs/plan/shop/bills/03-data-design.yml").symlink_to("03-data-design.yaml")
    commit(root)
    (root / "docs/plan/shop/bills/03-data-design.yml").unlink()
    done = datadesign("diff", "HEAD", cwd=root)
    assert done.stdout == "no change of any design since HEAD\n", done.stderr
    edit(root, text.replace("INT", "DATE"))
    assert "1 breaking change" in datadesign("diff", "HEAD", cwd=root).stdout
