"""How soon the index opens in Chromium, and what a keystroke in a filter costs.

python -m benchmarks browser
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from . import sites
from .corpus import write
from .measure import table

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from conftest import CHROMIUM, chromium

CYCLES = 5
MANY = 1_250
"""So many features have ten thousand objects, which is what a thousand are asked for here."""
OPENED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
READY = """() => {
  const tables = [...document.querySelectorAll('.datadesign-sortable')];
  return tables.every(table => !table.dataset.keys || table.querySelector('.datadesign-turn')) && performance.now();
}"""
COST = """(CYCLES) => {
  const time = (act) => {
    const start = performance.now();
    act();
    document.body.offsetHeight;
    return performance.now() - start;
  };
  let keys = 0, sorts = 0;
  for (const block of document.querySelectorAll('.datadesign-sortable')) {
    const input = block.querySelector('input'), rows = block.querySelector('tbody').rows;
    if (!input) continue;
    const type = (text) => time(() => {
      input.value = text;
      input.dispatchEvent(new Event('input', {bubbles: true}));
    });
    const word = rows[Math.floor(rows.length / 2)].textContent.trim().slice(0, 12);
    const typed = [...Array(word.length).keys()].map(length => word.slice(0, length + 1));
    const steps = [...typed, ...typed.toReversed().slice(1), ''];
    const times = [...Array(CYCLES)].map(() => steps.map(type));
    keys = Math.max(keys, ...steps.map((_, i) => Math.min(...times.map(cycle => cycle[i]))));
    sorts = Math.max(sorts, ...[...block.querySelectorAll('th > button')].map(head => time(() => head.click())));
  }
  return [keys, sorts, document.querySelectorAll('tbody tr').length];
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def _opened(browser: Browser, address: str) -> tuple[float, ...]:
    """Milliseconds to open, to filter, of the worst keystroke and the worst sorting, and the rows in the page."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    page = context.new_page()
    page.goto(address, wait_until="load", timeout=120_000)
    opened = page.evaluate(OPENED)
    ready: Any = page.wait_for_function(READY, timeout=120_000).json_value()
    rows = page.evaluate("document.querySelectorAll('tbody tr').length")
    keys, sorts, _ = page.evaluate(COST, CYCLES)
    context.close()
    return opened, max(opened, ready), keys, sorts, rows


def measure(sizes: Sequence[int], runs: int) -> str:
    """The section of the report: each page of the index of the largest size."""
    features = MANY if max(sizes) == 1_000 else max(sizes)
    theme = {"name": "material", "font": False, "features": ["navigation.prune"]}
    folder = sites.configure(sites.fresh("browser"), ["search", {"datadesign": {"fail_on": "never"}}], theme=theme)
    write(folder, features)
    sites.build(folder)
    head = ("page", "bytes", "its rows elsewhere", "rows in the page", "opens", "filters", "keystroke", "sorts")
    return f"{WORDS.format(features=features, objects=features * 8)}\n\n{table(head, list(_rows(folder / 'site', runs)))}\n"


def _rows(site: Path, runs: int) -> Iterator[list[str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    index = site / "plan" / "data-design"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        for file in [*sorted(index.glob("*/index.html")), index / "index.html"]:
            text = file.read_text(encoding="utf-8")
            scripts = [script for script in (index / "rows").glob("*.js") if f"rows/{script.name}" in text]
            address = f"http://127.0.0.1:{server.server_port}/{file.parent.relative_to(site).as_posix()}/"
            found = [_opened(browser, address) for _ in range(runs)]
            times = [f"{min(run[i] for run in found):,.0f} ms" for i in range(4)]
            elsewhere = sum(script.stat().st_size for script in scripts)
            yield [file.parent.name, f"{file.stat().st_size:,}", f"{elsewhere:,}", f"{found[0][4]:,.0f}", *times]
        browser.close()
    server.shutdown()


WORDS = """\
{features:,} features with {objects:,} objects, in Chromium, each page opened anew in an empty browser. It *opens* until the
first frame after all has loaded, and *filters* from when on each row can be found. A keystroke is its event and the
layout that follows, the worst one of typing a word and clearing it; *sorts* is the same of the slowest column. Each is the
best of the runs: what else the machine does only adds."""
