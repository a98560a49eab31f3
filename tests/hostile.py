"""Values that have done harm elsewhere, by the syntax that they belong to. `RUN` is what none of them may do in a page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import yaml

RUN = "window.harm=1"

HTML = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</textarea></title></style></pre></code></summary></details><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><svg/onload={RUN}>',
    f"' onmouseover='{RUN}' x='",
    f'" autofocus onfocus="{RUN}" tabindex="1',
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"</td></tr></table><b onclick={RUN}>x",
    "<!-- never closed",
    "--><b>x</b>",
    "<![CDATA[x]]>",
    "<style>*{display:none}</style>",
    "<base href='https://example.invalid/'>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<link rel=stylesheet href=https://example.invalid/x.css>",
    "<img src=https://example.invalid/pixel.png>",
    "&lt;b&gt; &amp;amp; &#60;i&#62; &#x3c;u&#x3e; &nbsp; &copy",
]
LINKS = [
    f"[a](javascript:{RUN})",
    f"[a](JaVaScRiPt:{RUN})",
    f"[a](java&#115;cript:{RUN})",
    f"[a](javascript&colon;{RUN})",
    f"[a](&#x6A;avascript:{RUN})",
    f"[a](java\tscript:{RUN})",
    f"[a](\x01javascript:{RUN})",
    f"[a](%6Aavascript:{RUN})",
    f"[a](<javascript:{RUN}>)",
    f"[a](  javascript:{RUN} 'title')",
    f"<javascript:{RUN}>",
    f"[a](data:text/html,<script>{RUN}</script>)",
    "[a](data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFybT0xPC9zY3JpcHQ+)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "[a](//example.invalid/x)",
    "[a](\\\\example.invalid\\x)",
    f'[a](https://example.invalid/" onmouseover="{RUN})',
    f"[a][r]\n\n[r]: javascript:{RUN}",
    f"![a](https://example.invalid/i.png) ![b](javascript:{RUN})",
    f"[![a](x)](javascript:{RUN})",
]
MARKDOWN = [
    "a | b | c\n--- | --- | ---\n1 | 2 | 3",
    "\\| \\\\| `|` ``|`` | end |",
    "# heading\n\n## {#own .class}",
    "Setext\n===\n\n---\n\n***",
    "- item\n- item\n\n1. one",
    "> quote\n\n    indented code",
    f"```js\n{RUN}\n```",
    f"~~~~ {{ .html onclick={RUN} }}\n<b>\n~~~~",
    "`` ` `` `unclosed",
    "**bold** *em* __x__ _y_ ~~gone~~ ***",
    "[[wiki|link]] [[toc]] [TOC]",
    "[^1] and [^1]: a note",
    "*[HTML]: Hyper\n\nHTML",
    f"word{{: onclick={RUN} .class #id}}",
    f"{{: onclick='{RUN}' }}",
    '!!! danger "title"\n    body',
    '??? note "folded"\n    body',
    '=== "Tab"\n    body',
    "--8<-- 'mkdocs.yml'",
    "--8<--\nmkdocs.yml\n--8<--",
    "{--deleted--}{++added++}{~~a~>b~~}{==marked==}{>>comment<<}",
    "++ctrl+alt+del++ ==mark== ^^ins^^ H~2~O x^2^ (c) (tm) 1/2 --> :smile: :material-home:",
    "- [ ] task\n- [x] done",
    "a:smile: b:joy: 3/4 c/o (r) (TM) 1st",
    "$x^2$ \\(y\\) $$\nz\n$$ \\[w\\]",
    "Term\n:   Definition",
    "https://example.invalid/auto www.example.invalid me@example.invalid @mention #123 GH-1",
    "<https://example.invalid/>",
    "`#!html <b>x</b>` `:::python print(1)`",
    f"<div markdown='1' onclick={RUN}>**x**</div>",
    "    four spaces\n\ttab",
    "trailing backslash\\",
    "two  \nlines",
    "---\ntitle: Meta\n---",
]
DIAGRAMS = [
    '%%{init: {"theme": "dark", "securityLevel": "loose"}}%%',
    '%%{init: {"themeCSS": "* {display: none}"}}%%',
    '"] } e9["x',
    '"] {\n  string x\n}\nA ||--o{ B : "y"',
    "erDiagram",
    "A ||--o{ B : has",
    "classDef x fill:#f00\nclass e0 x",
    f'click e0 href "javascript:{RUN}"',
    "%% comment\n```\n\n# out",
    "direction LR",
    "end",
    "`tick` %% ;; #quot; #35;",
    "---\nconfig: {theme: dark}\n---",
]
OTHERS = [
    "{{ 7 * 7 }} {% raw %} {# comment #}",
    "{{ config.__class__.__init__.__globals__ }}",
    "{% for x in [] %}{% include '/etc/passwd' %}",
    "${jndi:ldap://example.invalid/a} ${7*7} #{7*7} <%= 7*7 %>",
    "$(touch harm) `touch harm` ; touch harm | touch harm && touch harm",
    "'; DROP TABLE orders; --",
    '" OR 1=1 --',
    '=HYPERLINK("https://example.invalid") @SUM(1) +1 -1',
    "%s %d %n %x {0} {}",
    "../../../../etc/passwd",
    "C:\\Windows\\system32 \\\\server\\share",
    "::error file=x,line=1::harm %0A::set-output name=x::y",
    "::stop-commands::x",
    "x</name>]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "__proto__ constructor toString hasOwnProperty",
    "null",
    "true",
    "-",
    "~",
]
UNSEEN = [
    "safe\u202egpj.exe",
    "\u2066left\u2069 \u2067right\u2069 \u202atext\u202c",
    "zero\u200bwidth\u200cjoin\u200der\u2060word\ufeff",
    "soft\u00adhyphen",
    "עברית مرحبا",
    "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 ✌🏽",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "tag\U000e0041\U000e0042\U000e007f characters",
    "private\ue000use \U0010fffd",
    "line\u2028paragraph\u2029next\u0085line",
    "nul\x00bell\x07escape\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "back\x08space delete\x7f c1\x9b31m",
    "new\nline\r\ncarriage\rreturn\n\nparagraph\ttab\x0bvertical\x0cform",
    "noncharacter\ufffe\uffff\U0001fffe",
    "non\u00a0breaking\u3000wide\u2003em",
    "ﷺ ﬁ Å Å ｆｕｌｌ ǅ ß İ ı",
]
LONG = ["x" * 1_900, "word " * 380, "<" * 1_900, "`" * 1_900, "*" * 1_900, "[" * 1_900, "é\u0301" * 950]
"""As long as a key may be, for each stands as a name, too."""

PAYLOADS = [*HTML, *LINKS, *MARKDOWN, *DIAGRAMS, *OTHERS, *UNSEEN, *LONG]

EVERYTHING = yaml.load((Path(__file__).parent / "everything.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - it builds nothing but text
_WORD = re.compile(r"zz-[\w-]+")
PLACES = len(_WORD.findall(json.dumps(EVERYTHING)))
_TO_ESCAPE = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


def everything(payload: str | Callable[[int], str]) -> str:
    """A sidecar with every key of the format; in each place that takes text, names too, a payload and the place's number."""
    numbers = count(1)

    def word(_: re.Match[str]) -> str:
        number = next(numbers)
        return f"{payload if isinstance(payload, str) else payload(number)} q{number}q"

    def plant(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {plant(key): plant(value) for key, value in tree.items()}
        return [plant(item) for item in tree] if isinstance(tree, list) else _WORD.sub(word, tree)

    return as_yaml(plant(EVERYTHING))


def as_yaml(value: Any) -> str:
    """A value as YAML that stands on few lines: what is no character of YAML escaped, long keys said to be keys."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {as_yaml(key)}\n: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    return _TO_ESCAPE.sub(lambda found: f"\\U{ord(found[0]):08x}", json.dumps(value, ensure_ascii=False))
