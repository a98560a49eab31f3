"""Coverage-guided fuzzing of the whole way from a sidecar's bytes to its pages and reports, with atheris.

`make fuzz` runs it; what it finds is written to `fuzz/found/`. An input is changed as bytes, or as the values that it
holds, so that what is tried is not for the most part broken YAML.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import atheris
import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
with atheris.instrument_imports(include=["mkdocs_datadesign", "markdown_it"]):
    import chain
from hostile import PAYLOADS

from mkdocs_datadesign.json_schema import json_schema
from mkdocs_datadesign.rules import RULES
from mkdocs_datadesign.rules.rule import example

WORDS = [
    *PAYLOADS, "PK", "FK", "FK a.b", 'FK "a"."b"', "FK x/y:a.b", "FK (a, b) references c(d, e)", "PK (a, b)",
    "UNIQUE (a)", "CHECK x", "DEFAULT x", "NOT NULL", "1:1", "N:M", "draft", "relational", "document", "key-value", "file",
    "time-series", "vector", "shop/orders", "1e999", "0.0000001", "999999999999999999999999", "1 hour", "3%/month",
    "-5 GB", "desc", "a desc", ".", "..", "", " ", "{a}{b}", "a.b.c", "PostgreSQL", "Redis", "MongoDB", "DynamoDB",
]  # fmt: skip
FOUND, DICTIONARY = ROOT / "fuzz/found", ROOT / ".cache/fuzz.dict"


def changed(data: bytes, most: int, seed: int) -> bytes:
    """Another input like `data`: half the time its values are changed, else its bytes."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    if chance.random() < 0.6:
        try:
            value = yaml.load(data, Loader=yaml.CBaseLoader)  # noqa: S506 - it builds nothing but text
        except Exception:
            value = None
        if isinstance(value, dict):
            for _ in range(chance.choice((1, 1, 2, 4))):
                change(value, chance)
            text = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
            if len(text) <= most:
                return text
    return bytes(atheris.Mutate(data, most))


def change(value: Any, chance: random.Random) -> None:
    """Change one thing somewhere within a mapping or a list."""
    if not value:
        return
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chance.choice(keys)
    inner = value[key]
    if isinstance(inner, (dict, list)) and inner and chance.random() < 0.85:
        change(inner, chance)
        return
    match chance.randrange(8):
        case 0:
            del value[key]
        case 1 if isinstance(value, dict):
            value[chance.choice(WORDS)] = value.pop(key)
        case 2 if isinstance(value, dict):
            value[chance.choice(WORDS)] = inner
        case 3:
            value[key] = value[chance.choice(keys)]
        case 4:
            value[key] = [inner]
        case 5:
            value[key] = {chance.choice(WORDS): inner}
        case 6 if isinstance(inner, str):
            at = chance.randrange(len(inner) + 1)
            value[key] = inner[:at] + chance.choice(WORDS) + inner[at:]
        case _:
            value[key] = chance.choice(WORDS)


SEEN: set[tuple[str, ...]] = set()


def go(data: bytes) -> None:
    """Go the whole way; what is found is kept, once for each place that it comes from, and the search goes on."""
    try:
        chain.go(data)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        place = (type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames[-2:]))
        if place in SEEN:
            return
        SEEN.add(place)
        file = FOUND / f"{type(error).__name__}-{hashlib.sha256(data).hexdigest()[:12]}"
        file.write_bytes(data)
        print(f"\nfound {file}\n{traceback.format_exc()[-3000:]}", flush=True)


def prepare(corpus: Path) -> None:
    """The inputs to begin with, each sidecar that the project has, and the dictionary."""
    corpus.mkdir(parents=True, exist_ok=True)
    FOUND.mkdir(exist_ok=True)
    rules = [text.encode() for rule in RULES for sample in (rule.bad, rule.good) for text in example(sample).values()]
    files = [file.read_bytes() for file in sorted(ROOT.rglob("*.yaml")) if b"stores:" in file.read_bytes()]
    for data in [*files, *rules]:
        (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    keys = set(re.findall(r"[\w-]+", json.dumps(json_schema())))
    words = sorted(key for key in keys if len(key) < 24) + [word for word in WORDS if 0 < len(word) < 60]
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "replace")) for word in words)
    DICTIONARY.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")


def main() -> None:
    seconds, corpus = int(sys.argv[1]), ROOT / ".cache/fuzz"
    prepare(corpus)
    options = (
        f"-max_total_time={seconds} -timeout=60 -report_slow_units=60 -rss_limit_mb=3000 -max_len=40000 -len_control=0"
    )
    arguments = [sys.argv[0], str(corpus), *options.split(), f"-dict={DICTIONARY}", f"-artifact_prefix={FOUND}/"]
    atheris.Setup(arguments, go, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
