"""no-code/code-block"""

from collections.abc import Iterator

from ...catalog import Catalog
from ...problem import Severity
from ..rule import Finding, Rule
from .prose import findings


def check(catalog: Catalog) -> Iterator[Finding]:
    help = "describe it in words instead; an ERD is drawn from the sidecar, so not even Mermaid is needed"
    return findings(catalog, "code-block", "a code block", help)


RULE = Rule(
    name="no-code/code-block",
    severity=Severity.ERROR,
    step=11,
    checks=(
        "No prose holds a block of code: fenced, indented by four blanks, or in `<pre>` or `<code>`. Names and short "
        "commands in backticks are fine."
    ),
    why="What takes a block to say is code, or a diagram, and ERDs are drawn from the sidecar itself.",
    bad="""\
entities:
  orders:
    notes: |
      The classes:

      ```mermaid
      classDiagram
        Order <|-- Refund
      ```
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    good="""\
entities:
  orders:
    notes: A refund is an order as well, and has the same `id`.
    fields:
      id: {type: UUID, constraints: [PK]}
""",
    check=check,
)
