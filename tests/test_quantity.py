"""Volumes, rates and spans of time, as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_datadesign.quantity import (
    DAY,
    HOUR,
    MINUTE,
    MONTH,
    YEAR,
    Amount,
    read_amount,
    read_duration,
    read_frequency,
    read_growth,
    shown,
    span_shown,
)

AMOUNTS = {
    "20_000": Amount(20_000),
    "20 000": Amount(20_000),
    "20,000": Amount(20_000),
    "1_000_000": Amount(1e6),
    "1.5M": Amount(1.5e6),
    "20k": Amount(20_000),
    "2b": Amount(2e9),
    "2 million": Amount(2e6),
    "2 million rows": Amount(2e6),
    "5e6": Amount(5e6),
    "~20_000": Amount(20_000),
    "about 20 000 rows": Amount(20_000),
    "< 1M": Amount(1e6),
    "50_000 orders": Amount(50_000),
    "400 B": Amount(400, "bytes"),
    "400B": Amount(400e9),
    "60 MB": Amount(60e6, "bytes"),
    "60MB": Amount(60e6, "bytes"),
    "1.5 GiB": Amount(1.5 * 1024**3, "bytes"),
    "2 thousand GB": Amount(2e12, "bytes"),
    "10-20 GB": Amount(20e9, "bytes"),
    "1 to 2 TB": Amount(2e12, "bytes"),
    "1 M": Amount(1e6),
    "1.000.000": Amount(1e6),
    "1'000'000": Amount(1e6),
    "0": Amount(0),
    "none": Amount(0),
    "None below ten": Amount(0),
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_amounts(text: str) -> None:
    assert read_amount(text) == AMOUNTS[text]


@pytest.mark.parametrize("text", ["quite a lot", "many", "TBD", "?", "to be measured"])
def test_what_is_no_amount(text: str) -> None:
    assert read_amount(text) is None


GROWTHS = {
    "40_000/month": (40_000, MONTH, "records"),
    "40_000 / month": (40_000, MONTH, "records"),
    "40_000 per month": (40_000, MONTH, "records"),
    "1_000 rows/hour": (1000, HOUR, "records"),
    "5 MB a day": (5e6, DAY, "bytes"),
    "5 MB/day": (5e6, DAY, "bytes"),
    "1.4M records each month": (1.4e6, MONTH, "records"),
    "2k yearly": (2000, YEAR, "records"),
    "10 GB every week": (10e9, 7 * DAY, "bytes"),
    "none": (0, YEAR, "records"),
    "0": (0, YEAR, "records"),
}


@pytest.mark.parametrize("text", GROWTHS)
def test_growth(text: str) -> None:
    growth = read_growth(text)
    assert growth is not None
    assert (growth.amount.value, growth.period, growth.amount.unit) == GROWTHS[text]
    assert not growth.is_percentage


@pytest.mark.parametrize("text", ["3%/month", "3 % per month", "3 percent a month", "3% monthly"])
def test_percentages_compound(text: str) -> None:
    growth = read_growth(text)
    assert growth is not None
    assert growth.is_percentage
    assert growth.after(1000, 2 * MONTH) == pytest.approx(1060.9)


@pytest.mark.parametrize("text", ["40_000", "slowly", "with the customers", "3%", "a lot per month"])
def test_what_is_no_growth(text: str) -> None:
    assert read_growth(text) is None


DURATIONS = {
    "1 hour": HOUR,
    "15 minutes": 15 * MINUTE,
    "15 min": 15 * MINUTE,
    "90s": 90,
    "500 ms": 0.5,
    "24h": 24 * HOUR,
    "7 years": 7 * YEAR,
    "3 years after closing": 3 * YEAR,
    "30 days": 30 * DAY,
    "1 h 30 min": 1.5 * HOUR,
    "1 hour and 30 minutes": 1.5 * HOUR,
    "an hour": HOUR,
    "half an hour": HOUR / 2,
    "two weeks": 14 * DAY,
    "daily": DAY,
    "hourly": HOUR,
    "Nightly snapshot": DAY,
    "every 6 hours": 6 * HOUR,
    "every hour": HOUR,
    "twice a day": DAY / 2,
    "4 times per day": DAY / 4,
    "at most 5 minutes of data": 5 * MINUTE,
    "Every night at 2": DAY,
    "PT1H30M": 1.5 * HOUR,
    "P30D": 30 * DAY,
    "0": 0,
    "none": 0,
    "zero": 0,
    "continuous": 0,
    "Continuously, by the write-ahead log": 0,
    "forever": math.inf,
    "kept indefinitely": math.inf,
    "daily, and 5 minutes for the log": 5 * MINUTE,
}


@pytest.mark.parametrize("text", DURATIONS)
def test_durations(text: str) -> None:
    assert read_duration(text) == pytest.approx(DURATIONS[text])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("weekly full, hourly incremental", HOUR),
        ("1 week in full and 15 minutes for the log", 15 * MINUTE),
        ("daily", DAY),
    ],
)
def test_of_several_frequencies_the_shortest_counts(text: str, seconds: float) -> None:
    assert read_frequency(text) == seconds


@pytest.mark.parametrize("text", ["as fast as we can", "by law", "TBD", "12", "the usual"])
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) is None


@given(st.one_of(st.text(max_size=500), st.text(alphabet="0123456789 _,.-+%/kKmMgGbB aehoursdayinut", max_size=500)))
def test_any_text_is_read_or_not_and_never_raises(text: str) -> None:
    for read in (read_amount, read_growth, read_duration):
        read(text)


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(0, 10_000))
def test_what_grows_longer_is_never_less(initial: float, seconds: float, percent: int) -> None:
    for text in (f"{percent}/day", f"{percent}%/day"):
        growth = read_growth(text)
        assert growth is not None
        assert growth.after(initial, seconds) <= growth.after(initial, seconds + DAY)


def test_amounts_and_spans_in_messages() -> None:
    assert shown(3_380_000.2, "records") == "3_380_000"
    assert shown(240e9, "bytes") == "240 GB"
    assert span_shown(7 * YEAR) == "7 years"
    assert span_shown(90 * MINUTE) == "90 minutes"
    assert span_shown(1) == "1 second"
