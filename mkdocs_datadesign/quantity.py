"""Volumes, rates and spans of time, as people write them in a plan."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

Unit = Literal["records", "bytes"]

SECOND, MINUTE, HOUR, DAY = 1.0, 60.0, 3600.0, 86400.0
WEEK, MONTH, YEAR = 7 * DAY, 365 / 12 * DAY, 365 * DAY

_SPANS = {
    **dict.fromkeys("s sec secs second seconds".split(), SECOND),
    **dict.fromkeys("ms millisecond milliseconds".split(), SECOND / 1000),
    **dict.fromkeys("m min mins minute minutes".split(), MINUTE),
    **dict.fromkeys("h hr hrs hour hours".split(), HOUR),
    **dict.fromkeys("d day days".split(), DAY),
    **dict.fromkeys("w week weeks".split(), WEEK),
    **dict.fromkeys("mo month months".split(), MONTH),
    **dict.fromkeys("quarter quarters".split(), YEAR / 4),
    **dict.fromkeys("y yr yrs year years".split(), YEAR),
}
_EVERY = {
    "hourly": HOUR, "daily": DAY, "nightly": DAY, "weekly": WEEK, "monthly": MONTH, "quarterly": YEAR / 4,
    "yearly": YEAR, "annually": YEAR, "annual": YEAR, "night": DAY, "midnight": DAY, "morning": DAY, "evening": DAY,
}  # fmt: skip
_SCALES = {"k": 1e3, "m": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_SCALES |= {"trillion": 1e12, "hundred": 1e2, "dozen": 12}
_BYTES = {"b": 1, "byte": 1, "bytes": 1} | {
    f"{prefix}{suffix}": 1000 ** (i + 1) if suffix == "b" else 1024 ** (i + 1)
    for i, prefix in enumerate("kmgtp")
    for suffix in ("b", "ib")
}
_NONE = re.compile(r"(?:none|nothing|zero|no|nil|never)\b", re.I)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10, "half": 0.5}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}

_NUMBER = r"(?<![\w.])(?:\d{1,3}(?:\.\d{3}){2,4}(?![\d.])|\d{1,15}(?:[ _,'\u00a0\u202f]\d{3}(?!\d))*(?:\.\d{1,15})?(?:e[+-]?\d{1,2})?)"
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<scale>(?!to\b)[a-z]+\b)?(?:\s+(?P<unit>(?!to\b)[a-z]+)\b)?", re.I)
_RATE = re.compile(r"\s*(?:/|\bper\b|\ba\b|\ban\b|\beach\b|\bevery\b)\s*(?P<span>[a-z]+)\b", re.I)
_SPAN = re.compile(rf"(?P<number>{_NUMBER}|\b(?:{'|'.join(_NUMBERS)})\b)\s*(?:an?\s+)?(?P<unit>[a-z]+)\b", re.I)
_WORD = re.compile(r"[a-z]+", re.I)
_ISO = re.compile(
    r"P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?"
)
_ISO_SPANS = (YEAR, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND)
_LONGEST = 300
"""How much of a text is looked at: nobody writes a quantity later than that."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many records, or so many bytes."""

    value: float
    unit: Unit = "records"


@dataclass(frozen=True, slots=True)
class Growth:
    """An amount more each year, or with `is_percentage` a fraction of what is there each `period` seconds."""

    amount: Amount
    period: float
    is_percentage: bool = False

    def after(self, initial: float, seconds: float) -> float:
        """What `initial` has become after some seconds, in the amount's unit; percentages compound."""
        periods = seconds / self.period
        if not self.is_percentage:
            return initial + self.amount.value * periods
        power = periods * math.log1p(self.amount.value)
        return initial * math.exp(power) if power < 500 else math.inf


def read_amount(text: str) -> Amount | None:
    """How much a text says: `20_000`, `1.5M`, `2 million rows`, `400 B`, `10-20 GB` (the upper end). None if nothing.

    Bytes in a decimal unit count by 1000, in a binary one (`GiB`) by 1024.
    """
    return _read_amount(_head(text))


@cache  # several rules ask of each volume, and many volumes are alike
def _read_amount(text: str) -> Amount | None:
    if _NONE.match(text):
        return Amount(0)
    found = list(_AMOUNT.finditer(text))
    if not found:
        return None
    last = found[0]
    for other in found[1:]:
        if not re.fullmatch(r"\s*(?:-|–|to|\.\.|…)\s*", text[last.end() : other.start()]):
            break
        last = other
    return _amount(last)


def _amount(found: re.Match[str]) -> Amount:
    number, scale, unit = _number(found["number"]), (found["scale"] or "").lower(), (found["unit"] or "").lower()
    spaced = found["scale"] is not None and found.start("scale") > found.end("number")
    if scale == "b" and not spaced:  # 2b is two billion, 2 B two bytes
        return Amount(number * 1e9)
    if scale in _BYTES:
        return Amount(number * _BYTES[scale], "bytes")
    if scale in _SCALES and not (found["scale"] == "m" and spaced):  # 5 m are minutes, 5 M five million
        number *= _SCALES[scale]
        return Amount(number * _BYTES[unit], "bytes") if unit in _BYTES else Amount(number)
    return Amount(number)


def read_growth(text: str) -> Growth | None:
    """How fast something grows: `40_000/month`, `5 MB a day`, `3%/month`, `10 % yearly`, `none`. None if unreadable."""
    return _read_growth(_head(text))


@cache
def _read_growth(text: str) -> Growth | None:
    if _NONE.match(text) or re.fullmatch(r"0+", text):
        return Growth(Amount(0), YEAR)
    found = _AMOUNT.search(text)
    period = _period(text[found.end("number") :]) if found else None
    if found is None or period is None:
        return None
    if re.match(r"\s*(?:%|percent\b)", text[found.end("number") :], re.I):
        return Growth(Amount(_number(found["number"]) / 100), period, is_percentage=True)
    amount = read_amount(re.split(_RATE, text[found.start() :], maxsplit=1)[0])
    return Growth(amount, period) if amount else None


def _period(text: str) -> float | None:
    for rate in _RATE.finditer(text):
        if (span := _SPANS.get(rate["span"].lower())) is not None:
            return span
    return next((_EVERY[word.lower()] for word in _WORD.findall(text) if word.lower() in _EVERY), None)


def read_duration(text: str) -> float | None:
    """The seconds that a text names: `15 minutes`, `7 years after closing`, `1 h 30 min`, `daily`, `twice a day`.

    0 for none, zero and continuous; infinity for forever. None where it names no span of time.
    """
    return _read_duration(_head(text))


@cache
def _read_duration(text: str) -> float | None:
    lower = text.lower()
    if (
        _NONE.match(text)
        or re.fullmatch(r"0+", text)
        or re.search(r"\b(?:continuous(?:ly)?|real.?time|streaming)\b", lower)
    ):
        return 0.0
    if re.search(r"\b(?:forever|indefinite(?:ly)?|unlimited|permanent(?:ly)?)\b", lower):
        return math.inf
    if iso := _ISO.fullmatch(text):
        return sum(int(count) * size for count, size in zip(iso.groups("0"), _ISO_SPANS, strict=True))
    if times := re.search(r"\b(once|twice|thrice|\w+ times)\s+(?:an?|per|each|every)\s+([a-z]+)", lower):
        count = _TIMES.get(times[1]) or _number(times[1].split()[0])
        if times[2] in _SPANS and count > 0:
            return _SPANS[times[2]] / count
    seconds = _spans(text)
    if seconds is not None:
        return seconds
    return min(_repeated(lower), default=None)


def read_frequency(text: str) -> float | None:
    """The shortest of the seconds between two times that a text names: `weekly in full, hourly what changed`."""
    text = _head(text)
    parts = [read_duration(part) for part in re.split(r"[,;+&]|\band\b", text)]
    return min((part for part in parts if part is not None), default=read_duration(text))


def _repeated(lower: str) -> Iterator[float]:
    yield from (_EVERY[word] for word in _WORD.findall(lower) if word in _EVERY)
    for every in re.finditer(r"\b(?:every|each|per)\s+([a-z]+)", lower):
        if (span := _SPANS.get(every[1]) or _EVERY.get(every[1])) is not None:
            yield span


def _spans(text: str) -> float | None:
    """The first span of time, with the parts that follow it directly: `1 h 30 min`."""
    total, end = None, 0
    for found in _SPAN.finditer(text):
        span = _SPANS.get(found["unit"].lower())
        if span is None:
            continue
        if total is not None and not re.fullmatch(r"\s*(?:,|and)?\s*", text[end : found.start()]):
            break
        total, end = (total or 0.0) + _number(found["number"]) * span, found.end()
    return total


def _number(text: str) -> float:
    words = text.strip().lower()
    if words in _NUMBERS:
        return float(_NUMBERS[words])
    if words.count(".") > 1:
        words = words.replace(".", "")
    try:
        return float(re.sub(r"[ _,'\u00a0\u202f]", "", words))
    except ValueError:
        return 0.0


def _head(text: str) -> str:
    return " ".join(text[:_LONGEST].split()).lstrip("~≈<>≤≥ ")


def shown(value: float, unit: Unit) -> str:
    """An amount as a message says it: `3_400_000`, `1.2 GB`."""
    if unit == "records":
        return f"{round(value):_}" if value < 1e15 else f"{value:.0e}"
    size, names = value, ["B", "kB", "MB", "GB", "TB", "PB"]
    while size >= 1000 and len(names) > 1:
        size, names = size / 1000, names[1:]
    return f"{size:.3g} {names[0]}" if size < 1e6 else f"{size:.0e} {names[0]}"


def short(value: float, unit: Unit) -> str:
    """An amount as a picture says it: `3.4 M`, `1.2 GB`."""
    if unit == "bytes":
        return shown(value, unit)
    for name, size in (("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:.0f}"


def span_shown(seconds: float) -> str:
    """A span of time as a message says it: `7 years`, `15 minutes`."""
    for name, size in (("year", YEAR), ("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        count = seconds / size
        if count >= 1 and abs(count - round(count)) < 0.01:
            return f"{round(count)} {name}{'s' if round(count) != 1 else ''}"
    return f"{seconds:g} second{'s' if seconds != 1 else ''}" if seconds < HOUR else f"{seconds / DAY:.3g} days"
