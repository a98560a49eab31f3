"""What migrations and ORM models look like. A call that passes nothing, such as `op.execute()`, only names a function.

Each pattern has a needle, a literal part of what it finds: it is tried on texts that hold the needle alone, and
compiled for the first of them.
"""

from __future__ import annotations

import re
from functools import cache

Patterns = tuple[tuple[str, str], ...]

_CALL = r"\((?!\s*\))"
_BEFORE_CLASS = r"(?:(?:export|default|public|abstract|final|open|data)\s+){0,4}"


def _patterns(*lines: str) -> Patterns:
    """Patterns with their needles: each line is a needle, two blanks and what must be found around it."""
    split = (line.split("  ", 1) for line in lines)
    return tuple((needle, pattern) for needle, pattern in split)


_RAILS = (
    r"\b(?:(?:add|remove|rename|change)_(?:column|index|reference|foreign_key|timestamps|check_constraint)"
    r"|change_column_(?:null|default)|(?:create|drop|rename|change)_table|(?:create|drop)_join_table)"
    r"(?:\s+|\(\s*)[:\"']\w"
)

MIGRATION = _patterns(
    # Alembic
    rf"op.  (?<![\w.])op\.[a-z]\w{{2,40}}+{_CALL}",
    r"def  \bdef\s+(?:upgrade|downgrade)\s*\(",
    r"down_revision  \bdown_revision\s*(?::[^=\n]{1,60})?=\s*(?:[\"'(]|None\b)",
    # Django
    rf"migrations.  \bmigrations\.(?:[A-Z]\w{{2,40}}+{_CALL}|Migration\s*\)\s*:)",
    # Rails
    rf"_column  {_RAILS}",
    rf"_table  {_RAILS}",
    rf"_index  {_RAILS}",
    rf"_reference  {_RAILS}",
    rf"_foreign_key  {_RAILS}",
    r"ActiveRecord::Migration  <\s*ActiveRecord::Migration\b",
    r"t.  \bt\.(?:string|text|integer|bigint|decimal|float|boolean|date|datetime|timestamp|json|jsonb|binary|uuid"
    r"|references|belongs_to|index)\s+:\w",
    r"def  ^[ \t]*+def\s+(?:change|up|down)[ \t]*+$",
    # Knex, Sequelize, TypeORM
    rf"schema.  \b(?:knex|trx|db)\.schema\.\w{{2,40}}+{_CALL}",
    r"exports.  \bexports\.(?:up|down)\s*=",
    r"function  \bfunction\s+(?:up|down)\s*\(",
    rf"queryInterface.  \bqueryInterface\.\w{{2,40}}+{_CALL}",
    rf"queryRunner.  \bqueryRunner\.\w{{2,40}}+{_CALL}",
    r"MigrationInterface  \bimplements\s+MigrationInterface\s*\{",
    # Liquibase
    r"<changeSet  <changeSet\s+\w+\s*=",
    r"<databaseChangeLog  <databaseChangeLog\s+[\w:]+\s*=",
    r"changeSet:  \bchangeSet:\s*(?:-\s*)?(?:id|author)\s*:",
    r"changeset  --\s*changeset\s+[^\s:]{1,60}+:\S",
    r"Table  <(?:create|drop|rename)Table\s+\w+\s*=",
    r"Column  <(?:add|drop|rename)Column\s+\w+\s*=",
    r"Index  <(?:create|drop)Index\s+\w+\s*=",
    r"Constraint  <add(?:ForeignKey|Unique|NotNull)Constraint\s+\w+\s*=",
    # Entity Framework, Laravel
    rf"migrationBuilder.  \bmigrationBuilder\.\w{{2,40}}+(?:<\w{{1,40}}>)?{_CALL}",
    rf"Schema::  \bSchema::(?:create|table|drop|dropIfExists|rename){_CALL}",
    r"$table->  \$table->\w{2,40}+\(",
)

_DECORATORS = (
    r"@(?:Entity|Table|Column|PrimaryColumn|PrimaryGeneratedColumn|CreateDateColumn|UpdateDateColumn|DeleteDateColumn"
    r"|OneToOne|OneToMany|ManyToOne|ManyToMany|JoinColumn|JoinTable|Index)"
    rf"\s*\(\s*(?:[^)\s]|\)\s*(?:@\w|{_BEFORE_CLASS}class\s|[\w$]{{1,64}}+\s*[!?]?:))"
)

ORM = _patterns(
    # Python: SQLAlchemy, SQLModel, Django
    r"class  \bclass\s+\w{1,64}+\((?:[\w.]{1,64}+,\s*){0,4}(?:Base|DeclarativeBase|SQLModel|Model|db\.Model|models\.Model)\b",
    r"class  \bclass\s+\w{1,64}+\((?:[A-Z]\w{1,64}+|\w{1,64}+\.[\w.]{1,64}+)[^()\n]{0,100}\)\s*:",
    r"Column  \bColumn\(\s*(?:[\"']|(?:[a-z]{2}\.)?[A-Z])",
    r"mapped_column  =\s*mapped_column\(|\bmapped_column\([^)\s]",
    r"Mapped[  :\s*Mapped\[",
    r"__tablename__  __tablename__\s*=",
    r"relationship  \brelationship\(\s*(?:[\"']|back_populates)",
    r"models.  \bmodels\.(?:[A-Z]\w{0,30}Field|ForeignKey|Index|UniqueConstraint|CheckConstraint)\((?!\s*\)[`\s,.])",
    rf".objects.  \b[A-Z]\w{{0,64}}+\.objects\.[a-z_]{{2,40}}+{_CALL}",
    r"session.  \bsession\.query\(\s*[A-Z]",
    # Prisma
    r"model  \bmodel\s+\w{1,64}+\s*\{\s*\w{1,64}+\s+(?:String|Int|BigInt|Boolean|DateTime|Float|Decimal|Json|Bytes)\b",
    r"@relation  @relation\(\s*(?:fields|references|name|\")",
    r"@@  @@(?:map|index|unique|id)\(\s*[\[\"]",
    r"@default  @default\((?:autoincrement|now|uuid|cuid|dbgenerated)\(",
    r"prisma.  \bprisma\.\w{1,64}+\.\w{1,64}+\(\s*\{",
    # TypeORM, JPA and Hibernate
    rf"@  {_DECORATORS}",
    rf"@Entity  @Entity\s+(?:@\w|{_BEFORE_CLASS}class\s+\w)",
    r"@Id  @Id\s+(?:@\w|private\s|protected\s|public\s|val\s|var\s)",
    r"extends  \bclass\s+\w{1,64}+\s+extends\s+(?:Model|BaseEntity|Eloquent|Sequelize\.Model)\s*\{",
    # Sequelize, Mongoose
    rf".define(  \bsequelize\.define{_CALL}",
    r"DataTypes.  :\s*(?:Sequelize\.)?DataTypes\.[A-Z]",
    r"Many(  \b[A-Z]\w{0,64}+\.(?:hasMany|belongsToMany)\(\s*[A-Z]",
    r"To(  \b[A-Z]\w{0,64}+\.belongsTo\(\s*[A-Z]",
    r"One(  \b[A-Z]\w{0,64}+\.hasOne\(\s*[A-Z]",
    r"Schema  \bnew\s+(?:mongoose\.)?Schema(?:<[^<>()\n]{1,60}>)?\(\s*[{\[]",
    rf"mongoose.  \bmongoose\.model{_CALL}",
    # Rails
    r"has_  \bhas_(?:many|one|and_belongs_to_many)\s*\(?\s*:\w",
    r"belongs_to  \bbelongs_to\s*\(?\s*:\w",
    r"validates  \bvalidates\s+:\w",
    r"class  \bclass\s+\w{1,64}+\s*<\s*(?:ApplicationRecord|ActiveRecord::Base)\b",
    # Entity Framework
    r"DbSet<  \bDbSet<\w{1,64}+>\s+\w{1,64}+\s*(?:\{|=|;)",
    r"odelBuilder  \bmodelBuilder\s*\.\s*\w{1,64}+\s*[<(]",
    r"get;  \b\w{1,64}+\??\s+\w{1,64}+\s*\{\s*get;",
)


def first(patterns: Patterns, text: str) -> int | None:
    """Where the first pattern that is found at all is found."""
    for needle, pattern in patterns:
        if needle in text:
            found = _compiled(pattern).search(text)
            if found:
                return found.start()
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)
