"""How soon the index opens in Chromium, and what a keystroke in a filter costs.

    python benchmarks/browser.py SITE [INDEX]

SITE is a built site; INDEX is the folder of its index. Each page is opened anew in an empty browser: `opens` is the
time from the start of the navigation to the first frame after all has loaded, `filters` until each row can be found.
A keystroke is its event and the layout that follows, and the worst one is shown of typing a word and clearing it;
`sorts` is the same of the slowest column. Each is the best of several tries: what else the machine does only adds.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from conftest import CHROMIUM, chromium

RUNS, CYCLES = 3, 5
OPENED = "() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
READY = """() => {
  const tables = [...document.querySelectorAll('.datadesign-sortable')];
  return tables.every(table => !table.dataset.key || table.querySelector('.datadesign-turn')) && performance.now();
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


def measure(browser: Browser, address: str) -> tuple[float, ...]:
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


def main() -> None:
    site, index = Path(sys.argv[1]), (sys.argv[2:] or ["plan/data-design"])[0]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("| page | bytes | its rows elsewhere | rows in the page | opens | filters | keystroke | sorts |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        for file in [*sorted((site / index).glob("*/index.html")), site / index / "index.html"]:
            text = file.read_text(encoding="utf-8")
            scripts = [script for script in (site / index / "rows").glob("*.js") if f"rows/{script.name}" in text]
            address = f"http://127.0.0.1:{server.server_port}/{file.parent.relative_to(site).as_posix()}/"
            runs = [measure(browser, address) for _ in range(RUNS)]
            opened, ready = (min(run[i] for run in runs) for i in (0, 1))
            keys, sorts = (min(run[i] for run in runs) for i in (2, 3))
            print(
                f"| {file.parent.name} | {file.stat().st_size:,} | {sum(s.stat().st_size for s in scripts):,} | "
                f"{runs[0][4]:,} | {opened:,.0f} ms | {ready:,.0f} ms | {keys:,.0f} ms | {sorts:,.0f} ms |",
                flush=True,
            )
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
