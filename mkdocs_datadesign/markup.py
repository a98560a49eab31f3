"""Values to text that a page can hold. Two dialects, one interface; no other module escapes for a page.

`Html` writes HTML blocks, which Markdown never sees: that is quick to build, and no extension of a site can change it. `Markdown` writes plain Markdown, for files that people read on a forge.
Templates print a value as it is: Jinja's autoescape turns to `text` of the dialect.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Protocol
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from .blocks import CLOSE, OPEN


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
    def table(self, head: Sequence[str], rows: Iterable[Sequence[Markup]], *, sortable: bool = False) -> Markup: ...
    def facts(self, rows: Iterable[tuple[str, Markup]]) -> Markup: ...
    def glance(self, rows: Iterable[tuple[str, Markup]]) -> Markup: ...
    def diagram(self, source: str, svg: str | None, label: str, anchor: str) -> Markup: ...
    def picture(self, svg: str) -> Markup: ...
    def notice(self, kind: str, title: str, inner: Sequence[Markup], more: Markup, anchor: str) -> Markup: ...
    def listing(self, source: str) -> Markup: ...


_CONTROL = {i: 0x2400 + i for i in range(32) if i not in (9, 10, 13)} | {127: 0x2421}
_PLAIN_HTML = re.compile("[^&<>\"'{}`~]*\\Z")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKDOWN = re.compile(r"""[\\`*{}\[\]<>()#+!|~&:^=$@"'\-_.]""")
_NO_COMMENT = re.compile(r"[^\w ./;-]")
_SAFE_INSIDE_WORD = re.compile(
    r"(?<=\w)[-_.](?=\w)|(?<=\w)\.(?=\s|$)|(?<=\w)[':](?=\s|\w|$)|(?<=\s)-(?=\s\w)|[().](?=\s\S|$|\w)"
)


def visible(value: object) -> str:
    """The value as text in one line, with control and direction characters shown rather than obeyed."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").translate(_CONTROL)
    return _INVISIBLE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


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
    text = visible(value)
    if _PLAIN_HTML.match(text):
        return Markup(text)
    text = html.escape(text)
    if "{" in text or "}" in text or "`" in text or "~~~" in text:
        text = text.replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;").replace("~", "&#126;")
    return Markup(text)


def _block(inner: str) -> Markup:
    return Markup(f"{OPEN}{inner}{CLOSE}\n")


def comment(text: str) -> Markup:
    """A line that no reader of Markdown shows: the definition of a link that nothing uses.

    After an HTML comment MkDocs would not find the page's title, and MDX takes none.
    """
    return Markup(
        f"[//]: # ({_NO_COMMENT.sub(lambda found: quote(found[0], safe='', errors='surrogateescape'), text)})"
    )


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
        words = html.escape(f"Link to {visible(of)}")
        anchor = html.escape(name)
        return Markup(f'<a id="{anchor}" class="datadesign-link" href="#{anchor}" aria-label="{words}"></a>')

    def badge(self, text: str) -> Markup:
        return Markup(f'<small class="datadesign-badge">{escape_html(text)}</small>')

    def marked(self, inner: Markup) -> Markup:
        return Markup(f'<mark class="datadesign-conflict">{inner}</mark>')

    def heading(self, level: int, text: str, anchor: str, kind: str) -> Markup:
        words = f"{escape_html(text)} {self.badge(kind)}" if kind else escape_html(text)
        name = html.escape(anchor)
        link = f'<a class="headerlink datadesign-link" href="#{name}" aria-label="Link to {html.escape(visible(text))}"></a>'
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

    def table(self, head: Sequence[str], rows: Iterable[Sequence[Markup]], *, sortable: bool = False) -> Markup:
        """A table; on a phone each of its rows becomes a card, where the labels tell the cells apart."""
        titles = [escape_html(title) for title in head]
        cells = "".join(f'<th scope="col">{title}</th>' for title in titles)
        opening = ["<td>", *(f'<td data-label="{title}">' for title in titles[1:])]
        body = "\n".join(
            "<tr>" + "".join(f"{td}{cell}</td>" for td, cell in zip(opening, row, strict=True)) + "</tr>"
            for row in rows
        )
        kind = "datadesign-table datadesign-sortable" if sortable else "datadesign-table"
        return _block(
            f'<div class="{kind}"><table class="datadesign-grid"><thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>'
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
        picture = (
            f'<div class="datadesign-view">{svg}</div>' if svg else f'<pre class="mermaid"><code>{escaped}</code></pre>'
        )
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
        if re.fullmatch(r"[\w .,:/()=<>'@+*-]+", text) and text.strip():
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
        return Markup("<br><br>".join(inner))

    def block(self, inner: Markup) -> Markup:
        return Markup(f"{inner}\n")

    def items(self, inner: Sequence[Markup]) -> Markup:
        return Markup("".join(f"- {item}\n" for item in inner))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[Markup]], *, sortable: bool = False) -> Markup:
        lines = ["| " + " | ".join(escape_markdown(title) for title in head) + " |", "|" + " --- |" * len(head)]
        lines += ["| " + " | ".join(cell or " " for cell in row) + " |" for row in rows]
        return Markup("\n".join(lines) + "\n")

    def facts(self, rows: Iterable[tuple[str, Markup]]) -> Markup:
        return self.table(("", ""), ((self.strong(escape_markdown(title)), cell) for title, cell in rows))

    def glance(self, rows: Iterable[tuple[str, Markup]]) -> Markup:
        titles, cells = zip(*rows, strict=True)
        return self.table(titles, [cells])

    def diagram(self, source: str, svg: str | None, label: str, anchor: str) -> Markup:
        return Markup(f"{self.anchor(anchor)}\n\n{_fenced(source, 'mermaid')}")

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

_PLAIN = re.compile(r"[^\\`*_\[\]<>&!~\n{}|$#^=+:]*\Z")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False})
    return parser.enable(["newline", "escape", "backticks", "strikethrough", "emphasis", "link", "autolink", "entity"])


def prose(text: str, dialect: Dialect, document: Callable[[str], str | None]) -> Markup:
    """An author's prose. `document` gives the address of a document that a relative link names, or None.

    A link to anything but the web, mail or a document of the site is shown as its text alone.
    """
    if _PLAIN.match(text):
        return dialect.text(text)
    paragraphs = [
        _inline(token.children or [], dialect, document)
        for token in _parser().parse(text.strip())
        if token.type == "inline"
    ]
    return dialect.paragraphs(paragraphs or [dialect.text(text)])


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
            done[-1][0].append(Markup(" " if token.type == "softbreak" else "<br>"))
        else:
            done[-1][0].append(dialect.text(token.content))
    return Markup("").join(done[0][0])


def _address(href: str, document: Callable[[str], str | None]) -> str | None:
    if re.match(r"(?:https?://|mailto:)[^\s<>\"'`{}()]+\Z", href, re.I):
        return href
    return document(href) if re.match(r"[\w./#-]+\Z", href) and not href.startswith(("/", "//")) else None
