"""ERDs: whatever a design's names hold, a real Mermaid engine reads back the same model."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_real import assert_means_itself, meaning, parsed_fields

from mkdocs_datadesign.blocks import put_back
from mkdocs_datadesign.catalog import Feature, Store
from mkdocs_datadesign.commas import loose
from mkdocs_datadesign.diagram import MAX_ENTITIES, diagrams, mermaid
from mkdocs_datadesign.linking import link
from mkdocs_datadesign.pages import Written
from mkdocs_datadesign.parser import read
from mkdocs_datadesign.project import Project
from mkdocs_datadesign.schema import validate
from mkdocs_datadesign.writer import Site

Make = Callable[..., Project]
HEAD = "title: T\nstores:\n  main:\n    mechanism: relational\n    technology: PostgreSQL\n    entities:\n"


def store_of(text: str) -> Store:
    source = read("plan/a/b/03-data-design.yaml", text.encode())
    design, left_out = validate(source)
    assert design is not None, source.faults
    feature = Feature("a/b", source, design, left_out)
    link([feature])
    return feature.stores["main"]


@pytest.mark.parametrize(
    "name",
    ["Order Details", "class", "style", "end", "one", "many", "to", "subgraph", "PK", "click", "direction", "1abc",
     "MixedCase", "select", 'a"b', "a%b", "a\\b", "a`b", "e0", "erDiagram", "a]b", "{", "||--||", "ünïcode", "a|b", "a;b"],
)  # fmt: skip
def test_any_name_can_be_an_entity_and_a_field(name: str) -> None:
    quoted = json.dumps(name)
    (diagram,) = diagrams(store_of(HEAD + f"      {quoted}:\n        fields: {{{quoted}: {{type: {quoted}}}}}\n"))
    assert_means_itself(diagram)


@pytest.mark.parametrize(
    "type_", ["character varying(255)", "numeric(10, 2)", "timestamp(6) without time zone", "ENUM('a','b')", "text[]"]
)
def test_real_types_are_drawn_as_they_are(type_: str) -> None:
    (diagram,) = diagrams(store_of(HEAD + f"      t:\n        fields: {{id: {{type: {json.dumps(type_)}}}}}\n"))
    assert parsed_fields(meaning(mermaid(diagram))) == {"t": [(type_, "id", [])]}


def test_a_quoted_foreign_key_is_a_relationship() -> None:
    store = store_of(
        HEAD
        + '      "Order Details":\n        fields: {"Unit Id": {type: UUID, constraints: [PK]}}\n'
        + "      group:\n"
        + '        fields: {detail: {type: UUID, constraints: [\'FK "Order Details"."Unit Id"\']}}\n'
    )
    (diagram,) = diagrams(store)
    assert_means_itself(diagram)
    assert [(line.source.name, line.target.name) for line in diagram.lines] == [("Order Details", "group")]


def test_a_store_of_many_entities_is_a_map_and_parts_that_hold_each_once() -> None:
    text = HEAD + "".join(
        f"      t{i}:\n        fields: {{id: {{type: UUID, constraints: [PK]}}, p: {{type: UUID, constraints: [FK t{i // 3}.id]}}}}\n"
        for i in range(100)
    )
    store = store_of(text)
    whole, *parts = diagrams(store, "erd.main")
    assert_means_itself(whole)
    assert [entity.target for entity in whole.entities] == [part.anchor for part in parts]
    crossing = sum(int(line.label.split()[0]) for line in whole.lines)
    assert len(parts) == 3
    own = [entity.name for part in parts for entity in part.entities if not entity.foreign]
    assert sorted(own) == sorted(store.objects)
    assert sum(len(part.lines) for part in parts) == 100
    within = sum(not line.source.foreign and not line.target.foreign for part in parts for line in part.lines)
    assert (within, crossing) == (100 - crossing, crossing)
    assert crossing > 0
    for part in parts:
        assert sum(not entity.foreign for entity in part.entities) <= MAX_ENTITIES
        assert_means_itself(part)


names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text != ""
)


types = names.filter(lambda text: not loose(text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, st.dictionaries(names, types, min_size=1, max_size=4), min_size=1, max_size=4))
def test_random_names_mean_themselves(tables: dict[str, dict[str, str]]) -> None:
    entities = {
        name: {"fields": {field: {"type": type_} for field, type_ in fields.items()}} for name, fields in tables.items()
    }
    design = {
        "title": "T",
        "stores": {"main": {"mechanism": "relational", "technology": "X", "entities": entities}},
    }
    for diagram in diagrams(store_of(json.dumps(design, ensure_ascii=False))):
        parsed = meaning(mermaid(diagram))
        assert len(parsed["entities"]) == len(tables)
        assert sorted(len(entity["attributes"]) for entity in parsed["entities"].values()) == sorted(
            len(fields) for fields in tables.values()
        )
        assert parsed["relationships"] == []


def test_words_that_mermaid_reads_anywhere_in_a_line_are_no_direction() -> None:
    (diagram,) = diagrams(
        store_of(
            HEAD
            + '      "the direction LR of it": {fields: {id: {type: UUID, constraints: [PK]}}}\n'
            + '      b: {fields: {"direction  tb": {type: "direction RL", constraints: [\'FK "the direction LR of it".id\']}}}\n'
        )
    )
    assert_means_itself(diagram)


def test_what_is_too_much_to_draw_is_said_to_be_so(project: Make) -> None:
    keys = "".join(f"          f{i}: {{type: UUID, constraints: [FK t.id]}}\n" for i in range(3_000))
    site = Site("plan", "plan/data-design", lambda here, there: there, html=True)
    head = HEAD + "      t:\n        fields:\n          id: {type: UUID, constraints: [PK]}\n"
    (page,) = Written().pages(project(head + keys), site)
    text = put_back(page.text, page.blocks)
    assert "Too large to be drawn" in text
    assert 'class="mermaid"' not in text
