"""What a project may configure, the same for every host."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from .conventions import Conventions
from .problem import Severity
from .rules import RULES, Override


class FeatureRules(BaseModel):
    """Severities for the features that match a pattern, such as `legacy/*`."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    features: str
    rules: dict[str, Severity]


def _possible(path: str) -> str:
    if "\0" in path:
        raise PydanticCustomError("path", "no path has the character NUL")
    return path


_Path = Annotated[str, AfterValidator(_possible)]


class Options(BaseModel):
    """The options of `plugins: - datadesign:` in the site's configuration; each has a default that works."""

    model_config = ConfigDict(extra="forbid")

    plan: _Path = Field("plan", description="The plan's folder below the docs directory.")
    index: _Path = Field("plan/data-design", description="The folder of the index pages below the docs directory.")
    fail_on: Literal["error", "warning", "never"] = Field("error", description="The least severity that fails.")
    publish_sources: bool = Field(False, description="Whether the sidecars are published with the site.")
    rules: dict[str, Severity] = Field(default_factory=dict, description="Severities by rule or pattern of rules.")
    overrides: list[FeatureRules] = Field(default_factory=list, description="The same for matching features.")

    baseline: _Path = Field(
        "", description="The file that holds the problems which do not fail, beside the configuration."
    )
    since: str = Field("", description="A revision, or a span before the last commit: the overview tells what is new.")
    source_url: str = Field(
        "",
        description="Where the repository shows a line: `https://…/{path}#L{line}`, the path below the docs directory.",
    )
    templates: _Path = Field("", description="The folder of templates that replace or extend the pages' own.")
    cache: _Path = Field(
        "",
        description="The folder, outside the docs directory and the site, that keeps pages from one build to the next. "
        "With `templates` it is not used.",
    )
    catalogs: list[str] = Field(
        default_factory=list, description="Catalogs of other sites: files beside the configuration, or addresses."
    )
    conventions: Conventions = Field(default_factory=Conventions, description="What the project agreed on.")

    @property
    def severities(self) -> list[Override]:
        return [
            Override("*", self.rules),
            *(Override(override.features, override.rules) for override in self.overrides),
        ]


def parse(values: dict[str, Any]) -> tuple[Options, list[str]]:
    """Options from a mapping. The list says what is wrong with it; the options are then the defaults."""
    cleaned = _unquote_off(values)
    try:
        options = Options.model_validate(cleaned)
    except ValidationError as error:
        return Options(), [
            f"{'.'.join(str(key) for key in item['loc'])}: {item['msg']}" for item in error.errors(include_url=False)
        ]
    return options, _unknown_rules(options)


def _unquote_off(values: Any) -> Any:
    """MkDocs reads YAML 1.1, where an unquoted `off` is false."""
    if isinstance(values, dict):
        return {
            key: {name: "off" if severity is False else severity for name, severity in value.items()}
            if key == "rules" and isinstance(value, dict)
            else _unquote_off(value)
            for key, value in values.items()
        }
    return [_unquote_off(item) for item in values] if isinstance(values, list) else values


def _unknown_rules(options: Options) -> list[str]:
    from fnmatch import fnmatchcase

    names = [rule.name for rule in RULES]
    patterns = [*options.rules, *(name for override in options.overrides for name in override.rules)]
    return [f"no rule matches `{name}`" for name in patterns if not any(fnmatchcase(rule, name) for rule in names)]


class _Loader(yaml.SafeLoader):
    """Reads a site's configuration without what its tags would do."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


_SITE_FILES = ("properdocs.yml", "properdocs.yaml", "mkdocs.yml", "mkdocs.yaml")
"""The configurations of ProperDocs and MkDocs, in the order in which ProperDocs looks for them."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A project's docs directory and options, and the file that they come from; `wrong` says what is wrong with it."""

    docs: Path
    options: Options
    file: Path | None = None
    wrong: tuple[str, ...] = ()


def configuration(folder: Path) -> Configuration:
    """What the site's configuration says in the plugin's section, or else `pyproject.toml` in `[tool.datadesign]`.

    The docs directory is the one that the first of them names, under `docs_dir`, or else `docs`.
    """
    docs, options = "docs", None
    wrong: tuple[str, ...] = ()
    file: Path | None = None
    for name in (*_SITE_FILES, "pyproject.toml"):
        if options is not None or not (folder / name).is_file():
            continue
        try:
            named, values = (_site if name in _SITE_FILES else _pyproject)(folder / name)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, tomllib.TOMLDecodeError) as error:
            return Configuration(folder / docs, Options(), folder / name, (f"it cannot be read: {error}",))
        docs = named or docs
        if values is not None:
            file = folder / name
            options, found = parse(values)
            wrong = tuple(found)
    return Configuration(folder / docs, options or Options(), file, wrong)


def _site(file: Path) -> tuple[str, dict[str, Any] | None]:
    config = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader) or {}  # noqa: S506 - a SafeLoader
    if not isinstance(config, dict):
        raise yaml.YAMLError("it is no mapping of keys")
    plugins = config.get("plugins") or []
    listed = [{name: values} for name, values in plugins.items()] if isinstance(plugins, dict) else plugins
    for plugin in listed:
        if plugin == "datadesign":
            return str(config.get("docs_dir") or "docs"), {}
        if isinstance(plugin, dict) and "datadesign" in plugin:
            return str(config.get("docs_dir") or "docs"), plugin["datadesign"] or {}
    return str(config.get("docs_dir") or "docs"), None


def _pyproject(file: Path) -> tuple[str, dict[str, Any] | None]:
    table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("datadesign")
    return ("", None) if table is None else (str(table.pop("docs_dir", "")), table)
