"""Designs as large as real ones, in a site with all of Material's navigation: what breaks there, the example is too small for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

import pytest
from conftest import Build, Serve
from hostile import as_yaml
from playwright.sync_api import Browser, Locator, Page, expect

FEATURES = "navigation.instant, navigation.instant.prefetch, navigation.instant.progress, navigation.instant.preview, \
navigation.tabs, navigation.tabs.sticky, navigation.footer, navigation.path, content.tooltips, toc.follow"
SIZES = [(1400, 900), (1000, 700), (390, 800)]


def table(fields: int, *targets: str) -> Mapping[str, object]:
    """An entity with so many fields, of which one is a key to each of the targets."""
    keys = {f"{target}_id": {"type": "UUID", "constraints": ["NOT NULL", f"FK {target}.id"]} for target in targets}
    rest = {f"some_longer_value_{i}": {"type": "character varying(255)"} for i in range(fields - 1 - len(keys))}
    return {"fields": {"id": {"type": "UUID", "constraints": ["PK"]}, **keys, **rest}}


def chain(count: int, fields: int) -> dict[str, Mapping[str, object]]:
    """Entities each of which refers to one or two others."""
    return {
        f"things_{i}": table(
            fields, *dict.fromkeys(f"things_{j}" for j in (i // 2, i - 1 if i % 3 else 0) if 0 <= j < i)
        )
        for i in range(count)
    }


DESIGNS = {
    "twelve": chain(12, 20),
    "sixty": chain(60, 5),
    "long": {"settings": table(200), "users": table(3, "settings")},
    "hub": {"projects": table(3), **{f"parts_{i}": table(3, "projects") for i in range(122)}},
}
"""Entities by feature: twelve of 20 fields, sixty, one of 200 fields, and one that 122 others refer to."""


@pytest.fixture(scope="module")
def address(build: Build, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("large")
    for name, entities in DESIGNS.items():
        main = {"mechanism": "relational", "technology": "PostgreSQL", "database": name, "entities": entities}
        file = root / "docs/plan/large" / name / "03-data-design.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(as_yaml({"title": name.title(), "stores": {"main": main}}), encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    address = serve(root / "site")
    (root / "mkdocs.yml").write_text(
        f"site_name: Large\nsite_url: {address}\ntheme: {{name: material, font: false, features: [{FEATURES}]}}\n"
        "plugins: [search, {datadesign: {fail_on: never}}]\n",
        encoding="utf-8",
    )
    done = build(root / "mkdocs.yml", root / "site")
    assert done.returncode == 0, done.stderr
    return address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test if anything in it goes wrong."""
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def feature(address: str, name: str) -> str:
    return f"{address}/plan/large/{name}/03-data-design/"


def button(figure: Locator, name: str) -> Locator:
    return figure.get_by_role("button", name=f"{name}: ")


def width(figure: Locator) -> float:
    return float(figure.locator("svg").evaluate("svg => svg.getBoundingClientRect().width"))


WHOLE = """view => {
  const frame = view.getBoundingClientRect(), picture = view.querySelector("svg").getBoundingClientRect();
  return picture.left >= frame.left - 1 && picture.right <= frame.right + 1 && picture.width > 20 &&
    picture.top >= frame.top - 1 && picture.bottom <= frame.bottom + 1 &&
    view.scrollWidth <= view.clientWidth + 1 && view.scrollHeight <= view.clientHeight + 1;
}"""


def expect_whole(figure: Locator) -> None:
    """All of the picture is in its view, and nothing scrolls, as soon as the window has its size."""
    figure.page.wait_for_function(WHOLE, arg=figure.locator(".datadesign-view").element_handle(), timeout=10_000)


# ERDs


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}")
@pytest.mark.parametrize("name", ["twelve", "sixty", "long"])
def test_each_button_of_a_large_erd_does_what_it_says(
    page: Page, address: str, name: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(feature(address, name))
    figures = page.locator(".datadesign-erd:visible")
    for number in range(min(figures.count(), 2)):
        figure = figures.nth(number)
        resting = width(figure)
        for before, after in ((resting, resting * 1.25), (resting * 1.25, resting * 1.25**2)):
            assert width(figure) == pytest.approx(before, rel=0.01)
            button(figure, "Zoom in").click()
            assert width(figure) == pytest.approx(after, rel=0.01)
        button(figure, "Zoom out").click()
        assert width(figure) == pytest.approx(resting * 1.25, rel=0.01)
        button(figure, "Fit").click()
        expect_whole(figure)
        fitting = width(figure)
        button(figure, "Zoom out").click()
        assert width(figure) == fitting, "there is nothing more to see"
        page.set_viewport_size({"width": size[0] - 60, "height": size[1]})
        expect_whole(figure)  # it still fits where the window is another
        page.set_viewport_size({"width": size[0], "height": size[1]})
        button(figure, "Zoom in").click()
        assert width(figure) == pytest.approx(fitting * 1.25, rel=0.01)
        button(figure, "Full screen").click()
        page.wait_for_function("document.fullscreenElement !== null")
        expect_whole(figure)
        fitting = width(figure)
        button(figure, "Zoom in").click()
        assert width(figure) == pytest.approx(fitting * 1.25, rel=0.01)
        button(figure, "Zoom out").click()
        button(figure, "Zoom out").click()
        expect_whole(figure)
        button(figure, "Zoom in").click()
        button(figure, "Fit").click()
        expect_whole(figure)
        button(figure, "Full screen").click()
        page.wait_for_function("document.fullscreenElement === null")
        assert width(figure) == pytest.approx(resting, rel=0.01)


def test_any_erd_can_be_made_so_large_that_it_can_be_read(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(feature(address, "long"))
    figure = page.locator(".datadesign-erd").first
    natural = float(figure.locator("svg").get_attribute("width") or 0)
    button(figure, "Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    for _ in range(30):
        button(figure, "Zoom in").click()
    assert width(figure) >= natural


@pytest.mark.parametrize("key", ["Enter", None])
def test_an_entity_of_an_erd_can_be_followed_after_it_was_moved(page: Page, address: str, key: str | None) -> None:
    page.goto(feature(address, "twelve"))
    figure = page.locator(".datadesign-erd").first
    button(figure, "Zoom in").click()
    entity = figure.locator("svg a", has_text="things_3")
    entity.scroll_into_view_if_needed()
    box = entity.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 45, box["y"] + 5, steps=4)
    page.mouse.up()
    assert page.evaluate("location.hash") == ""
    if key:
        entity.focus()
        page.keyboard.press(key)
    else:
        entity.click()
    page.wait_for_function("location.hash === '#main.things_3'")


# Counts


def test_a_neighbourhood_says_how_many_there_are_and_how_many_are_drawn(page: Page, address: str) -> None:
    page.goto(feature(address, "hub"))
    folded = page.get_by_text("Its neighbourhood: 12 of 122 other objects")
    folded.click()
    figure = page.locator("[id='erd.main.projects']")
    assert figure.locator(".dd-entity").count() == 13
    expect(figure.locator("figcaption")).to_contain_text("ERD of projects and 12 of its 122 neighbours")
    page.get_by_text("Its neighbourhood: 1 other object", exact=True).first.click()
    assert page.locator("[id='erd.main.parts_0'] .dd-entity").count() == 2


# Where Material swaps pages without loading them


def alive(page: Page) -> None:
    """What the page has to click does what it says, once each."""
    figure, filtered = page.locator(".datadesign-erd:visible"), page.get_by_label("Filter")
    if figure.count():
        before = width(figure.first)
        button(figure.first, "Zoom in").click()
        assert width(figure.first) == pytest.approx(before * 1.25, rel=0.01)
        assert button(figure.first, "Zoom in").count() == 1
    if filtered.count():
        row = page.locator("tbody tr:visible").first.inner_text().split()[0]
        filtered.first.fill(row)
        expect(page.get_by_role("status").first).to_contain_text(" of ")
        assert page.locator(".datadesign-tools").count() == page.locator(".datadesign-sortable").count()
        filtered.first.fill("")


def shown(page: Page, address: str) -> None:
    """The browser is at an address, and shows what is there, by its title, its heading and its ERDs."""
    page.wait_for_url(address)
    text = page.request.get(address).text()
    title, heading = (re.findall(f"<{name}[^>]*>(.*?)</{name}>", text)[0] for name in ("title", "h1"))
    expect(page).to_have_title(title, timeout=20_000)
    expect(page.locator("article h1")).to_have_text(heading, timeout=20_000)
    assert page.locator(".datadesign-erd").count() == text.count('<figure class="datadesign-erd"')


def test_ten_pages_by_their_links_and_back_and_forward(page: Page, address: str) -> None:
    """Links of tables, of the navigation, and of ERDs; each page has its address, title and text, and what one clicks lives."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(address)
    page.evaluate("window.kept = 1")
    cell, entity = page.locator("article td a"), page.locator(".datadesign-erd:visible svg a")
    steps = [
        page.locator(".md-tabs__link", has_text="Plan"),
        cell.filter(has_text="Twelve").first,
        entity.filter(has_text="things_7"),
        cell.filter(has_text="FK things_3.id").first,
        page.locator(".md-footer__link--prev"),
        entity.first,
        page.locator(".md-footer__link--prev"),
        page.locator(".md-tabs__link", has_text="Home"),
        page.locator(".md-tabs__link", has_text="Plan"),
        page.locator("article a", has_text="All fields").last,
        page.locator("article tbody a", has_text="parts_1").first,
        page.locator(".md-tabs__link", has_text="Plan"),
        cell.filter(has_text=re.compile("^Long$")).first,
        entity.filter(has_text="users"),
    ]
    seen = [page.url]
    for link in steps:
        link.hover()
        there = link.evaluate("link => new URL(link.href.baseVal ?? link.href, location.href).href")
        link.click()
        shown(page, there)
        if "#" in there:
            place = page.locator(f"[id='{unquote(there.partition('#')[2])}']").element_handle()
            page.wait_for_function("place => place.getBoundingClientRect().top < innerHeight", arg=place)
        alive(page)
        seen.append(there)
    for there in reversed(seen[:-1]):
        page.go_back()
        shown(page, there)
    for there in seen[1:9]:
        page.go_forward()
        shown(page, there)
    alive(page)
    assert page.evaluate("window.kept === 1"), "no page was loaded anew"
