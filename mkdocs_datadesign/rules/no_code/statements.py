"""What SQL statements look like.

Words such as `select` and `update` are prose's own as well. So a statement is found by its keywords where they are
in capitals or within inline code, and elsewhere only by the order and the punctuation that no sentence has.
"""

from __future__ import annotations

import re
from functools import cache

_WORD = r"(?:[\w$]{1,64}+|\"[^\"\n]{1,64}+\"|`[^`\n]{1,64}+`|\[\w{1,64}+\]|\{\w{1,30}+\})"
_NO_NAME = (
    r"(?!(?i:statements?|commands?|scripts?|permissions?|privileges?|rights?|locks?|syntax|quer(?:y|ies)|clauses?"
    r"|calls?|operations?|code|ddl|sql|a|an|the|this|that|these|those|each|every|any|all|some|both|per|its|their|our"
    r"|and|or|nor|but|is|are|was|were|be|has|have|may|can|must|should|would|will|never|not|no|only|as|at|by|for|from|in"
    r"|into|of|on|to|via|with|without|when|where|while|until|here|there|lives?|stays?|runs?|takes?|needs?|which)\b)"
)
_NAME = rf"{_NO_NAME}{_WORD}(?:\.{_WORD}){{0,3}}"
_NAMES = rf"{_WORD}(?:\s*,\s*{_WORD}){{0,40}}"
_END = r"\s*+(?:;|\.?\Z|\.\s+\Z)"
_LINE_END = r"\s*+;[ \t]*+(?:\Z|\n)"
_VALUE = r"(?:'[^'\n]{0,100}+'|[$:@%?]{0,2}+[\w.{}]{0,64}+(?:\([^()\n]{0,60}\))?)"
_VALUE_END = r"(?=[ \t]*+\n|\s*+(?:[;,)`*/|+-]|\.?\Z|\.\s|(?i:and|or|order|group|limit|returning|for|having|union)\b))"
_IS = rf"{_NAME}\s*(?:(?:<>|!=|<=|>=|=|<|>)\s*{_VALUE}{_VALUE_END}|\s(?:not\s+)?(?:in\s*\(|i?like\s*'))"
_TYPES = (
    r"(?:uuid|int|integer|bigint|smallint|tinyint|serial|bigserial|text|varchar2?|nvarchar|char|character|bool|boolean"
    r"|date|datetime|timestamp|timestamptz|time|numeric|decimal|number|float|double|real|jsonb?|bytea|blob|clob)\b"
)
_MODIFIERS = r"(?:(?:GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|EXTERNAL|VIRTUAL|FOREIGN|MATERIALIZED)\s+){0,2}"
_THING = r"(?:TABLE|VIEW|FUNCTION|PROCEDURE|TRIGGER|SEQUENCE|SCHEMA|DATABASE|KEYSPACE|TYPE|DOMAIN|EXTENSION|POLICY)"
_INDEX = r"CREATE\s+(?:(?:UNIQUE|CLUSTERED|NONCLUSTERED|FULLTEXT|SPATIAL)\s+){0,2}INDEX\s+(?:CONCURRENTLY\s+)?"
_ON = rf"(?:IF\s+NOT\s+EXISTS\s+)?(?:(?!ON\b){_NAME}\s+)?ON\s+(?:ONLY\s+)?{_NAME}\s*(?:USING\s+\w{{1,40}}+\s*)?\("
_EXPRESSION = rf"{_WORD}(?:\s*\([^()\n]{{0,80}}\)|\.\*)?(?:\s+as\s+{_WORD})?"
_TAIL = (
    rf"(?:\s+where\s+{_IS}|\s+(?:order|group)\s+by\s+{_NAME}|\s+limit\s+\d|{_LINE_END}"
    rf"|\s+(?:(?:left|right|inner|outer|full|cross)\s+){{0,2}}join\s+{_NAME})"
)
_ALIAS = rf"(?:\s+(?:as\s+)?(?!where\b|order\b|group\b|limit\b|join\b|left\b|right\b|inner\b|full\b|cross\b){_NAME})?"
_CALL = r"\((?!\s*\))"
_VERBS = r"SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP"

_LOUD: dict[str, tuple[str, ...]] = {
    "select": (rf"SELECT\s+{_NO_NAME}(?:(?!\b(?:{_VERBS})\b)(?:[^;.]|\.(?!\s))){{1,300}}?\sFROM\s+{_NAME}",),
    "create": (
        rf"CREATE\s+(?:OR\s+REPLACE\s+)?{_MODIFIERS}{_THING}\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}"
        rf"(?:\s*\(|{_END}|\s+(?:AS|LIKE|ON|BEFORE|AFTER|USING|PARTITION|START|WITH)\b)",
        _INDEX + _ON,
    ),
    "alter": (
        rf"ALTER\s+{_THING}\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?{_NAME}\s+"
        r"(?:ADD|DROP|ALTER|RENAME|MODIFY|CHANGE|SET|ENABLE|DISABLE|OWNER|ATTACH|DETACH|VALIDATE)\b",
    ),
    "drop": (
        rf"DROP\s+(?:MATERIALIZED\s+)?(?:{_THING}|INDEX)\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?{_NAME}"
        rf"(?:{_END}|[ \t]*\n|\s+(?:CASCADE|RESTRICT)\b)",
    ),
    "truncate": (rf"TRUNCATE\s+TABLE\s+{_NAME}(?:{_END}|[ \t]*\n|\s+(?:CASCADE|RESTRICT|RESTART)\b)",),
    "insert": (rf"INSERT\s+INTO\s+{_NAME}(?:\s*\(|{_END}|\s+(?:VALUES|SELECT|DEFAULT)\b)",),
    "update": (rf"UPDATE\s+(?:ONLY\s+)?{_NAME}\s+(?:(?:AS\s+)?{_NAME}\s+)?SET\s+{_NAME}\s*=",),
    "delete": (rf"DELETE\s+FROM\s+(?:ONLY\s+)?{_NAME}(?:{_END}|[ \t]*\n|\s+(?:WHERE|USING|RETURNING)\b)",),
    "grant": (rf"GRANT\s+[A-Z, ]{{3,80}}\s+ON\s+(?:TABLE\s+|SCHEMA\s+)?{_NAME}\s+TO\s+{_NAME}",),
    "merge": (rf"MERGE\s+INTO\s+{_NAME}\s+(?:(?:AS\s+)?{_NAME}\s+)?USING\b",),
}

_QUIET: dict[str, tuple[str, ...]] = {
    "select": (
        rf"select\s+(?:distinct\s+)?(?:{_WORD}\.)?\*\s+from\s+{_NAME}",
        rf"select\s+(?:distinct\s+)?\w{{1,40}}+\((?!s\))[^()\n]{{0,80}}\)\s+(?:as\s+{_WORD}\s+)?from\s+{_NAME}",
        rf"select\s+(?:distinct\s+)?{_EXPRESSION}(?:\s*,\s*{_EXPRESSION}){{0,40}}\s+from\s+{_NAME}{_ALIAS}{_TAIL}",
    ),
    "create": (
        rf"create\s+{_MODIFIERS}table\s+(?:if\s+not\s+exists\s+)?{_NAME}\s*\(\s*{_WORD}\s+{_TYPES}",
        rf"create\s+(?:or\s+replace\s+)?{_MODIFIERS}(?:view|table)\s+{_NAME}\s+as\s*\(?\s*(?:select|with)\b",
        rf"create\s+type\s+{_NAME}\s+as\s*(?:enum\s*)?\(",
        rf"{_INDEX}{_ON}\s*(?:{_WORD}\s*\(|{_NAMES}\s*\)|{_WORD}\s+(?:asc|desc)\b)",
    ),
    "alter": (
        rf"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?{_NAME}\s+(?:add|drop|alter|rename|modify)\s+"
        rf"(?:column|constraint|primary|foreign|unique|index|key)\s+{_WORD}",
    ),
    "drop": (
        rf"drop\s+(?:table|index|view|schema)\s+if\s+exists\s+{_NAME}",
        rf"drop\s+(?:table|index|view|schema)\s+{_NAME}(?:\s+cascade)?{_LINE_END}",
    ),
    "truncate": (rf"truncate\s+(?:table\s+)?{_NAME}(?:\s+cascade)?{_LINE_END}",),
    "insert": (
        rf"insert\s+into\s+{_NAME}\s*(?:\([^()]{{1,1000}}\)\s*)?values\s*\(",
        rf"insert\s+into\s+{_NAME}\s*\({_NAMES}\)\s*select\b",
    ),
    "update": (rf"update\s+(?:only\s+)?{_NAME}\s+(?:(?:as\s+)?{_NAME}\s+)?set\s+{_NAME}\s*=",),
    "delete": (rf"delete\s+from\s+(?:only\s+)?{_NAME}(?:{_LINE_END}|\s+where\s+{_IS})",),
    "db.": (  # MongoDB's shell says the same in its own words
        r"db\.(?:[\w$]{1,64}+\.(?:find|findOne|insert|insertOne|insertMany|update|updateOne|updateMany|delete|deleteOne"
        r"|deleteMany|aggregate|createIndex|createIndexes|dropIndex|bulkWrite)|createCollection|createView)\((?!\s*\))",
    ),
}


_INLINE = re.compile(r"`([^`]+)`")
_SECOND = {"select": "from", "insert": "into", "update": "set", "delete": "from", "grant": "to", "merge": "into"}
_NEEDLES = tuple((verb, _SECOND.get(verb, "")) for verb in {**_LOUD, **_QUIET})
"""Each verb, and what else any statement with it has: most prose that holds the one word lacks the other."""


@cache
def _anywhere(verb: str) -> tuple[re.Pattern[str], ...]:
    """What is looked for in any text that holds a verb. Most runs meet few of the verbs."""
    return _compiled(_LOUD.get(verb, ())) + _compiled(_QUIET.get(verb, ()), re.I)


@cache
def _inline(verb: str) -> tuple[re.Pattern[str], ...]:
    """What is looked for in inline code, too."""
    return _compiled(_LOUD.get(verb, ()), re.I)


def _compiled(patterns: tuple[str, ...], flags: int = 0) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<![\w.])(?:{pattern})", flags) for pattern in patterns)


def statement(text: str) -> int | None:
    """Where a statement begins, if there is any."""
    lower = text.lower()
    for verb, second in _NEEDLES:
        if verb in lower and second in lower:
            for pattern in _anywhere(verb):
                found = pattern.search(text)
                if found:
                    return found.start()
            for span in _INLINE.finditer(text):
                for pattern in _inline(verb):
                    found = pattern.search(span[1])
                    if found:
                        return span.start(1) + found.start()
    return None
