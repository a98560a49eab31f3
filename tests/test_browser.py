"""The pages as people use them, in a real browser."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, Build, Serve
from playwright.sync_api import Browser, Locator, Page, expect

from mkdocs_datadesign.pages import INDEX

PARCELS = "/plan/delivery/parcels/03-data-design/"
PLAN = ROOT / "example-site/docs/plan"
FEATURES = sorted(f"/plan/{path.parent.relative_to(PLAN).as_posix()}/03-data-design/" for path in PLAN.rglob("*.yaml"))
INDEX_PAGES = [f"/plan/data-design/{'' if name == 'index' else f'{name}/'}" for name in INDEX]
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => shifts.push(entry.value)))
  .observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def address(example_site: Path, serve: Serve) -> str:
    return serve(example_site)


@pytest.fixture(scope="module")
def plain_address(build: Build, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The example's plan in MkDocs' own theme."""
    root = tmp_path_factory.mktemp("plain")
    (root / "mkdocs.yml").write_text(
        f"site_name: Plans\ndocs_dir: {ROOT / 'example-site/docs'}\ntheme: {{name: mkdocs, highlightjs: false}}\n"
        "plugins: [search, datadesign]\n",
        encoding="utf-8",
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 0, done.stderr
    return serve(root / "site")


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """A page that fails in the end if anything in it goes wrong, or asks another host for anything."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: (
            wrong.append(request.url) if not request.url.startswith(("http://127.0.0.1", "data:")) else None
        ),
    )
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page for one test, which it fails if anything in it goes wrong."""
    with watched(browser) as page:
        yield page


def erd(page: Page, anchor: str = "erd.main") -> Locator:
    return page.locator(f"[id='{anchor}']")


def width(view: Locator) -> float:
    return float(view.locator("svg").evaluate("svg => svg.getBoundingClientRect().width"))


# All pages


@pytest.mark.parametrize("wide", [1300, 390])
def test_no_page_scrolls_sideways_or_moves_while_it_loads(page: Page, address: str, wide: int) -> None:
    page.set_viewport_size({"width": wide, "height": 900})
    page.add_init_script(SHIFTS)
    for path in [*FEATURES, *INDEX_PAGES]:
        page.goto(address + path)
        page.wait_for_timeout(120)
        assert page.evaluate("document.documentElement.scrollWidth") <= wide, path
        assert sum(page.evaluate("shifts")) < 0.005, path
        if path in FEATURES:
            assert page.locator(".datadesign-svg .dd-entity").first.is_visible(), path


def test_no_column_moves_while_the_rest_of_a_long_table_arrives(page: Page, example_site: Path, serve: Serve) -> None:
    address = serve(example_site, slow=True)
    page.add_init_script(SHIFTS)
    for path in ("/plan/data-design/", "/plan/data-design/entities/", "/plan/data-design/fields/"):
        page.goto(address + path)
        page.wait_for_timeout(120)
        assert sum(page.evaluate("shifts")) < 0.005, path


@pytest.mark.parametrize(("wide", "scheme"), [(1300, "light"), (390, "dark")])
def test_axe_finds_nothing_serious_in_material(browser: Browser, address: str, wide: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": wide, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in (PARCELS, "/plan/customers/support/03-data-design/", *INDEX_PAGES, "/plan/data-design/rules/naming/"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert serious(page, "article") == [], path
    context.close()


def test_axe_finds_nothing_serious_in_mkdocs_own_theme(browser: Browser, plain_address: str) -> None:
    page = browser.new_page()
    for path in (PARCELS, *INDEX_PAGES):
        page.goto(plain_address + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert serious(page, "[role=main]", contrast=False) == [], path  # links' colours are the theme's
    page.close()


def serious(page: Page, within: str, *, contrast: bool = True) -> list[tuple[str, str]]:
    """What axe thinks serious within our part of a page; contrast is most of its work."""
    asked = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    looked_at = {"include": [within], "exclude": ["tbody tr:nth-child(n + 40)"]}  # the rest is like those
    return [
        (violation["id"], node["html"][:120])
        for violation in Axe().run(page, context=looked_at, options=asked).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


# ERDs


def test_each_entity_of_each_erd_leads_to_its_section(page: Page, address: str) -> None:
    names: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in FEATURES:
        page.goto(address + path)
        links = page.locator(".datadesign-svg a").evaluate_all(
            "links => links.map(link => [new URL(link.getAttribute('xlink:href'), location.href).href, link.textContent])"
        )
        assert links, path
        for target, name in links:
            there, _, anchor = target.partition("#")
            names[there][unquote(anchor)].add(name.split(": ")[-1].split("…")[0])
    for there, anchors in names.items():
        page.goto(there)
        texts = page.evaluate("names => names.map(name => document.getElementById(name).innerText)", [*anchors])
        for (anchor, told), text in zip(anchors.items(), texts, strict=True):
            assert {text.split()[0]} == told, (there, anchor)


def test_an_erd_zooms_and_moves_with_keys_buttons_wheel_and_mouse(page: Page, address: str) -> None:
    page.goto(address + PARCELS)
    view = erd(page).locator(".datadesign-view")
    before = width(view)
    view.focus()
    page.keyboard.press("+")
    assert width(view) == pytest.approx(before * 1.25, rel=0.01)
    assert view.evaluate("view => getComputedStyle(view).cursor") == "grab"
    page.keyboard.press("ArrowDown")
    assert view.evaluate("view => view.scrollTop") > 0
    page.keyboard.press("0")
    assert width(view) == pytest.approx(before, rel=0.01)
    erd(page).get_by_role("button", name="Zoom in").click()
    erd(page).get_by_role("button", name="Zoom in").click()
    assert width(view) == pytest.approx(before * 1.25**2, rel=0.01)
    erd(page).evaluate("figure => window.scrollTo(0, figure.getBoundingClientRect().top + window.scrollY - 80)")
    box, head = view.bounding_box(), view.locator("a", has_text="parcels").first.bounding_box()
    assert box
    assert head
    top = view.evaluate("view => view.scrollTop")
    page.mouse.move(head["x"] + 200, head["y"] + 8)
    page.mouse.down()
    page.mouse.move(head["x"] + 200, head["y"] - 92, steps=4)
    page.mouse.up()
    assert view.evaluate("view => view.scrollTop") == pytest.approx(top + 100, abs=8)
    page.mouse.down()
    page.mouse.move(head["x"] + 220, head["y"] - 92, steps=4)
    page.mouse.up()
    assert page.evaluate("location.hash") == "", "a drag is no click, even within one link"
    erd(page).get_by_role("button", name="Fit").click()
    page.mouse.wheel(0, 100)
    assert width(view) == pytest.approx(before, rel=0.01), "the wheel alone scrolls the page"
    page.keyboard.down("Control")
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_timeout(100)
    assert width(view) > before * 1.2


def test_two_fingers_zoom_an_erd_and_one_moves_it(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address + PARCELS)
    view = erd(page).locator(".datadesign-view")
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    assert box
    before, x, y = width(view), box["x"] + 150, max(box["y"], 100) + 100
    touch = context.new_cdp_session(page)

    def fingers(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": px, "y": py, "id": i} for i, (px, py) in enumerate(points)]},
        )

    fingers("touchStart", (x - 30, y), (x + 30, y))
    for step in range(1, 7):
        fingers("touchMove", (x - 30 - step * 10, y), (x + 30 + step * 10, y))
    fingers("touchEnd")
    assert width(view) > before * 1.8
    left = view.evaluate("view => view.scrollLeft")
    fingers("touchStart", (x, y))
    for step in range(1, 6):
        fingers("touchMove", (x - step * 12, y))
    fingers("touchEnd")
    assert view.evaluate("view => view.scrollLeft") > left + 20
    context.close()


def test_the_full_screen_opens_and_closes(page: Page, address: str) -> None:
    page.goto(address + PARCELS)
    figure, view = erd(page), erd(page).locator(".datadesign-view")
    before = width(view)

    def is_full() -> bool:
        box = figure.bounding_box()
        return bool(box and box["width"] >= 1290 and box["height"] >= 890)

    figure.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    assert is_full()
    assert view.locator("svg").evaluate("svg => svg.getBoundingClientRect().height") <= 900
    assert view.evaluate("view => view === document.activeElement")
    figure.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement === null")
    assert not is_full()
    assert width(view) == pytest.approx(before, rel=0.01)
    view.focus()
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("Escape")
    page.wait_for_function("document.fullscreenElement === null")
    assert not is_full()
    view.focus()
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    for _ in range(30):
        page.keyboard.press("Tab")
        assert figure.evaluate("figure => figure.contains(document.activeElement)"), "Tab stays inside"
    view.locator("a", has_text="services").first.click()
    page.wait_for_function("location.hash === '#main.services'")
    assert not is_full(), "a link that is followed leaves the full screen"


def test_the_mermaid_source_can_be_copied(page: Page, address: str) -> None:
    page.goto(address + PARCELS)
    erd(page).get_by_role("button", name="Copy the Mermaid source").click()
    expect(erd(page).get_by_role("button", name="Copy the Mermaid source")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("erDiagram\n")
    assert copied == erd(page).locator("pre").text_content()


def test_text_of_an_erd_is_never_clipped_or_overlapping(page: Page, address: str) -> None:
    for path in FEATURES:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        wrong = page.evaluate(
            """() => [...document.querySelectorAll(".dd-entity")].flatMap((entity) => {
              const frame = entity.querySelector(".dd-box").getBBox();
              const texts = [...entity.querySelectorAll("text")].map((text) => [text.textContent, text.getBBox()]);
              const outside = texts.filter(([, box]) => box.x < frame.x || box.x + box.width > frame.x + frame.width);
              const over = texts.filter(([, a]) => texts.some(([, b]) => a !== b && a.y === b.y && a.x < b.x && a.x + a.width > b.x));
              return [...outside, ...over].map(([text]) => text);
            })"""
        )
        assert wrong == [], path


def test_an_erd_prints_whole_and_without_buttons(page: Page, address: str) -> None:
    page.goto(address + PARCELS)
    view = erd(page).locator(".datadesign-view")
    for _ in range(4):
        erd(page).get_by_role("button", name="Zoom in").click()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    assert not erd(page).get_by_role("button", name="Zoom in").is_visible()
    assert width(view) <= 700
    assert view.evaluate("view => view.scrollHeight <= view.clientHeight + 1")
    assert len(page.pdf()) > 50_000


def test_a_neighbourhood_shows_all_that_an_entity_is_bound_to(page: Page, address: str) -> None:
    page.goto(address + PARCELS)
    figure = erd(page, "erd.main.parcels")
    assert not figure.is_visible()
    page.get_by_text("Its neighbourhood: 9 other objects").click()
    assert figure.is_visible()
    names = figure.locator(".dd-name").all_text_contents()
    assert "parcels" in names
    assert "delivery/scanning: parcelScans" in names
    assert figure.locator(".dd-entity:not(.dd-foreign) .dd-name").all_text_contents() == ["parcels", "parcel_services"]


# Pages without a mouse, a script, or a wide screen


def test_a_field_tells_what_breaks_if_it_changes(page: Page, address: str) -> None:
    page.goto(address + PARCELS)
    row = page.locator("tr", has=page.locator("[id='main.parcels.tracking_code']"))
    row.locator("td").last.locator("a").click()
    touched = page.locator("tr", has=page.locator("[id='change.main.parcels.tracking_code']"))
    expect(touched).to_be_visible()
    text = touched.inner_text()
    for words in ("Track a parcel", "idx_parcels_tracking_code", "BookParcel.trackingCode"):
        assert words in text
    touched.get_by_text("Track a parcel").click()
    assert page.evaluate("location.hash") == "#query.1"
    assert "Track a parcel" in page.locator("tr", has=page.locator("[id='query.1']")).inner_text()


def test_everything_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/plan/data-design/entities/")
    assert page.locator("tbody tr").count() == 35
    assert page.locator("tbody tr").last.is_visible()
    assert page.locator(".datadesign-tools").count() == 0
    page.goto(address + PARCELS)
    assert erd(page).locator("svg").is_visible()
    assert erd(page).locator("button").count() == 0
    erd(page).locator("summary").click()
    assert erd(page).locator("pre").inner_text().startswith("erDiagram")
    page.get_by_text("What breaks if this changes: 4 other features").click()
    assert page.locator("[id='change.main.parcels.id']").locator("..").is_visible()
    context.close()


def test_on_a_phone_each_field_is_a_card_that_says_what_is_what(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address + PARCELS)
    row = page.locator("tr", has=page.locator("[id='main.parcels.state']"))
    for cell in row.locator("td").all():
        box = cell.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    labels = row.locator("td[data-label]").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    )
    assert labels == ['"Type"', '"Constraints"', '"Description"', '"Uses"']
    assert "DEFAULT booked" in row.inner_text()
    assert "in_transit" in row.inner_text()


# The index


def big(features: int) -> dict[str, str]:
    """Designs with 250 objects of 8 fields each, spread over features."""
    fields = ", ".join(f"value_{i}: {{type: Integer}}" for i in range(7))
    return {
        f"epic/feature-{n}": f"title: Feature {n}\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n"
        f"    database: db{n}\n    entities:\n"
        + "".join(
            f"      things_{n}_{i}:\n        fields: {{id: {{type: UUID, constraints: [PK]}}, {fields}}}\n"
            for i in range(250 // features)
        )
        for n in range(features)
    }


def big_site(root: Path, build: Build, serve: Serve, theme: str) -> str:
    """A site with 250 objects in two features, and 2,000 fields; gives its address."""
    for key, text in big(2).items():
        file = root / "docs/plan" / key / "03-data-design.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    address = serve(root / "site")
    (root / "mkdocs.yml").write_text(
        f"site_name: Big\nsite_url: {address}\ntheme: {{name: material, font: false{theme}}}\n"
        "plugins: [search, {datadesign: {fail_on: never}}]\n",
        encoding="utf-8",
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 0, done.stderr
    return address


@pytest.fixture(scope="module")
def big_address(build: Build, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    return big_site(tmp_path_factory.mktemp("big"), build, serve, "")


def test_what_a_page_carries_whole_is_found_by_typing_and_sorted(page: Page, big_address: str) -> None:
    page.goto(f"{big_address}/plan/data-design/entities/")
    assert page.locator("tbody tr").count() == 250
    page.get_by_label("Filter").fill("things_1_17 FEATURE")
    expect(page.get_by_role("status")).to_have_text("1 of 250")
    (shown,) = page.locator("tbody tr:visible").all()
    assert shown.locator("td").nth(0).inner_text() == "things_1_17"
    page.get_by_label("Filter").fill("")
    assert page.locator("tbody tr:visible").count() == 250
    head = page.get_by_role("button", name="Object")
    head.click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Object")
    objects = [cell.split("_")[1:] for cell in page.locator("tbody td:nth-child(1)").all_inner_texts()]
    assert objects == sorted(objects, key=lambda parts: list(map(int, parts))), "numbers sort as numbers"
    head.press("Enter")
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert page.locator("tbody td:nth-child(1)").first.inner_text() == "things_1_124"


def test_two_thousand_fields_are_found_where_material_swaps_pages_without_loading_them(
    page: Page, build: Build, serve: Serve, tmp_path: Path
) -> None:
    address = big_site(tmp_path, build, serve, ", features: [navigation.instant]")
    page.goto(f"{address}/plan/data-design/")
    page.evaluate("window.kept = true")
    for _ in range(2):
        page.get_by_role("link", name="2000", exact=True).click()
        page.get_by_role("heading", name="All fields").wait_for()
        page.get_by_role("button", name="Next rows").first.wait_for()
        page.get_by_label("Filter").fill("things_1_17 VALUE_3")
        expect(page.get_by_role("status")).to_have_text("1 of 2000")
        (shown,) = page.locator("tbody tr").all()
        href = shown.get_by_text("value_3").locator("..").evaluate("link => link.href")
        assert href == f"{address}/plan/epic/feature-1/03-data-design/#main.things_1_17.value_3"
        page.get_by_label("Filter").fill("value_6")
        expect(page.get_by_role("status")).to_have_text("250 of 2000: 1–100")
        page.go_back()
        page.get_by_role("heading", name="Data design").wait_for()
    assert page.evaluate("window.kept"), "Material loaded no page"


def test_over_forty_entities_a_map_leads_to_the_parts(page: Page, big_address: str) -> None:
    page.goto(f"{big_address}/plan/epic/feature-0/03-data-design/")
    boxes = erd(page).locator("svg a")
    assert boxes.count() == 4  # 125 entities, 40 a part
    boxes.nth(2).click()
    target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    assert erd(page, target).locator(".dd-entity").count() == 40
    assert page.locator("text=Maximum text size").count() == 0


def test_growth_is_drawn_for_each_store_and_written_beside_it(page: Page, address: str) -> None:
    page.goto(f"{address}/plan/data-design/growth/")
    chart = page.locator(".datadesign-chart").first
    assert chart.locator("polyline").count() == 9
    assert "network/telemetry: lockers 161 M" in chart.locator(".dd-end").all_text_contents()
    row = page.locator("tr", has_text="Network telemetry").first
    assert row.locator("td").all_inner_texts() == [
        "Network telemetry", "lockers", "5_000_000", "161_000_000", "161_000_000", "161_000_000",
    ]  # fmt: skip


# The search


@pytest.fixture(scope="module")
def searching(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose search has read the index once for all that is looked for."""
    with watched(browser) as page:
        page.goto(address)
        page.locator("input.md-search__input").click()
        yield page


@pytest.mark.parametrize(
    ("typed", "title", "target"),
    [
        ("parcel_services", "parcel_services (entity of delivery/parcels)", "#main.parcel_services"),
        ("tracking_code", "tracking_code (field of delivery/parcels: parcels)", "#main.parcels.tracking_code"),
        ("table-plural", "naming/table-plural (rule)", "#rule.table-plural"),
        ("BookParcel", "BookParcel (DTO of delivery/parcels)", "#dto.BookParcel"),
        ("cellar", "live (store of customers/messaging: Firestore)", "#store.live"),
    ],
)
def test_the_search_finds_names_and_says_what_they_are(
    searching: Page, page: Page, typed: str, title: str, target: str
) -> None:
    field = searching.locator("input.md-search__input")
    field.fill("")
    field.press_sequentially(typed)
    found = searching.locator(".md-search-result__link", has_text=title).first
    found.wait_for(state="attached", timeout=10_000)
    href = found.get_attribute("href") or ""
    page.goto(href)
    assert page.evaluate("decodeURIComponent(location.hash)").split("?")[0] == target
    assert page.evaluate("document.getElementById(decodeURIComponent(location.hash.slice(1))) !== null")


def test_the_search_of_mkdocs_own_theme_finds_them_too(page: Page, plain_address: str) -> None:
    with page.expect_console_message(lambda message: "search ready" in message.text):
        page.goto(plain_address)
    page.locator("a[data-bs-target='#mkdocs_search_modal']").click()
    page.locator("#mkdocs-search-query").type("tracking_code")
    results = page.locator("#mkdocs-search-results a")
    found = results.filter(has_text="tracking_code (field of delivery/parcels: parcels)").first
    found.wait_for(timeout=10_000)
    found.click()
    page.wait_for_url("**/03-data-design/#main.parcels.tracking_code")


def test_the_search_does_not_offer_lists_of_everything(example_site: Path) -> None:
    docs = json.loads((example_site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    pages = {doc["location"].split("#")[0] for doc in docs}
    assert "plan/data-design/growth/" in pages
    assert pages.isdisjoint({"plan/data-design/entities/", "plan/data-design/fields/", "plan/data-design/naming/"})
    assert len({doc["location"] for doc in docs}) == len(docs)
