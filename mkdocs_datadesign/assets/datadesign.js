/* Comfort for pages that work without it: ERDs that zoom, pan and fill the screen, and long tables that filter and sort. */
(() => {
  "use strict";

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  /* ERDs. A picture that is zoomed is a wider picture in a view that scrolls: links, text and print stay what they are. */

  const STEP = 1.25, LEAST = 1, MOST = 12;

  class Diagram {
    constructor(figure, view, svg) {
      Object.assign(this, { figure, view, svg, zoom: 1, points: new Map() });
      this.natural = Number(svg.getAttribute("width"));
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
      document.addEventListener("fullscreenchange", () => {
        if (!document.fullscreenElement && this.isFull) this.shrink();
      });
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

    get fitting() {
      if (!this.isFull) return Math.min(this.natural, Math.max(this.view.clientWidth, parseFloat(this.svg.style.minWidth) || 0));
      const ratio = this.natural / Number(this.svg.getAttribute("height"));
      return Math.min(this.view.clientWidth, this.view.clientHeight * ratio, this.natural * 2);
    }

    /* Zoom by a factor, and keep what is at a point of the view where it is. */
    scale(factor, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2) {
      const zoom = Math.min(MOST, Math.max(LEAST, this.zoom * factor));
      const { view, svg } = this;
      const frame = view.getBoundingClientRect(), before = svg.getBoundingClientRect();
      const across = (frame.left + x - before.left) / before.width, down = (frame.top + y - before.top) / before.height;
      if (!this.isFull && zoom > 1 && !view.style.height) view.style.height = `${view.clientHeight}px`;
      this.zoom = zoom;
      this.apply();
      const after = svg.getBoundingClientRect();
      view.scrollLeft += after.left + across * after.width - (frame.left + x);
      view.scrollTop += after.top + down * after.height - (frame.top + y);
    }

    apply() {
      const { svg, view } = this;
      const plain = this.zoom === 1 && !this.isFull;
      svg.style.maxWidth = plain ? "" : "none";
      svg.style.width = plain ? "" : `${this.fitting * this.zoom}px`;
      if (plain) view.style.height = "";
      view.classList.toggle("dd-zoomed", this.zoom > 1);
      view.style.touchAction = this.zoom > 1 || this.isFull ? "none" : "pan-x pan-y";
    }

    fit() {
      this.zoom = 1;
      this.apply();
      this.view.scrollTo(0, 0);
    }

    enter() {
      this.figure.classList.add("dd-full");
      this.fullButton.textContent = "Close";
      this.figure.requestFullscreen?.().catch(() => {});
      this.fit();
      this.view.focus();
      this.refit = new ResizeObserver(() => this.apply());
      this.refit.observe(this.view);
    }

    leave() {
      if (document.fullscreenElement) document.exitFullscreen();
      this.shrink();
    }

    shrink() {
      this.refit?.disconnect();
      this.figure.classList.remove("dd-full");
      this.fullButton.textContent = "Full screen";
      this.fit();
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

    /* What was dragged was not clicked; and a link that is followed leaves the full screen. */
    onClick(event) {
      if (this.moved > 4) {
        event.preventDefault();
        event.stopPropagation();
      } else if (this.isFull && event.target.closest("a")) this.leave();
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

  /* Tables */

  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;

  const enhanceTable = (block) => {
    const table = block.querySelector("table"), body = table.tBodies[0];
    const rows = [...body.rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const count = element("span", { role: "status" });
    const input = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const heads = [...table.tHead.rows[0].cells];
    /* Columns keep their widths while rows come and go: nothing jumps, and the browser need not measure each row again. */
    const freeze = (frozen) => {
      if (frozen === (table.style.tableLayout === "fixed")) return;
      const widths = heads.map((head) => head.offsetWidth);
      heads.forEach((head, i) => (head.style.width = frozen ? `${widths[i]}px` : ""));
      table.style.tableLayout = frozen ? "fixed" : "";
    };
    window.addEventListener("resize", () => freeze(false));
    const filter = () => {
      freeze(true);
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        const fits = words.every((word) => texts[i].includes(word));
        shown += fits;
        if (row.hidden === fits) row.hidden = !fits;
      });
      count.textContent = words.length ? `${shown} of ${rows.length}` : "";
    };
    input.addEventListener("input", filter);
    input.addEventListener("keydown", (event) => event.stopPropagation());
    block.prepend(element("div", { class: "datadesign-tools" }, element("label", {}, "Filter", input), count));
    heads.forEach((head, column) => {
      const button = element("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        freeze(true);
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const keyed = rows.map((row) => [row.cells[column].textContent.trim(), row]);
        keyed.sort(([a], [b]) => (!a - !b) || (descending ? compare(b, a) : compare(a, b))); // what is empty comes last
        body.append(...keyed.map(([, row]) => row));
      });
    });
  };

  const enhance = () => {
    for (const figure of document.querySelectorAll(".datadesign-erd:not(.dd-live)")) {
      const view = figure.querySelector(".datadesign-view"), svg = view?.querySelector("svg");
      figure.classList.add("dd-live");
      if (svg) new Diagram(figure, view, svg);
    }
    for (const block of document.querySelectorAll(".datadesign-sortable:not(.dd-live)")) {
      block.classList.add("dd-live");
      if (block.querySelector("tbody").rows.length > 1) enhanceTable(block);
    }
  };

  if (typeof document$ !== "undefined") document$.subscribe(enhance); // Material swaps pages without loading them
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
  else enhance();
})();
