"""`datadesign schema`: the JSON Schema of a sidecar."""

from __future__ import annotations

import json

import click

from ..json_schema import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of a sidecar."""
    click.echo(schema_text(), nl=False)


def schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
