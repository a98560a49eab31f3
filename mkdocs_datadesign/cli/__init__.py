"""The command line: the same checks and pages without MkDocs. A command is one module, loaded when it is asked for."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

import click

from ..garbage import without_collection
from ..words import did_you_mean
from .output import run

_COMMANDS = ("baseline", "check", "diff", "explain", "export", "new", "render", "schema")


def _without_color(context: click.Context, _: click.Parameter, chosen: bool) -> None:
    if chosen or os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False


_NO_COLOR = click.option(
    "--no-color",
    is_flag=True,
    expose_value=False,
    callback=_without_color,
    help="Print without colours, as with NO_COLOR set.",
)


@cache
def _command(name: str) -> click.Command:
    """A command, which takes what all of them take, too."""
    with without_collection("modules"):  # what is imported stays
        command: click.Command = getattr(import_module(f"{__name__}.{name}"), name)
    return _NO_COLOR(command)


class _Commands(click.Group):
    """Loads only the command that is run: a check need not wait for what draws pages."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return _command(name) if name in _COMMANDS else None

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in _COMMANDS and not args[0].startswith("-") and not context.resilient_parsing:
            help = did_you_mean(args[0], _COMMANDS) or "`datadesign --help` lists them"
            context.fail(f"there is no command `{args[0]}`; {help}")
        return super().resolve_command(context, args)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command, tell what went wrong, and exit."""
        sys.exit(run(lambda: super(_Commands, self).main(*args, **{**extra, "standalone_mode": False})))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  datadesign new shop/orders --mechanism relational
  datadesign check
  datadesign diff origin/main...""",
)
@click.version_option(package_name="mkdocs-datadesign")
@_NO_COLOR
def main() -> None:
    """Check data designs, and render them as pages.

    DOCS is a docs directory, or the folder of its project; by default the project is the one here. Its options are
    those of the plugin in properdocs.yml or mkdocs.yml, or else those in pyproject.toml under [tool.datadesign].
    """
