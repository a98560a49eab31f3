"""The command line: the same checks and pages without MkDocs. A command is one module, loaded when it is asked for."""

from __future__ import annotations

import os
from importlib import import_module

import click

_COMMANDS = ("baseline", "check", "diff", "explain", "export", "new", "render", "schema")


class _Commands(click.Group):
    """Loads only the command that is run: a check need not wait for what draws pages."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{name}"), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-datadesign")
@click.option("--no-color", is_flag=True, help="Print without colours, as with NO_COLOR set.")
@click.pass_context
def main(context: click.Context, no_color: bool) -> None:
    """Check data designs, and render them as pages.

    DOCS is the docs directory. Without it, the project's is taken, with its options: those of the plugin in
    ./properdocs.yml or ./mkdocs.yml, or else those in ./pyproject.toml under [tool.datadesign].
    """
    if no_color or os.environ.get("NO_COLOR"):  # https://no-color.org
        context.color = False
