/* Comfort for pages that work without it: ERDs that zoom, pan and fill the screen, and long tables that filter and sort. */
(() => {
  "use strict";

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /* ERDs. A picture that is zoomed is a wider picture in a view that scrolls: links, text and print stay what they are.

     Zoom 1 shows all of a picture. At rest, as the page comes, it is null: the stylesheet decides, and a wide picture is
     larger than its view, so that it can be read. */

  const STEP = 1.25, MOST = 12;

  let full = null; // the diagram that fills the screen
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) full?.shrink();
  });

  class Diagram {
    constructor(figure, view, svg) {
      Object.assign(this, { figure, view, svg, zoom: null, points: new Map(), base: document.baseURI });
      this.natural = Number(svg.getAttribute("width"));
      this.least = svg.style.minWidth;
      view.tabIndex = 0;
      view.setAttribute("role", "region");
      const name = figure.querySelector("figcaption").textContent;
      view.setAttribute("aria-label", `${name}: plus and minus zoom, arrows move, 0 fits, F fills the screen`);
      this.addButtons(name);
      view.addEventListener("keydown", (event) => this.onKey(event));
      view.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
      for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
        view.addEventListener(kind, (event) => this[kind](event));
      view.addEventListener("click", (event) => this.onClick(event), true);
      view.addEventListener("dragstart", (event) => event.preventDefault());
      figure.addEventListener("keydown", (event) => this.keepInside(event));
    }

    addButtons(name) {
      const caption = this.figure.querySelector("figcaption");
      caption.replaceChildren(element("span", {}, name));
      const add = (sign, label, action) => {
        const button = element("button", { type: "button", "aria-label": `${label}: ${name}`, title: label }, sign);
        button.addEventListener("click", action);
        caption.append(button);
        return button;
      };
      add("−", "Zoom out", () => this.scale(1 / STEP));
      add("+", "Zoom in", () => this.scale(STEP));
      add("Fit", "Fit", () => this.fit());
      this.fullButton = add("Full screen", "Full screen", () => (this.isFull ? this.leave() : this.enter()));
      const source = this.figure.querySelector("pre");
      const copy = add("Copy", "Copy the Mermaid source", async () => {
        await copyText(source.textContent);
        copy.textContent = "Copied";
        setTimeout(() => (copy.textContent = "Copy"), 1500);
      });
    }

    get isFull() {
      return this.figure.classList.contains("dd-full");
    }

    /* The width at which all of the picture is in view; in a page, whose height scrolls, as wide as the view. */
    get whole() {
      const { view, svg, natural } = this;
      if (!this.isFull) return Math.min(natural, view.clientWidth);
      const ratio = natural / Number(svg.getAttribute("height"));
      return Math.min(view.clientWidth, view.clientHeight * ratio, natural * 2);
    }

    /* The width at rest. */
    get resting() {
      return Math.min(this.natural, Math.max(this.view.clientWidth, parseFloat(this.least)));
    }

    /* Zoom by a factor, and keep what is at a point of the view where it is. */
    scale(factor, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2) {
      const { view, svg, whole } = this;
      const most = Math.max(MOST, (2 * this.natural) / whole);
      const frame = view.getBoundingClientRect(), before = svg.getBoundingClientRect();
      const across = (frame.left + x - before.left) / before.width, down = (frame.top + y - before.top) / before.height;
      const zoom = Math.min(most, Math.max(1, (this.zoom ?? this.resting / whole) * factor));
      if (!this.isFull && zoom * whole > this.resting && !view.style.height) view.style.height = `${view.clientHeight}px`;
      this.zoom = zoom;
      this.apply();
      const after = svg.getBoundingClientRect();
      view.scrollLeft += after.left + across * after.width - (frame.left + x);
      view.scrollTop += after.top + down * after.height - (frame.top + y);
    }

    apply() {
      const { svg, view } = this;
      const byPage = !this.isFull && (this.zoom ?? 1) === 1; // the width follows that of the page
      svg.style.minWidth = this.zoom === null ? this.least : "0";
      svg.style.maxWidth = byPage ? "" : "none";
      svg.style.width = byPage ? "" : `${this.whole * this.zoom}px`;
      if (byPage || (!this.isFull && this.whole * this.zoom <= this.resting)) view.style.height = "";
      view.classList.toggle("dd-zoomed", this.zoom > 1);
      view.style.touchAction = this.zoom > 1 || this.isFull ? "none" : "pan-x pan-y";
    }

    fit() {
      this.show(1);
    }

    show(zoom) {
      this.zoom = zoom;
      this.apply();
      this.view.scrollTo(0, 0);
    }

    enter() {
      full = this;
      this.figure.classList.add("dd-full");
      this.fullButton.textContent = "Close";
      this.figure.requestFullscreen?.().catch(() => {});
      this.fit();
      this.view.focus();
      this.refit = new ResizeObserver(() => this.apply());
      this.refit.observe(this.view);
    }

    leave() {
      this.shrink();
      if (document.fullscreenElement) document.exitFullscreen();
    }

    shrink() {
      full = null;
      this.refit.disconnect();
      this.figure.classList.remove("dd-full");
      this.fullButton.textContent = "Full screen";
      this.show(null);
      this.fullButton.focus({ preventScroll: true });
    }

    onKey(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const move = (x, y) => this.view.scrollBy(x, y);
      const actions = {
        "+": () => this.scale(STEP), "=": () => this.scale(STEP), "-": () => this.scale(1 / STEP), 0: () => this.fit(),
        f: () => (this.isFull ? this.leave() : this.enter()),
      };
      if (this.zoom > 1 || this.isFull || this.view.scrollWidth > this.view.clientWidth)
        Object.assign(actions, {
          ArrowLeft: () => move(-60, 0), ArrowRight: () => move(60, 0), ArrowUp: () => move(0, -60), ArrowDown: () => move(0, 60),
        });
      const action = actions[event.key] ?? actions[event.key.toLowerCase()];
      if (!action) return;
      event.preventDefault();
      event.stopPropagation(); // themes have keys of their own: Material's F opens the search
      action();
    }

    /* While it fills the screen, Escape closes it and Tab stays inside. */
    keepInside(event) {
      if (!this.isFull) return;
      if (event.key === "Escape") this.leave();
      if (event.key !== "Tab") return;
      const stops = [...this.figure.querySelectorAll("button, a, [tabindex]")].filter((stop) => stop.getClientRects().length);
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (document.activeElement !== edge) return;
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
    }

    onWheel(event) {
      if (!event.ctrlKey && !event.metaKey && !this.isFull) return; // the page scrolls
      event.preventDefault();
      const frame = this.view.getBoundingClientRect();
      this.scale(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), event.clientX - frame.left, event.clientY - frame.top);
    }

    pointerdown(event) {
      if (event.pointerType === "mouse" && event.button) return;
      this.points.set(event.pointerId, event);
      this.moved = 0;
    }

    pointermove(event) {
      const last = this.points.get(event.pointerId);
      if (!last) return;
      const others = [...this.points.values()].filter((point) => point.pointerId !== event.pointerId);
      this.points.set(event.pointerId, event);
      this.moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
      if (others.length === 1) {
        const [other] = others;
        const apart = (point) => Math.hypot(point.clientX - other.clientX, point.clientY - other.clientY);
        const frame = this.view.getBoundingClientRect();
        const x = (event.clientX + other.clientX) / 2 - frame.left, y = (event.clientY + other.clientY) / 2 - frame.top;
        if (apart(last) > 0) this.scale(apart(event) / apart(last), x, y);
      } else if (this.moved > 4 && (event.pointerType === "mouse" || this.zoom > 1 || this.isFull)) {
        if (!this.view.hasPointerCapture(event.pointerId)) this.view.setPointerCapture(event.pointerId);
        this.view.classList.add("dd-held");
        this.view.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY);
      }
    }

    pointerup(event) {
      this.points.delete(event.pointerId);
      this.view.classList.remove("dd-held");
    }

    pointercancel(event) {
      this.pointerup(event);
    }

    /* What was dragged was not clicked. A link that is followed leaves the full screen, and is followed as a link of the
       page is: scripts that swap pages, Material's among them, know none within a picture. */
    onClick(event) {
      const link = event.target.closest("a"), dragged = this.moved > 4;
      this.moved = 0; // a key that is pressed next drags nothing
      if (dragged) {
        event.preventDefault();
        event.stopPropagation();
      } else if (link) {
        if (this.isFull) this.leave();
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        const followed = element("a", { href: new URL(link.getAttribute("xlink:href"), this.base), hidden: "" });
        document.body.append(followed);
        followed.click();
        followed.remove();
      }
    }
  }

  const copyText = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = element("textarea", { "aria-hidden": "true" }); // a page that is no secure context has no clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  /* Tables. A short one is in the page as a whole; of a long one, the page has the first rows, and scripts have them all. */

  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

  class RowsOfPage {
    constructor(table) {
      this.body = table.tBodies[0];
      this.rows = [...this.body.rows];
      this.texts = this.rows.map((row) => row.textContent.toLowerCase());
    }

    cells(column) {
      return this.rows.map((row) => row.cells[column].textContent.trim());
    }

    show(found, order) {
      const shown = new Set(found);
      this.rows.forEach((row, i) => {
        if (row.hidden === shown.has(i)) row.hidden = !shown.has(i);
      });
      if (order !== this.order) this.body.append(...order.map((i) => this.rows[i]));
      this.order = order;
    }
  }

  /* Cells are text, numbers, [words, page, anchor, whether it is code], {h: HTML of the page's own kind} or {p: parts}. */
  const textOf = (value) => {
    if (Array.isArray(value)) return value[0];
    if (value.p) return value.p.map(textOf).join("");
    if (value.h === undefined) return String(value);
    const holder = document.createElement("template");
    holder.innerHTML = value.h;
    return holder.content.textContent;
  };

  class RowsOfScript {
    constructor(table, data) {
      Object.assign(this, { table, data, base: document.baseURI, first: 0, size: Math.max(table.tBodies[0].rows.length, 50), found: data.rows });
      const labels = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
      this.columns = data.columns.map((column, i) => ({ ...column, label: labels[i], texts: column.values.map(textOf) }));
      this.texts = [];
      for (let row = 0; row < data.rows; row++) {
        let text = "";
        for (const { at, texts } of this.columns) text += texts[at[row]];
        this.texts.push(text.toLowerCase());
      }
    }

    cells(column) {
      const { at, texts } = this.columns[column], trimmed = texts.map((text) => text.trim());
      return Array.from(at, (i) => trimmed[i]);
    }

    value(column, row) {
      const { at, values } = this.columns[column];
      return values[at[row]];
    }

    show(found, order) {
      Object.assign(this, { found: found.length, order });
      this.first = Math.max(0, Math.min(this.first, Math.floor((found.length - 1) / this.size) * this.size));
      const rows = found.slice(this.first, this.first + this.size);
      this.table.setAttribute("aria-rowcount", found.length + 1);
      this.table.tBodies[0].replaceChildren(...rows.map((row, i) => {
        const made = element("tr", { "aria-rowindex": this.first + i + 2 });
        this.columns.forEach((column, i) => made.append(this.cell(column, i, row)));
        return made;
      }));
    }

    cell(column, number, row) {
      const cell = element("td", number ? { "data-label": column.label } : {});
      let value = this.value(number, row);
      if (typeof value === "string" && value) {
        if (column.kind === "code") value = [value, -1, "", 1];
        if (column.kind === "within") {
          const [, page, anchor] = this.value(column.of, row);
          value = [value, page, `${anchor}.${value}`, 1];
        }
      }
      this.write(cell, value);
      return cell;
    }

    write(into, value) {
      if (Array.isArray(value)) {
        const [words, page, anchor, code] = value, inner = code ? element("code", {}, words) : words;
        into.append(page < 0 ? inner : element("a", { href: this.whole(this.data.pages[page] + (anchor && `#${anchor}`)) }, inner));
      } else if (value.p) value.p.forEach((part) => this.write(into, part));
      else if (value.h === undefined) into.append(String(value));
      else {
        into.insertAdjacentHTML("beforeend", value.h);
        for (const link of into.querySelectorAll("a[href]")) link.setAttribute("href", this.whole(link.getAttribute("href")));
      }
    }

    /* An address that holds while Material swaps pages: it changes that of the page before its text. */
    whole(address) {
      return new URL(address, this.base).href;
    }
  }

  /* Leafs through the rows that a table shows a part of. */
  class Pager {
    constructor(rows, turned) {
      this.rows = rows;
      this.words = element("span", {});
      this.buttons = [["‹", "Previous rows", -1], ["›", "Next rows", 1]].map(([sign, label, step]) => {
        const button = element("button", { type: "button", class: "datadesign-turn", "aria-label": label, title: label }, sign);
        button.addEventListener("click", () => {
          if (button.getAttribute("aria-disabled") === "true") return;
          rows.first += step * rows.size;
          turned();
        });
        return button;
      });
    }

    update(words) {
      const { first, size, found } = this.rows;
      this.words.textContent = words;
      this.buttons[0].setAttribute("aria-disabled", first === 0);
      this.buttons[1].setAttribute("aria-disabled", first + size >= found);
    }
  }

  /* What the scripts of a long table hold, once they are there. A script also loads where a page is opened from a disk. */
  const loaded = {};
  const load = ({ keys, scripts, by }) => loaded[keys] ??= Promise.all(scripts.split(" ").map((address) => new Promise((done, fail) => {
    const script = element("script", { src: address });
    script.onload = done;
    script.onerror = () => fail(new Error(`${address} cannot be loaded`));
    document.head.append(script);
  }))).then(() => joined(keys.split(" ").flatMap((key) => JSON.parse(window.datadesignRows[key])), Number(by)));

  /* The parts of a table as one: each column's values one after the other, and at which of them each row is. */
  const joined = (parts, by) => {
    const pages = [], rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const columns = parts[0].columns.map(({ kind, of }) => ({ kind, of, values: [], at: new Uint32Array(rows) }));
    const moved = (value, by) => {
      if (Array.isArray(value)) value[1] += value[1] < 0 ? 0 : by;
      else if (value.p) value.p.forEach((part) => moved(part, by));
      return value;
    };
    let start = 0;
    for (const part of parts) {
      part.columns.forEach(({ values, at }, i) => {
        const column = columns[i], before = column.values.length;
        for (const value of values) column.values.push(moved(value, pages.length));
        for (let row = 0; row < part.rows; row++) column.at[start + row] = before + (at ? at[row] : row);
      });
      for (const page of part.pages) pages.push(page);
      start += part.rows;
    }
    if (by) {
      const keys = columns.slice(0, by).map(({ values, at }) => {
        const texts = values.map((value) => textOf(value).toLowerCase());
        return Array.from(at, (i) => texts[i]);
      });
      const before = (a, b) => keys.reduce((found, texts) => found || (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0), 0);
      const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => before(a, b) || a - b);
      for (const column of columns) column.at = Uint32Array.from(order, (i) => column.at[i]);
    }
    return { rows, columns, pages };
  };

  /* The rows in order of a column: what is empty comes last, what is equal keeps its place. */
  const sorted = (texts, descending) => {
    const ranks = new Map(), distinct = [...new Set(texts)].sort(compare);
    distinct.forEach((text, i) => ranks.set(text, i && !compare(distinct[i - 1], text) ? ranks.get(distinct[i - 1]) : i));
    const keys = texts.map((text) => (text ? (descending ? -ranks.get(text) : ranks.get(text)) : Infinity));
    return keys.map((_, i) => i).sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a] - keys[b]));
  };

  const enhanceTable = (block) => {
    const table = block.querySelector("table"), note = block.querySelector(".datadesign-rest");
    const count = element("span", { role: "status" });
    const input = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const heads = [...table.tHead.rows[0].cells];
    let rows, order, found = [], pagers = [];
    const tell = () => {
      const all = rows.texts.length;
      const range = rows.size && found.length ? `${rows.first + 1}–${Math.min(rows.first + rows.size, found.length)}` : "";
      const filtered = input.value.trim() ? `${found.length} of ${all}` : "";
      if (filtered) count.textContent = found.length > rows.size ? `${filtered}: ${range}` : filtered;
      else count.textContent = range && `Rows ${range} of ${all}`;
      for (const pager of pagers) pager.update(count.textContent);
    };
    const show = () => {
      rows.show(found, order);
      tell();
    };
    const update = () => {
      if (!rows) return; // they come when they are loaded
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      found = words.length ? order.filter((i) => words.every((word) => rows.texts[i].includes(word))) : order;
      rows.first = 0;
      show();
    };
    const sort = () => {
      const column = heads.findIndex((head) => head.hasAttribute("aria-sort"));
      if (!rows || column < 0) return;
      order = sorted(rows.cells(column), heads[column].getAttribute("aria-sort") === "descending");
    };
    const start = (given) => {
      rows = given;
      rows.order = order = found = rows.texts.map((_, i) => i);
      if (rows.size) {
        const top = new Pager(rows, show), bottom = new Pager(rows, () => {
          show();
          block.scrollIntoView();
          top.buttons[rows.first ? 1 : 0].focus({ preventScroll: true });
        });
        pagers = [top, bottom];
        count.after(...top.buttons);
        note.replaceChildren(bottom.words, ...bottom.buttons);
        tell();
      }
      sort();
      if (input.value || order !== rows.order) update();
    };
    input.addEventListener("input", update);
    input.addEventListener("keydown", (event) => event.stopPropagation());
    block.prepend(element("div", { class: "datadesign-tools" }, element("label", {}, "Filter", input), count));
    heads.forEach((head) => {
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort();
        update();
      });
    });
    if (!block.dataset.keys) return start(new RowsOfPage(table));
    load(block.dataset).then(
      (data) => start(new RowsOfScript(table, data)),
      () => start(new RowsOfPage(table)), // what the page has can still be found, and it says that there is more
    );
  };

  const enhance = () => {
    for (const figure of document.querySelectorAll(".datadesign-erd:not(.dd-live)")) {
      const view = figure.querySelector(".datadesign-view"), svg = view?.querySelector("svg");
      figure.classList.add("dd-live");
      if (svg) new Diagram(figure, view, svg);
    }
    for (const block of document.querySelectorAll(".datadesign-sortable:not(.dd-live)")) {
      block.classList.add("dd-live");
      enhanceTable(block);
    }
  };

  if (typeof document$ !== "undefined") document$.subscribe(enhance); // Material swaps pages without loading them
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
