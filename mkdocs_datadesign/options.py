"""What a project may configure, the same for every host."""

from __future__ import annotations

from typing import Annotated, Any, Literal

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
    rules: dict[str, Severity] = Field({}, description="Severities by rule or pattern of rules.")
    overrides: list[FeatureRules] = Field([], description="The same for matching features.")

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
        [], description="Catalogs of other sites: files beside the configuration, or addresses."
    )
    conventions: Conventions = Field(default_factory=Conventions, description="What the project agreed on.")

    @property
    def severities(self) -> list[Override]:
        return [
            Override("*", self.rules, "rules"),
            *(Override(override.features, override.rules) for override in self.overrides),
        ]


def parse(values: Any) -> tuple[Options, list[str]]:
    """Options from a mapping. The list says what is wrong with it; the options are then the defaults."""
    if not isinstance(values, dict):
        return Options(), ["the options of `datadesign` are no mapping of keys"]
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
