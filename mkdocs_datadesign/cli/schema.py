"""`datadesign schema`: the JSON Schema of a sidecar, or of the catalog."""

from __future__ import annotations

import json

import click

from .. import catalog_file
from ..json_schema import json_schema
from .output import put


@click.command(
    epilog="""\b
Examples:
  datadesign schema > data-design.schema.json
  datadesign schema --catalog > catalog.schema.json"""
)
@click.option("--catalog", is_flag=True, help="Print that of catalog.json, which a site tells other programs.")
def schema(catalog: bool) -> None:
    """Print the JSON Schema of a sidecar."""
    put(catalog_file.schema_text() if catalog else schema_text())


def schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
