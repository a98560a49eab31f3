"""Where a project is, and what its files configure: the site's configuration or `pyproject.toml`."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .files import contents
from .options import Options, parse


class _Loader(yaml.SafeLoader):
    """Reads a site's configuration: variables of the environment as MkDocs does, and nothing of what other tags would do."""


def _variable(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    from yaml_env_tag import construct_env_tag  # few configurations name any

    return construct_env_tag(loader, node)


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)
_Loader.add_constructor("!ENV", _variable)


_SITE_FILES = ("properdocs.yml", "properdocs.yaml", "mkdocs.yml", "mkdocs.yaml")
"""The configurations of ProperDocs and MkDocs, in the order in which ProperDocs looks for them."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A project's docs directory and options, and the file that configures it, if any; `wrong` says what is wrong with it.

    What the options name lies below `folder`.
    """

    docs: Path
    options: Options
    folder: Path = Path()
    file: Path | None = None
    wrong: tuple[str, ...] = ()

    @property
    def plan(self) -> Path:
        return self.docs / self.options.plan


def configuration(folder: Path) -> Configuration:
    """What the site's configuration says in the plugin's section, or else `pyproject.toml` in `[tool.datadesign]`.

    The docs directory is the one that the first of them names, under `docs_dir`, or else `docs`.
    """
    docs, file = "docs", None
    for name in (*_SITE_FILES, "pyproject.toml"):
        if not (folder / name).is_file():
            continue
        try:
            named, values = (_site if name in _SITE_FILES else _pyproject)(folder / name)
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            words = " ".join(str(error).split())
            return Configuration(folder / docs, Options(), folder, folder / name, (f"it cannot be read: {words}",))
        docs = named or docs
        if values is not None:
            options, wrong = parse(values)
            return Configuration(folder / docs, options, folder, folder / name, tuple(wrong))
        if name in _SITE_FILES:
            file = file or folder / name
    return Configuration(folder / docs, Options(), folder, file)


def holding(path: Path) -> Configuration | None:
    """The project that a path is of: its folder, its docs directory, or a part of its plan.

    The one here comes first, then the nearest around the path. A folder that has a plan, and is in no project, is a docs
    directory of its own.
    """
    here, start = Path.cwd(), Path(os.path.abspath(path))
    for folder in (here, start, *start.parents):
        found = configuration(folder.relative_to(here) if folder.is_relative_to(here) else folder)
        if _holds(found, path.resolve()):
            return found
    alone = Configuration(path, Options())
    return alone if alone.plan.is_dir() else None


def _holds(found: Configuration, place: Path) -> bool:
    folder, plan = found.folder.resolve(), found.plan.resolve()
    if place == folder:
        return found.file is not None or found.docs.is_dir()
    leads_there = plan.is_relative_to(place) and not folder.is_relative_to(place)
    return (found.file is not None or plan.is_dir()) and (place.is_relative_to(plan) or leads_there)


def _site(file: Path) -> tuple[str, Any]:
    """The docs directory that a site's configuration names, and the options; None where the plugin is not listed."""
    config = _inherited(file)
    plugins = config.get("plugins") or []
    if not isinstance(plugins, dict | list):
        raise ValueError("`plugins` is no list of plugins")
    listed = [{name: values} for name, values in plugins.items()] if isinstance(plugins, dict) else plugins
    docs = str(config.get("docs_dir") or "docs")
    for plugin in listed:
        if plugin == "datadesign":
            return docs, {}
        if isinstance(plugin, dict) and "datadesign" in plugin:
            return docs, _without_enabled(plugin["datadesign"] or {})
    return docs, None


def _read(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader


def _parent(file: Path, named: object) -> Path:
    return file.parent / str(named)


def _inherited(file: Path, *heirs: Path) -> dict[str, Any]:
    """What a site's configuration holds, with what it inherits from others, as MkDocs merges them.

    Raises ValueError for what is no configuration, and what reading and YAML raise.
    """
    config = _read(contents(file).decode()) or {}
    if not isinstance(config, dict):
        raise ValueError(f"{file.name} is no mapping of keys" if heirs else "it is no mapping of keys")
    if "INHERIT" not in config:
        return config
    parent = _parent(file, config.pop("INHERIT"))
    if parent.resolve() in (one.resolve() for one in (file, *heirs)):
        raise ValueError(f"{file.name} inherits from itself")
    from mergedeep import merge  # few configurations have a parent

    merged: dict[str, Any] = merge(_inherited(parent, file, *heirs), config)
    return merged


def lineage(file: Path) -> list[Path]:
    """A site's configuration, then that which it inherits from, and so on, as far as they can be read."""
    found: list[Path] = []
    while file not in found:
        found.append(file)
        with suppress(OSError, ValueError, RecursionError, yaml.YAMLError):
            text = contents(file).decode()
            config = _read(text) if "INHERIT" in text else None  # to read one takes a while, and few have a parent
            if isinstance(config, dict) and "INHERIT" in config:
                file = _parent(file, config["INHERIT"]).resolve()
    return found


def _without_enabled(options: Any) -> Any:
    """The options without the one that MkDocs has for each plugin: whether a site runs it is no matter to a check."""
    if isinstance(options, dict) and isinstance(options.get("enabled"), bool):
        return {key: value for key, value in options.items() if key != "enabled"}
    return options


def _pyproject(file: Path) -> tuple[str, Any]:
    """The docs directory that `[tool.datadesign]` names, "" for none, and its options; None where there is no such table."""
    tool = tomllib.loads(contents(file).decode()).get("tool", {})
    table = tool.get("datadesign") if isinstance(tool, dict) else tool
    if isinstance(table, dict):
        return str(table.pop("docs_dir", "")), table
    return "", table
