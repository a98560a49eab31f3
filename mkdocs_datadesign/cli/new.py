"""`datadesign new`: a sidecar to fill in."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from ..configuration import configuration
from ..documents import PAGE_NAME
from ..reading import SIDECARS, is_inside
from ..skeleton import MECHANISMS, Mechanism, skeleton
from .host import QUIET, write_file
from .output import say
from .schema import schema_text

_SCHEMA_FILE = "data-design.schema.json"


@click.command(
    epilog="""\b
Examples:
  datadesign new shop/orders --mechanism relational
  datadesign new shop/carts --mechanism key-value --technology Redis"""
)
@click.argument("feature")
@click.option("--mechanism", type=click.Choice(MECHANISMS), required=True, help="How the data is kept.")
@click.option("--technology", default="", help="By default a usual one for the mechanism.")
@click.option(
    "--schema", "address", default="", help="Where editors find the schema; by default a file that is written."
)
@QUIET
def new(feature: str, mechanism: Mechanism, technology: str, address: str, quiet: bool) -> None:
    """Write a sidecar to fill in for FEATURE, its folder below the plan: epic/feature.

    It has the keys of a design, of its store and of one object with what they mean, and passes as a draft; editors
    offer those of fields, indexes, relationships and the like. Nothing that stands is overwritten.
    """
    found = configuration(Path())
    if found.wrong:
        raise click.UsageError(f"{found.file}: {'; '.join(found.wrong)}")
    feature = _below(found.plan, feature)
    if not re.fullmatch(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", feature):
        raise click.UsageError(f"`{feature}` is no folder below the plan; write epic/feature")
    folder = found.plan / feature
    if not is_inside(folder, found.docs):
        raise click.UsageError(f"{folder} leads out of {found.docs} by a link; a sidecar there would not be read")
    for name in (*SIDECARS, PAGE_NAME):
        if os.path.lexists(folder / name):
            raise click.UsageError(f"{folder / name} is there already, and is left alone")
    if not address.isprintable():
        raise click.UsageError("--schema is a path or an address in one line")
    written: list[str] = []
    if not address:
        file = Path(_SCHEMA_FILE)
        address = Path(os.path.relpath(file, folder)).as_posix()
        if not os.path.lexists(file):
            write_file(file, schema_text())
            written.append(f"{file}, for editors")
    documents = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    write_file(folder / SIDECARS[0], skeleton(feature, mechanism, technology, documents, address))
    for what in () if quiet else (*written, folder / SIDECARS[0]):
        say(f"wrote {what}")


def _below(plan: Path, feature: str) -> str:
    """A feature's key, of what may be its key or the path of its folder."""
    path = Path(os.path.abspath(feature))
    whole = Path(os.path.abspath(plan))
    return path.relative_to(whole).as_posix() if path.is_relative_to(whole) else feature.strip("/")
