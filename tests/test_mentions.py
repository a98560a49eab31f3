"""Names are found in a text alike, whether one by one or all in one walk, and many of them in a long text take no hour."""

from __future__ import annotations

import re

import pytest
from effort import no_longer_than
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_datadesign import mentions as searching
from mkdocs_datadesign.mentions import mentions

NAMES = st.text("abAB12_-", min_size=1, max_size=6).filter(str.isascii)
TEXTS = st.text("abAB12 _-.\n(", max_size=60)


@pytest.mark.parametrize(
    ("name", "text", "is_there"),
    [
        ("OrderResponse", "the order response", True),
        ("OrderResponse", "`OrderResponse`", True),
        ("OrderResponse", "ORDER_RESPONSE", True),
        ("OrderResponse", "order-\nresponse", True),
        ("OrderResponse", "orderResponses", False),
        ("OrderResponse", "reorder response", False),
        ("OrderResponse", "order, response", False),
        ("order2", "order 2", True),
        ("order2", "order 21", False),
        ("Größe", "die grö ße", False),
        ("__", "a __ b", True),
    ],
)
def test_a_name_is_found_as_its_words(name: str, text: str, is_there: bool) -> None:
    assert bool(mentions(text, [name])[name]) is is_there


@given(TEXTS, st.sets(NAMES, min_size=1, max_size=5))
def test_one_walk_finds_what_a_search_for_each_name_finds(text: str, names: set[str]) -> None:
    one_by_one = mentions(text, names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "_LITTLE", -1)
        together = mentions(text, names)
    for name, spans in one_by_one.items():
        if name.strip("_-"):
            more = {*together[name]} - {*spans}
            assert {*spans} <= {*together[name]}
            assert all(re.search(r"[^\W_][\s_-]+[^\W_]", text[start:end]) for start, end in more), (
                "but words run together"
            )
    assert all(together[name] is None for name in names if not name.strip("_-"))


def test_twenty_thousand_names_in_four_megabytes_take_seconds() -> None:
    text = "abc dto " * 500_000
    names = [f"AbcDto{number}" for number in range(20_000)]
    with no_longer_than(120):
        found = mentions(text, [*names, "AbcDto"])
    assert not any(found[name] for name in names)
    assert len(found["AbcDto"] or ()) == 500_000
