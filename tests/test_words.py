"""Names to words, their number and their case, with the nouns that dictionaries of rules get wrong."""

from __future__ import annotations

import pytest

from mkdocs_datadesign.words import Case, expand, is_case, is_plural, noun, plural_name, singular, split, to_case

PLURAL = """
    accesses addresses aliases analyses analytics atlases axes bases biases bonuses boxes buses caches cases categories
    children classes cookies corpora credentials crises criteria data databases emojis expenses feet films gases geese
    hashes heroes histories houses hypotheses indexes indices inventories invoices keys leaves lenses licenses lives
    matches matrices media men metadata mice movies news orders oxen people photos processes purchases quizzes responses
    sales schemas series settings sizes staff_members statistics statuses syntheses taxes teeth types users vertices
    viruses women
""".split()

SINGULAR = """
    access address alias analysis appendix atlas audit axis base basis bias bonus box bus business cache campus canvas
    case category census child class content corpus course crisis criterion css currency database datum expense feedback
    film focus gas glass hero history house hypothesis index inventory invoice iris key leaf lens license life match
    medium movie nexus order pass person photo process progress purchase quiz radius redis release response size staff
    status success synthesis tax thesis type user virus
""".split()


@pytest.mark.parametrize("word", PLURAL)
def test_a_plural_is_known(word: str) -> None:
    assert is_plural(noun(word))
    assert plural_name(word) == word


@pytest.mark.parametrize("word", SINGULAR)
def test_a_singular_is_known_and_made_plural(word: str) -> None:
    assert not is_plural(word)
    plural = plural_name(word)
    assert plural != word
    assert is_plural(noun(plural))


@pytest.mark.parametrize(
    ("plural", "word"),
    [
        ("addresses", "address"),
        ("aliases", "alias"),
        ("analyses", "analysis"),
        ("biases", "bias"),
        ("bonuses", "bonus"),
        ("boxes", "box"),
        ("buses", "bus"),
        ("caches", "cache"),
        ("categories", "category"),
        ("children", "child"),
        ("corpora", "corpus"),
        ("invoices", "invoice"),
        ("lenses", "lens"),
        ("people", "person"),
        ("processes", "process"),
        ("responses", "response"),
        ("series", "series"),
        ("staff", "staff"),
        ("statuses", "status"),
        ("users", "user"),
        ("viruses", "virus"),
    ],
)
def test_a_plural_is_made_singular(plural: str, word: str) -> None:
    assert singular(plural) == word
    assert singular(word) == word


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("InvoiceLine", "InvoiceLines"),
        ("order_line", "order_lines"),
        ("Category", "Categories"),
        ("order_lens", "order_lenses"),
        ("staff", "staff_members"),
        ("SalesStaff", "SalesStaffMembers"),
        ("user_2024", "users_2024"),
        ("user_v2", "users_v2"),
        ("users_2024", "users_2024"),
        ("line line", "line lines"),
        ("", ""),
        ("1", "1"),
    ],
)
def test_only_the_noun_of_a_name_is_made_plural(name: str, plural: str) -> None:
    assert plural_name(name) == plural


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("orderLine2", ("order", "line", "2")),
        ("order_line", ("order", "line")),
        ("HTTPStatus", ("http", "status")),
        ("userID", ("user", "id")),
        ("_id", ("id",)),
        ("Order Details", ("order", "details")),
        ("", ()),
    ],
)
def test_a_name_is_split_into_words(name: str, words: tuple[str, ...]) -> None:
    assert split(name) == words


@pytest.mark.parametrize(
    ("name", "case", "right"),
    [
        ("userId", "snake_case", "user_id"),
        ("UserID", "snake_case", "user_id"),
        ("user_id", "camelCase", "userId"),
        ("_createdAt", "snake_case", "_created_at"),
        ("Order Details", "camelCase", "orderDetails"),
    ],
)
def test_a_name_is_put_into_another_case(name: str, case: Case, right: str) -> None:
    assert not is_case(name, case)
    assert to_case(name, case) == right
    assert is_case(right, case)


def test_an_abbreviation_is_spelled_in_full() -> None:
    assert [expand(word) for word in ("cust", "customer", "no", "identifier", "id")] == [
        "customer",
        "customer",
        "number",
        "id",
        "id",
    ]
