"""One plan of a site, of which a site that is put together of others, or of languages, has several."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig

from .making import Asked, Judged, Maker, Ready
from .options import Options
from .plan_files import PlanFiles
from .published import Published


class Plan:
    """One plan of the site: what makes its pages, from build to build, and its files in this one."""

    def __init__(self, options: Options, config: MkDocsConfig) -> None:
        self.maker = Maker()
        self.published = Published()
        self.asked: Asked | None = None
        """What the build before has asked for."""
        self.judged: Judged | None = None
        """What was read and checked for this build."""
        self.begin(options, config)

    def begin(self, options: Options, config: MkDocsConfig) -> None:
        """Begin another build. The options hold the folders of this plan."""
        self.options, self.judged = options, None
        self.files = PlanFiles(options.plan, options.index, config)

    def make_ahead(self) -> Ready | None:
        """What the next build will need, if it asks for the same as the last one."""
        if self.asked is None or self.asked.options.templates:  # with those, each page is written each time
            return None
        try:
            ready = self.maker.all(self.asked)
            if ready.made:
                self.published.prepare(ready.made.pages, ready.made.found)
            return ready
        except Exception:  # the build meets it again, and tells of it
            self.maker = Maker()
            return None


def within(options: Options, folder: str) -> Options:
    """The options of the plan in a folder below the docs directory."""
    if not folder:
        return options
    return options.model_copy(update={key: f"{folder}/{getattr(options, key)}" for key in ("plan", "index")})
