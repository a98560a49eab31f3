"""A made-up monorepo of any size: designs as teams write them, of all six mechanisms, that refer to one another.

    python benchmarks/corpus.py FOLDER FEATURES [OBJECTS] [SLIPS]

The same numbers give the same bytes. A build of it passes: it has no errors, and a warning here and there; each of
SLIPS is a naming violation more in each feature, for lists that are long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

EPICS = """billing catalog checkout claims compliance delivery fleet fulfilment identity insight inventory learning
loyalty marketing messaging network onboarding partners payments planning pricing procurement returns support
telemetry""".split()
SUBJECTS = """account agenda approval audit badge batch booking budget campaign carrier charge contract coupon courier
credit debit depot discount dispatch dispute driver estimate export forecast handover incident invoice item journey
lease locker mandate merchant notice offer order parcel payout permit pickup profile quote rebate receipt refund region
rental report reserve route seat session shift station survey tariff ticket tour transfer vehicle voucher warranty
zone""".split()
PARTS = """line note attachment event label rule snapshot target reason check entry version limit share exception
reminder approver comment window step""".split()
COLUMNS = """title:VARCHAR(120) quantity:INTEGER amount:NUMERIC(12,2) currency:CHAR(3) started_at:TIMESTAMP
remark:TEXT priority:INTEGER reference_code:VARCHAR(40) is_active:BOOLEAN percentage:NUMERIC(5,2) finished_at:TIMESTAMP
locale:VARCHAR(10) weight_grams:INTEGER channel:VARCHAR(20) checksum:CHAR(64) due_on:DATE attempt_count:INTEGER
contact_email:VARCHAR(254) external_url:TEXT sort_order:INTEGER""".split()
MEANINGS = """As the customer sees it|Counted when it is confirmed|Agreed with finance, before tax|As the clerk wrote it
Set by the nightly run and never by hand|Shown in lists and in the export|What the other side calls it
Kept for the auditors|Empty until somebody has looked at it|The smaller the more urgent""".replace("\n", "|").split("|")
SLIPS = ("created:TIMESTAMP", "dueDate:DATE", "user:VARCHAR(40)", "lastChange:TIMESTAMP", "updatedOn:TIMESTAMP")
SECOND = ("document", "key-value", "document", "file", "time-series", "document", "vector", "key-value", "file", "")


def write(folder: Path, features: int, objects: int = 8, *, slips: int = 0, documents: bool = False) -> Path:
    """Write a docs directory below `folder` with so many features of so many objects each; gives that directory.

    `slips` are the naming violations of each feature beyond the few that there are anyway; with `documents`, each
    feature has the documents that a plan has beside its design.
    """
    docs = folder / "docs"
    for number in range(features):
        beside = docs / "plan" / key(number)
        beside.mkdir(parents=True, exist_ok=True)
        lines = design(number, features, objects, slips, documents)
        (beside / "03-data-design.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if documents:
            for name, text in _documents(number).items():
                (beside / name).write_text(text, encoding="utf-8")
    return docs


def key(number: int) -> str:
    """A feature's key: consecutive features share an epic, and so a database."""
    return f"{_epic(number)}/{_subject(number).replace('_', '-')}s"


def design(number: int, features: int, objects: int, slips: int, documents: bool) -> Iterator[str]:
    """The lines of one feature's sidecar."""
    subject, epic = _subject(number), _epic(number)
    second = SECOND[number % len(SECOND)] if objects > 3 else ""
    elsewhere = number - 1 if number % 40 else None  # the neighbour in the same database
    stub = elsewhere is not None and number % 3 == 0 and objects > 2
    tables = max(1, objects - (2 if second else 0) - stub)
    yield f"title: {subject.replace('_', ' ').capitalize()}s"
    yield "status: " + ("draft", "review", "approved", "approved")[number % 4]
    yield f"summary: Keeps each {subject.replace('_', ' ')} of {epic} from the first word to the last, and what was said about it."
    if documents:
        yield "references: {prd: prd.md, research_report: 00-research-report.md, interface_contracts: 02-interface-contracts.md, backend_design: 04-backend-design.md}"
    yield from _REQUIREMENTS.format(epic=epic).splitlines()
    yield "stores:"
    yield from _store("main", "relational", "PostgreSQL", epic)
    yield "    entities:"
    if stub and elsewhere is not None:
        yield from (f"      {_subject(elsewhere)}s:", f"        owner: {key(elsewhere)}", "        fields:",
                    "          id: {type: UUID}", "          state: {type: Enum}")  # fmt: skip
    for table in range(tables):
        yield from _table(number, table, elsewhere, slips if table == 0 else 0)
    yield from _SECOND_STORES[second](number) if second else ()
    yield from _queries(number, tables, second)
    yield from _REST.format(subject=subject, epic=epic, part=PARTS[number % len(PARTS)]).splitlines()
    yield from _dtos(subject, number, documents)


def _subject(number: int) -> str:
    """What a feature is about, other than any other: `invoice_approval`, `invoice_audit`, …"""
    first, second = divmod(number, len(SUBJECTS))
    again, first = divmod(first, len(SUBJECTS) - 1)
    words = SUBJECTS[second], SUBJECTS[(first + second + 1) % len(SUBJECTS)]
    return "_".join(words) + (f"_{again + 1}" if again else "")


def _epic(number: int) -> str:
    round_, epic = divmod(number // 40, len(EPICS))
    return EPICS[epic] + (f"-{round_ + 1}" if round_ else "")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _table_name(number: int, table: int) -> str:
    """A feature's own table, or one of its parts: `invoice_audits`, `invoice_audit_notes`, …"""
    if table == 0:
        return f"{_subject(number)}s"
    again, part = divmod(table - 1, len(PARTS))
    return f"{_subject(number)}_{PARTS[(number + part) % len(PARTS)]}s" + (f"_{again + 1}" if again else "")


def _store(name: str, mechanism: str, technology: str, database: str) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    mechanism: {mechanism}"
    yield f"    technology: {technology}"
    yield f"    database: {database}"
    yield from _RATIONALE.splitlines()


def _table(number: int, table: int, elsewhere: int | None, slips: int) -> Iterator[str]:
    """One table: the subject's own first, then its parts, of which each leads to it."""
    subject = _subject(number)
    part = PARTS[(number + table - 1) % len(PARTS)]
    name = _table_name(number, table)
    yield f"      {name}:"
    yield f"        purpose: {'One' if table == 0 else f'A {part} of a'} {subject.replace('_', ' ')}, {MEANINGS[(number + table) % len(MEANINGS)].lower()}."
    yield f"        volume: {{initial: {1_000 * (1 + number % 90)}, growth: {50 * (1 + table)}/month, peak: {400_000 + 1_000 * number}, row_size: 250 B, retention: 7 years}}"
    yield "        fields:"
    yield "          id: {type: UUID, constraints: [PK], description: Unique identifier}"
    keys = []
    if table:
        keys.append(f"{subject}_id")
        yield f"          {subject}_id: {{type: UUID, constraints: [FK {subject}s.id, NOT NULL], on_delete: cascade, description: What it belongs to}}"
    elif elsewhere is not None:
        other = _subject(elsewhere)
        keys.append(f"{other}_id")
        target = f"{other}s.id" if number % 3 == 0 else f'"FK {key(elsewhere)}:{other}s.id"'
        target = f"FK {target}" if number % 3 == 0 else target
        yield f"          {other}_id: {{type: UUID, constraints: [{target}, NOT NULL], on_delete: restrict, description: Where it comes from}}"
    values = ("open, waiting, done", "draft, sent, paid", "new, checked, refused", "planned, running, over")[number % 4]
    first = values.split(",")[0]
    yield f"          state: {{type: Enum, values: [{values}], constraints: [NOT NULL, DEFAULT {first}], description: Where it stands}}"
    for column in range(3 + (number + table) % 3):
        at = number * 7 + table * 3 + column * 9
        column_name, kind = COLUMNS[at % len(COLUMNS)].split(":")
        yield f'          {column_name}: {{type: "{kind}", constraints: [{("NOT NULL", chr(34) + "NULL" + chr(34))[at % 2]}], description: "{MEANINGS[at % len(MEANINGS)]}"}}'
    few = 1 if table == 1 and number % 10 == 3 else 0
    for slip in range(slips + few):
        slip_name, kind = SLIPS[(number + number // 10 + slip) % len(SLIPS)].split(":")
        slip_name += f"{slip // len(SLIPS)}" if slip >= len(SLIPS) else ""
        yield f'          {slip_name}: {{type: "{kind}", constraints: ["NULL"], description: As the old system called it}}'
    yield "          created_at: {type: TIMESTAMP, constraints: [NOT NULL], description: When it was made}"
    yield "          updated_at: {type: TIMESTAMP, constraints: [NOT NULL], description: When it last changed}"
    yield "        indexes:"
    for column_name in keys:
        yield f"          idx_{name}_{column_name}: {{fields: [{column_name}], type: btree, purpose: What belongs to one}}"
    yield f"          idx_{name}_state_created_at: {{fields: [state, created_at desc], type: btree, purpose: The latest of a state}}"
    yield "        validation:"
    yield "          - {rule: A state that was left is not entered again, fields: [state], level: record, enforced_by: application}"


def _document(number: int) -> Iterator[str]:
    subject, name = _subject(number), _camel(_subject(number))
    yield from _store("papers", "document", "MongoDB", f"{_epic(number)}-papers")
    yield "    collections:"
    for kind in ("Paper", "Draft"):
        yield f"      {name}{kind}s:"
        yield f"        purpose: What was written down about a {subject.replace('_', ' ')}."
        yield "        volume: {initial: 4_000, growth: 300/month, peak: 80_000, row_size: 6 kB, retention: 2 years}"
        yield "        fields:"
        yield "          id: {type: ObjectId, constraints: [PK], description: Unique identifier}"
        yield f"          {name}Id: {{type: UUID, constraints: [FK {subject}s.id, NOT NULL], consistency: A nightly job compares both sides, description: What it is about}}"
        yield "          heading: {type: String, constraints: [NOT NULL], description: In the reader's language}"
        yield "          entries:"
        yield "            type: Array of Object"
        yield "            constraints: [NOT NULL]"
        yield "            description: What was said in order"
        yield "            fields:"
        yield "              author: {type: String, constraints: [NOT NULL], description: Who said it}"
        yield "              text: {type: String, constraints: [NOT NULL], description: The words}"
        yield "          createdAt: {type: Date, constraints: [NOT NULL], description: When it was made}"
        yield "          updatedAt: {type: Date, constraints: [NOT NULL], description: When it last changed}"
        yield "        indexes:"
        yield f"          idx_{name}{kind}s_{name}Id: {{fields: [{name}Id], type: single, purpose: The papers of one}}"
        yield "        validation:"
        yield "          - {rule: There is at least one entry, fields: [entries], level: record, enforced_by: both}"


def _key_value(number: int) -> Iterator[str]:
    subject, name = _subject(number), _camel(_subject(number))
    yield from _store("cache", "key-value", "Redis", f"{_epic(number)}-cache")
    yield "    keys:"
    for kind in ("Totals", "Lock"):
        yield f"      {name}{kind}:"
        yield f"        purpose: What is asked of a {subject.replace('_', ' ')} again and again."
        yield f'        pattern: "{subject}:{kind.lower()}:{{{name}Id}}"'
        yield "        parts:"
        yield f"          {name}Id: {{type: UUID, constraints: [FK {subject}s.id], consistency: Written anew on each change, description: Of which}}"
        yield "        value:"
        yield "          type: JSON"
        yield "          description: The sums"
        yield "          fields:"
        yield "            total: {type: Integer, constraints: [NOT NULL], description: In the smallest unit}"
        yield '            holder: {type: String, constraints: ["NULL"], description: Who works on it}'
        yield "        ttl: 2 hours"
        yield "        eviction: volatile-ttl"
        yield "        volume: {initial: 2_000, growth: 100/month, peak: 50_000, row_size: 200 B, retention: 2 hours}"


def _file(number: int) -> Iterator[str]:
    subject = _subject(number)
    yield from _store("archive", "file", "S3", f"{_epic(number)}-archive")
    yield "    files:"
    for kind in ("export", "scan"):
        yield f"      {subject}_{kind}:"
        yield f"        purpose: The {kind} of a {subject.replace('_', ' ')} as it left the house."
        yield f'        structure: "{subject}/{kind}/{{year}}/{{month}}/"'
        yield "        format: Parquet"
        yield '        naming: "{day}.parquet"'
        yield "        access: Written once by the nightly run and read rarely"
        yield "        retention: 7 years"
        yield "        parts:"
        for part in ("year", "month", "day"):
            yield f"          {part}: {{type: Integer, description: The {part} of the run}}"
        yield "        fields:"
        yield f"          {_camel(subject)}Id: {{type: UUID, constraints: [FK {subject}s.id, NOT NULL], consistency: Written by the same run, description: Of which}}"
        yield '          total: {type: "NUMERIC(12,2)", constraints: [NOT NULL], description: As it was that day}'
        yield "        volume: {initial: 1 GB, growth: 2 GB/month, peak: 200 GB, row_size: 3 MB, retention: 7 years}"


def _series(number: int) -> Iterator[str]:
    subject = _subject(number)
    yield from _store("measures", "time-series", "TimescaleDB", f"{_epic(number)}-measures")
    yield "    series:"
    for kind in ("load", "delay"):
        yield f"      {subject}_{kind}s:"
        yield f"        purpose: The {kind} that each {subject.replace('_', ' ')} makes."
        yield "        timestamp: {field: recorded_at, precision: ms}"
        yield "        tags:"
        yield f"          {subject}_id: {{type: UUID, constraints: [FK {subject}s.id, NOT NULL], consistency: Points of an unknown one are dropped, description: Of which}}"
        yield "          probe: {type: VARCHAR(20), constraints: [NOT NULL], description: Where it was taken}"
        yield "        fields:"
        yield "          mean_value: {type: Double, constraints: [NOT NULL], description: Mean of the interval}"
        yield "          top_value: {type: Double, constraints: [NOT NULL], description: The highest of the interval}"
        yield "        interval: 30 s"
        yield "        retention: 30 days"
        yield "        cardinality: 2_000"
        yield "        partitioning: Chunks of one day"
        yield "        rollups: [{every: 1 hour, keep: 2 years, aggregate: average and maximum}]"
        yield "        indexes:"
        yield f"          idx_{subject}_{kind}s_{subject}_id_recorded_at: {{fields: [{subject}_id, recorded_at desc], type: btree, purpose: One over time}}"
        yield "        volume: {initial: 500_000, growth: 90_000/day, peak: 90_000_000, row_size: 60 B, retention: 30 days}"


def _vectors(number: int) -> Iterator[str]:
    subject, name = _subject(number), _camel(_subject(number))
    yield from _store("meaning", "vector", "Weaviate", f"{_epic(number)}-meaning")
    yield "    embeddings:"
    for kind in ("Text", "Picture"):
        yield f"      {name}{kind}s:"
        yield f"        purpose: A {kind.lower()} of a {subject.replace('_', ' ')} by its meaning."
        yield f"        source: {subject}s.state"
        yield "        model: multilingual-e5-small"
        yield "        dimensions: 384"
        yield "        metric: cosine"
        yield "        index: {type: hnsw, parameters: {efConstruction: 128, maxConnections: 32}}"
        yield "        metadata:"
        yield f"          {name}Id: {{type: UUID, constraints: [FK {subject}s.id, NOT NULL], consistency: Saving it replaces its vectors, description: Of which}}"
        yield "          locale: {type: String, constraints: [NOT NULL], description: Language}"
        yield "        indexes:"
        yield f"          idx_{name}{kind}s_{name}Id: {{fields: [{name}Id], purpose: Remove the vectors of one}}"
        yield "        chunking: By paragraph, at most 200 words"
        yield "        refresh: Within a minute"
        yield "        volume: {initial: 6_000, growth: 150/month, peak: 80_000, row_size: 2 kB}"


_SECOND_STORES = {
    "document": _document,
    "key-value": _key_value,
    "file": _file,
    "time-series": _series,
    "vector": _vectors,
}


def _queries(number: int, tables: int, second: str) -> Iterator[str]:
    subject = _subject(number)
    words = subject.replace("_", " ")
    parts = ", ".join(_table_name(number, table) for table in range(1, tables))
    yield "queries:"
    yield f"  - {{operation: Open a {words}, frequency: high, pattern: Single record lookup, target: {subject}s, filter: [id], joins: [{parts}], logic: One with its parts, bottleneck: None known, caching: One minute}}"
    yield f"  - {{operation: List what is waiting, frequency: medium, pattern: Filtered query with pagination, target: {subject}s, filter: [state], sort: [created_at desc], pagination: keyset, logic: The latest fifty of a state, bottleneck: The first of the month, caching: None}}"
    yield f"  - {{operation: Take in a {words}, frequency: medium, pattern: Single insert, kind: write, target: {subject}s, logic: Written with its parts in one transaction, bottleneck: The nightly import, caching: None}}"
    if second == "document":
        name = _camel(subject)
        yield f"  - {{operation: Read the papers, frequency: low, pattern: Filtered query with pagination, target: {name}Papers, filter: [{name}Id], pagination: keyset, logic: The papers of one, bottleneck: None known, caching: None}}"


def _dtos(subject: str, number: int, documents: bool) -> Iterator[str]:
    name = "".join(word.capitalize() for word in subject.split("_"))
    yield "dtos:"
    yield f"  {name}Response:"
    yield f"    source: {subject}s"
    if documents:
        yield f"    contract: 02-interface-contracts.md#{name.lower()}response"
    yield "    direction: read"
    yield "    description: What the app shows of one."
    yield "    fields:"
    yield f"      {_camel(subject)}Id: {{from: id, transform: Direct mapping}}"
    yield "      state: {from: state, transform: Direct mapping}"
    yield "      madeAt: {from: created_at, transform: Format as ISO-8601}"
    yield "checklist:"
    yield "  Volume estimates realistic: Taken from the pilot in two cities."
    yield "  Validation rules comprehensive: Walked through with the people who do the work."
    if not documents:
        yield "  Aligns with backend design: The two were written by the same people in the same week."


def _documents(number: int) -> dict[str, str]:
    subject = _subject(number)
    name, words = "".join(word.capitalize() for word in subject.split("_")), subject.replace("_", " ")
    story = "\n\n".join(f"{meaning}. That holds for a {words} in {_epic(number)} as well." for meaning in MEANINGS)
    return {
        "prd.md": f"# {words.capitalize()}s: requirements\n\n{story}\n",
        "00-research-report.md": f"# {words.capitalize()}s: research\n\n{story}\n",
        "02-interface-contracts.md": f"# {words.capitalize()}s: contracts\n\n## {name}Response\n\nHas `{_camel(subject)}Id`, `state` and `madeAt`.\n",
        "04-backend-design.md": f"# {words.capitalize()}s: backend\n\n{story}\n",
    }


_REQUIREMENTS = """\
requirements:
  persists: Each of them with its parts, its papers and its history
  volume: A few thousand a month, twice as many in December
  retention: Seven years, as the auditors want it
  access: balanced
  relationships: Each has parts, and may come from one of a neighbouring feature
  mechanisms: Relational first, and what suits better where it does
  technologies: [PostgreSQL, MongoDB, Redis, S3]
  tools: Flyway
  existing_models: What {epic} has already
  naming: Plural tables in snake_case
  dtos: One response
  transformations: Times become ISO-8601
  validation: States follow one another
  storage: Written with its parts in one transaction
  query_patterns: By identifier and by state
  caching: One minute"""
_RATIONALE = """\
    rationale:
      project_patterns: It is what the neighbouring features run on.
      feature_requirements: What belongs together changes together, and is asked for together.
      performance_needs: A few hundred reads a second, and a tenth of that in writes.
      team_expertise: The team has run it for four years."""
_REST = """\
integrity:
  - {{rule: One is closed only after each {part} is, target: {subject}s, level: business, enforced_by: application}}
migration:
  setup: {{tool: Flyway, baseline: V001, schema: One migration for all tables, seeding: None}}
  versioning: {{naming: V and three digits and a slug, tracking: The table flyway_schema_history, generation: Written by hand and reviewed, dependencies: The neighbouring feature of {epic} first}}
  rollback: {{undo: A counter-migration beside each migration, data_preservation: Columns are emptied in one release and dropped in the next, testing: Staging goes down and up again every night, backup: A snapshot before each release}}
performance:
  volume: {{initial: 2 GB, growth: 100 MB/month, peak: 40 GB, retention: 7 years, archival: To S3 after two years}}
  partitioning: None below ten million rows
  caching: One minute in the service
  denormalization: None
  pooling: PgBouncer in transaction mode
  query_optimization: Lists leave out what is long
  scalability: A second replica is prepared.
backup:
  frequency: 1 hour
  retention: 35 days
  rto: 1 hour
  rpo: 5 minutes
  point_in_time_recovery: true
  disaster_recovery: The standby in the second zone is promoted."""


def main() -> None:
    folder, features, *rest = sys.argv[1:]
    objects, slips = (*map(int, rest), *(8, 0)[len(rest) :])
    print(write(Path(folder), int(features), objects, slips=slips))


if __name__ == "__main__":
    main()
