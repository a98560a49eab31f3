"""Values to text that a page can hold. Two dialects, one interface; no other module escapes for a page.

`Html` writes HTML blocks, which Markdown never sees: that is quick to build, and no extension of a site can change it. `Markdown` writes plain Markdown, for files that people read on a forge.
Templates print a value as it is: Jinja's autoescape turns to `text` of the dialect.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from .blocks import CLOSE, OPEN
from .column_widths import LINE_BREAK, Widths
from .unseen import visible

_MOST_OF_MERMAID = 50_000
"""Mermaid draws no more characters, but a picture of a bomb."""


@dataclass(frozen=True, slots=True)
class More:
    """What a table leaves out of so many rows: words that say so, and the scripts that hold all rows, each under a key.

    `by` is how many columns, from the first on, order rows that come in another order there; 0 where they need none.
    """

    rows: int
    note: Markup
    keys: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    by: int = 0


class Dialect(Protocol):
    """What a template may call. Everything returned is safe to print."""

    def text(self, value: object) -> Markup: ...
    def code(self, value: object) -> Markup: ...
    def strong(self, inner: Markup) -> Markup: ...
    def em(self, inner: Markup) -> Markup: ...
    def strike(self, inner: Markup) -> Markup: ...
    def link(self, inner: Markup, href: str | None) -> Markup: ...
    def anchor(self, name: str) -> Markup: ...
    def permalink(self, name: str, of: str) -> Markup: ...
    def badge(self, text: str) -> Markup: ...
    def marked(self, inner: Markup) -> Markup: ...
    def heading(self, level: int, text: str, anchor: str, kind: str) -> Markup: ...
    def folded(self, title: str, inner: Markup) -> Markup: ...
    def paragraphs(self, inner: Sequence[Markup]) -> Markup: ...
    def block(self, inner: Markup) -> Markup: ...
    def items(self, inner: Sequence[Markup]) -> Markup: ...
    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Markup]],
        *,
        sortable: bool = False,
        more: More | None = None,
        widths: Widths | None = None,
    ) -> Markup: ...
    def facts(self, rows: Iterable[tuple[str, Markup]]) -> Markup: ...
    def glance(self, rows: Iterable[tuple[str, Markup]]) -> Markup: ...
    def diagram(self, source: str, svg: str | None, label: str, anchor: str) -> Markup: ...
    def picture(self, svg: str) -> Markup: ...
    def notice(self, kind: str, title: str, inner: Sequence[Markup], more: Markup, anchor: str) -> Markup: ...
    def listing(self, source: str) -> Markup: ...


_TAG = re.compile("<[^>]*>")
_PLAIN_HTML = re.compile("[^&<>\"'{}`~]*\\Z")
_MARKDOWN = re.compile(r"""[\\`*{}\[\]<>()#+!|~&:^=$@"'\-_.]|(?<=\d)/(?=\d)|(?<=c)/(?=o)""", re.A)
_FENCE, _STATEMENT = re.compile("`{3,}"), re.compile(r"(?:im|ex)port\b")
_NO_COMMENT = re.compile(r"[^\w ./;-]")
_SAFE_INSIDE_WORD = re.compile(
    r"(?<=[A-Za-z0-9])[-_](?=[A-Za-z0-9])|(?<!www)(?<=[A-Za-z0-9])\.(?=\w|\s|$)|(?<=\w)'(?=\s|\w|$)|(?<=\w):(?=\s|$)"
    r"|(?<=\s)-(?=\s\w)|\((?!(?:c|r|tm|p)\))(?=\w)|(?<!\([cCrRpP])(?<!\([tT][mM])\)(?=\s\S|$|\w)",
    re.A,
)
"""What is harmless where it stands, and easier to read as it is; `(c)`, `1/2` and `:name:` are symbols to some extensions."""


def escape_markdown(value: object) -> Markup:
    """Text that any Markdown reads as just that text, on one line."""
    text = visible(value)
    return Markup(_MARKDOWN.sub(lambda found: _entity(found, text), text))


def _entity(found: re.Match[str], text: str) -> str:
    harmless = found.start() > 0 and _SAFE_INSIDE_WORD.match(text, found.start())
    return found[0] if harmless else f"&#{ord(found[0])};"


def escape_html(value: object) -> Markup:
    """Text for an HTML block, where braces and backticks are entities too.

    Other plugins and extensions read a page's lines before Markdown does (macros: braces, fences: backticks).
    """
    return _escaped(str(value))


@lru_cache(maxsize=10_000)  # names, types and titles stand in many places
def _escaped(text: str) -> Markup:
    text = visible(text)
    if _PLAIN_HTML.match(text):
        return Markup(text)
    text = html.escape(text)
    if "{" in text or "}" in text or "`" in text or "~~~" in text:
        text = text.replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;").replace("~", "&#126;")
    return Markup(text)


_LOOKALIKES = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’", "`": "ˋ", "\\": "＼", "&": "＆"})
_BARE_AMPERSAND = _LOOKALIKES | {ord("&"): "&"}


def inert(text: str) -> str:
    """A title that may be printed anywhere: text that reads the same escaped or not, unescaped, or stripped of tags.

    Themes and other plugins print titles raw, escape them once more, or unescape them (Jinja's `striptags` does), in
    text, attributes, scripts and feeds. What could end any of these, or be a tag or an entity, becomes its look-alike.
    """
    text = visible(text)
    bare = html.unescape(text) == text  # no ampersand begins an entity, as in "R&D"
    return text.translate(_BARE_AMPERSAND if bare else _LOOKALIKES)


def _block(inner: str) -> Markup:
    return Markup(f"{OPEN}{inner}{CLOSE}\n")


def comment(text: str) -> Markup:
    """A line that no reader of Markdown shows: the definition of a link that nothing uses.

    After an HTML comment MkDocs would not find the page's title, and MDX takes none.
    """
    return Markup(
        f"[//]: # ({_NO_COMMENT.sub(lambda found: quote(found[0], safe='', errors='surrogateescape'), text)})"
    )


def without_statements(page: str) -> str:
    """A page of Markdown in which no line begins as a statement of JavaScript does, which MDX would run.

    That is `import` or `export` at the beginning of a line, https://mdxjs.com/docs/what-is-mdx/#esm; expressions in
    braces are no matter, for `escape_markdown` leaves no brace. What is in a fence is left as it is.
    """
    fence, lines = "", page.split("\n")
    for number, line in enumerate(lines):
        if fence:
            fence = "" if line == fence else fence
        elif found := _FENCE.match(line):
            fence = found[0]
        elif _STATEMENT.match(line):
            lines[number] = f"&#{ord(line[0])};{line[1:]}"
    return "\n".join(lines)


class Html:
    """HTML, in blocks that Markdown does not read."""

    text = staticmethod(escape_html)

    def code(self, value: object) -> Markup:
        return Markup(f"<code>{escape_html(value)}</code>")

    def strong(self, inner: Markup) -> Markup:
        return Markup(f"<strong>{inner}</strong>")

    def em(self, inner: Markup) -> Markup:
        return Markup(f"<em>{inner}</em>")

    def strike(self, inner: Markup) -> Markup:
        return Markup(f"<del>{inner}</del>")

    def link(self, inner: Markup, href: str | None) -> Markup:
        return Markup(f'<a href="{html.escape(href)}">{inner}</a>') if href else inner

    def anchor(self, name: str) -> Markup:
        return Markup(f'<a id="{html.escape(name)}"></a>')

    def permalink(self, name: str, of: str) -> Markup:
        """The place itself and a link to it; the sign on the link is the stylesheet's, for no text of it is a name."""
        words = escape_html(f"Link to {of}")
        anchor = html.escape(name)
        return Markup(f'<a id="{anchor}" class="datadesign-link" href="#{anchor}" aria-label="{words}"></a>')

    def badge(self, text: str) -> Markup:
        return Markup(f'<small class="datadesign-badge">{escape_html(text)}</small>')

    def marked(self, inner: Markup) -> Markup:
        return Markup(f'<mark class="datadesign-conflict">{inner}</mark>')

    def heading(self, level: int, text: str, anchor: str, kind: str) -> Markup:
        words = f"{escape_html(text)} {self.badge(kind)}" if kind else escape_html(text)
        name = html.escape(anchor)
        link = f'<a class="headerlink datadesign-link" href="#{name}" aria-label="Link to {escape_html(text)}"></a>'
        return _block(f'<h{level} id="{name}">{words}{link}</h{level}>')

    def folded(self, title: str, inner: Markup) -> Markup:
        return _block(f'<details class="datadesign-folded"><summary>{escape_html(title)}</summary>\n{inner}</details>')

    def paragraphs(self, inner: Sequence[Markup]) -> Markup:
        if len(inner) == 1:
            return inner[0]
        return Markup("".join(f"<p>{item}</p>" for item in inner))

    def block(self, inner: Markup) -> Markup:
        return _block(f'<div class="datadesign-prose">{inner}</div>')

    def items(self, inner: Sequence[Markup]) -> Markup:
        return _block("<ul>" + "".join(f"<li>{item}</li>" for item in inner) + "</ul>")

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Markup]],
        *,
        sortable: bool = False,
        more: More | None = None,
        widths: Widths | None = None,
    ) -> Markup:
        """A table; on a phone each of its rows becomes a card, where the labels tell the cells apart."""
        titles = [escape_html(title) for title in head]
        cells = "".join(f'<th scope="col">{title}</th>' for title in titles)
        opening = ["<td>", *(f'<td data-label="{title}">' for title in titles[1:])]
        lines = [
            "<tr>" + "".join(f"{td}{cell}</td>" for td, cell in zip(opening, row, strict=True)) + "</tr>"
            for row in rows
        ]
        body = "\n".join(lines)
        kind, counted, rest, columns = "datadesign-table", "", "", ""
        if more or (sortable and len(lines) > 1):
            kind += " datadesign-sortable"
        if more:
            keys, sources = (html.escape(" ".join(names)) for names in (more.keys, more.scripts))
            kind += f'" data-keys="{keys}" data-scripts="{sources}" data-by="{more.by}'
            counted = f' aria-rowcount="{more.rows + 1}"'
            rest = f'<p class="datadesign-rest">{more.note}</p>'
        if widths:
            counted += f' style="--least: {widths.least}em"'
            columns = "".join(f'<col style="width: {share}%">' for share in widths.columns)
            columns = f"<colgroup>{columns}</colgroup>"
        return _block(
            f'<div class="{kind}"><table class="datadesign-grid"{counted}>{columns}<thead><tr>{cells}</tr></thead>\n'
            f"<tbody>\n{body}\n</tbody></table>{rest}</div>"
        )

    def facts(self, rows: Iterable[tuple[str, Markup]]) -> Markup:
        body = "\n".join(f'<tr><th scope="row">{escape_html(title)}</th><td>{cell}</td></tr>' for title, cell in rows)
        return _block(
            f'<div class="datadesign-facts"><table class="datadesign-grid"><tbody>\n{body}\n</tbody></table></div>'
        )

    def glance(self, rows: Iterable[tuple[str, Markup]]) -> Markup:
        body = "".join(f"<div><dt>{escape_html(title)}</dt><dd>{cell}</dd></div>" for title, cell in rows)
        return _block(f'<dl class="datadesign-glance">{body}</dl>')

    def diagram(self, source: str, svg: str | None, label: str, anchor: str) -> Markup:
        escaped = "\n".join(str(escape_html(line)) for line in source.rstrip().split("\n"))
        source_text = f"<details><summary>Mermaid source</summary><pre><code>{escaped}</code></pre></details>"
        picture = f'<pre class="mermaid"><code>{escaped}</code></pre>'
        if svg:
            picture = f'<div class="datadesign-view">{svg}</div>'
        elif len(source) > _MOST_OF_MERMAID:
            picture = "<p>Too large to be drawn; split the store.</p>"
        return _block(
            f'<figure class="datadesign-erd" id="{html.escape(anchor)}"><figcaption>ERD of {escape_html(label)}</figcaption>'
            f"{picture}{source_text}</figure>"
        )

    def picture(self, svg: str) -> Markup:
        return _block(f'<figure class="datadesign-picture" tabindex="0">{svg}</figure>')

    def notice(self, kind: str, title: str, inner: Sequence[Markup], more: Markup, anchor: str) -> Markup:
        name = f' id="{html.escape(anchor)}"' if anchor else ""
        body = "".join(f"<li>{item}</li>" for item in inner)
        lines = f"<ul>{body}</ul>" if inner else ""
        return _block(
            f'<div class="admonition {kind} datadesign-problems"{name}><p class="admonition-title">{escape_html(title)}</p>'
            f"{lines}{more}</div>"
        )

    def listing(self, source: str) -> Markup:
        escaped = "\n".join(str(escape_html(line)) for line in source.rstrip().split("\n"))
        return _block(f"<pre><code>{escaped}</code></pre>")


class Markdown:
    """Plain Markdown, as forges and other generators read it."""

    text = staticmethod(escape_markdown)

    def code(self, value: object) -> Markup:
        text = visible(value)
        if re.fullmatch(r"[\w .,:/()=<>'@+*-]+", text, re.A) and text.strip():
            return Markup(f"`{text}`")
        return Markup(f"<code>{escape_markdown(text)}</code>")

    def strong(self, inner: Markup) -> Markup:
        return Markup(f"**{inner}**")

    def em(self, inner: Markup) -> Markup:
        return Markup(f"*{inner}*")

    def strike(self, inner: Markup) -> Markup:
        return Markup(f"~~{inner}~~")

    def link(self, inner: Markup, href: str | None) -> Markup:
        return Markup(f"[{inner}](<{href}>)" if " " in href else f"[{inner}]({href})") if href else inner

    def anchor(self, name: str) -> Markup:
        return Markup(f'<a id="{html.escape(name)}"></a>')

    def permalink(self, name: str, of: str) -> Markup:
        return self.anchor(name)

    def badge(self, text: str) -> Markup:
        return self.strong(escape_markdown(text))

    def marked(self, inner: Markup) -> Markup:
        return self.strong(inner)

    def heading(self, level: int, text: str, anchor: str, kind: str) -> Markup:
        return Markup(f"\n{'#' * level} {self.anchor(anchor)}{escape_markdown(text)}\n")

    def folded(self, title: str, inner: Markup) -> Markup:
        return Markup(f"{self.strong(escape_markdown(title))}\n\n{inner}")

    def paragraphs(self, inner: Sequence[Markup]) -> Markup:
        return Markup(f"{LINE_BREAK}{LINE_BREAK}").join(inner)

    def block(self, inner: Markup) -> Markup:
        return Markup(f"{inner}\n")

    def items(self, inner: Sequence[Markup]) -> Markup:
        return Markup("".join(f"- {item}\n" for item in inner))

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Markup]],
        *,
        sortable: bool = False,
        more: More | None = None,
        widths: Widths | None = None,
    ) -> Markup:
        lines = ["| " + " | ".join(escape_markdown(title) for title in head) + " |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(cell or " " for cell in row) + " |" for row in rows]
        lines += ["", str(more.note)] if more else []
        return Markup("\n".join(lines) + "\n")

    def facts(self, rows: Iterable[tuple[str, Markup]]) -> Markup:
        return self.table(("", ""), ((self.strong(escape_markdown(title)), cell) for title, cell in rows))

    def glance(self, rows: Iterable[tuple[str, Markup]]) -> Markup:
        titles, cells = zip(*rows, strict=True)
        return self.table(titles, [cells])

    def diagram(self, source: str, svg: str | None, label: str, anchor: str) -> Markup:
        kind = "mermaid" if len(source) <= _MOST_OF_MERMAID else "text"
        return Markup(f"{self.anchor(anchor)}\n\n{_fenced(source, kind)}")

    def picture(self, svg: str) -> Markup:
        return Markup("")

    def notice(self, kind: str, title: str, inner: Sequence[Markup], more: Markup, anchor: str) -> Markup:
        place = self.anchor(anchor) if anchor else ""
        lines = "".join(f"> - {item}\n" for item in inner)
        return Markup(f"> {place}**{escape_markdown(title)}**\n>\n{lines}\n{more}")

    def listing(self, source: str) -> Markup:
        return _fenced(source)  # not indented: two in a row would be one


def _fenced(source: str, language: str = "") -> Markup:
    """Lines as they are, between fences that are longer than any within."""
    fence = "`" * (1 + max([2, *map(len, re.findall("`+", source))]))
    return Markup(f"{fence}{language}\n{source.rstrip()}\n{fence}\n")


# Prose: inline Markdown and paragraphs, and nothing else of Markdown

_LONGEST, _MOST_WORK = 20_000, 200_000
"""Longer prose is no prose, and shown as typed; nor are links looked for where each of very many brackets may begin one."""
_PLAIN = re.compile(r"[^\\`*_\[\]<>&!~\n{}|$#^=+:]*\Z")


@cache
def _parser(links: bool) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False})
    parser.enable(["newline", "escape", "backticks", "strikethrough", "emphasis", "autolink", "entity"])
    return parser.enable("link") if links else parser


def is_plain(text: str) -> bool:
    """Whether prose is text alone, in one paragraph."""
    return _PLAIN.match(text) is not None


def prose(text: str, dialect: Dialect, document: Callable[[str], str | None]) -> Markup:
    """An author's prose. `document` gives the address of a document that a relative link names, or None.

    A link to anything but the web, mail or a document of the site is shown as its text alone.
    """
    if len(text) > _LONGEST or is_plain(text):
        return dialect.text(text)
    links = text.count("[") * len(text) <= _MOST_WORK
    paragraphs = [
        _inline(token.children or [], dialect, document)
        for token in _parser(links).parse(text.strip())
        if token.type == "inline"
    ]
    return dialect.paragraphs(paragraphs or [dialect.text(text)])


def plain_text(text: str) -> str:
    """An author's prose without its marks, in one line."""
    if is_plain(text):
        return visible(text)
    written = prose(text, Html(), lambda _: None).replace("</p><p>", " ").replace(LINE_BREAK, " ")
    return html.unescape(_TAG.sub("", written))


def _inline(tokens: Sequence[Token], dialect: Dialect, document: Callable[[str], str | None]) -> Markup:
    wrap: dict[str, Callable[[Markup], Markup]] = {
        "strong": dialect.strong,
        "em": dialect.em,
        "s": dialect.strike,
    }
    done: list[tuple[list[Markup], str | None]] = [([], None)]
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.nesting == 1:
            done.append(([], str(token.attrs.get("href", ""))))
        elif token.nesting == -1:
            parts, href = done.pop()
            inner = Markup("").join(parts)
            if kind in wrap:
                done[-1][0].append(wrap[kind](inner))
            else:
                done[-1][0].append(dialect.link(inner, _address(href or "", document)))
        elif token.type == "code_inline":
            done[-1][0].append(dialect.code(token.content))
        elif token.type in ("softbreak", "hardbreak"):
            done[-1][0].append(Markup(" ") if token.type == "softbreak" else LINE_BREAK)
        else:
            done[-1][0].append(dialect.text(token.content))
    return Markup("").join(done[0][0])


def _address(href: str, document: Callable[[str], str | None]) -> str | None:
    if re.match(r"(?:https?://|mailto:)[^\s<>\"'`{}()]+\Z", href, re.I):
        return href
    return document(href) if re.match(r"[\w./#-]+\Z", href) and not href.startswith(("/", "//")) else None
