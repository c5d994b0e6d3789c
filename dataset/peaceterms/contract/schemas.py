"""Schemas: the tables, columns and vocabularies of a release, compiled for polars and pandera.

The truth is `schemas/` in the repository; a release carries it inlined in `datapackage.json`. Both become
the same `Schemas` here, so that the build, the loader and a user's own checks share one contract.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl

from peaceterms.contract import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandera.polars as pandera_polars

# How a Frictionless type is held in memory. Codes are strings too: an Enum that is filtered by an unknown
# value returns nothing in silence, and frames of two releases with different codes cannot be concatenated.
POLARS_TYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "date": pl.Date(),
    "boolean": pl.Boolean(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
}

EVERY_ISSUE = "every_issue"  # the aims that all issues have are listed once, under this name


def nearest(value: str, valid: Sequence[str]) -> str:
    """Return the remedy for an unknown value: the nearest valid ones, or all of a short list.

    Example:
        >>> nearest("demand", ["demands", "offers"])
        "did you mean 'demands'?"
    """
    close = get_close_matches(value, valid, n=3)
    if close:
        return f"did you mean {' or '.join(repr(match) for match in close)}?"
    shown = ", ".join(valid[:12])
    return f"valid values are {shown}{', …' if len(valid) > 12 else ''}"  # noqa: PLR2004  # a line, not a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table, as its schema describes it."""

    name: str
    title: str
    column_type: str
    frictionless_type: str
    vocabulary: str | None
    codes: tuple[str, ...]
    is_required: bool
    written_by: str
    default: str | bool | float | None
    description: str
    guidelines: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    constraints: Mapping[str, Any]
    reserved: tuple[str, ...]
    word_limit: int | None
    target_types: tuple[str, ...]

    @classmethod
    def from_field(cls, descriptor: Mapping[str, Any]) -> Column:
        """Return the column that a Frictionless field descriptor of ours describes."""
        constraints = dict(descriptor.get("constraints", {}))
        return cls(
            name=descriptor["name"],
            title=descriptor["title"],
            column_type=descriptor["column_type"],
            frictionless_type=descriptor["type"],
            vocabulary=descriptor.get("vocabulary"),
            codes=tuple(constraints.get("enum", ())),
            is_required=bool(constraints.get("required", False)),
            written_by=descriptor["written_by"],
            default=descriptor.get("default"),
            description=descriptor["description"],
            guidelines=descriptor.get("guidelines", ""),
            examples=tuple(str(example) for example in descriptor.get("examples", ())),
            counterexamples=tuple(str(example) for example in descriptor.get("counterexamples", ())),
            constraints=constraints,
            reserved=tuple(descriptor.get("reserved", ())),
            word_limit=descriptor.get("word_limit"),
            target_types=tuple(descriptor.get("target_types", ())),
        )

    @property
    def polars_type(self) -> pl.DataType:
        """Return the type of the column in frames."""
        return POLARS_TYPES[self.frictionless_type]

    def series(self, values: Sequence[object]) -> pl.Series:
        """Return the values as a series of the column's type.

        Raises:
            ValueError: A value is not of the type.
        """
        try:
            return pl.Series(self.name, values, dtype=self.polars_type, strict=True)
        except (TypeError, OverflowError, pl.exceptions.PolarsError) as error:
            reason = str(error).partition("\n")[0]
            text = f"column {self.name!r} holds a value that is not of the type {self.frictionless_type}: {reason}"
            raise ValueError(text) from error

    def constraint_expressions(self) -> dict[str, pl.Expr]:
        """Return an expression for each constraint, by the name of its finding: whether each value keeps it."""
        value = pl.col(self.name)
        found: dict[str, pl.Expr] = {}
        if self.codes:
            found["is_a_code_of_its_vocabulary"] = value.is_in(list(self.codes))
        if "pattern" in self.constraints:
            # Rust's $ is the very end, as Python's \\Z is.
            found["matches_its_pattern"] = value.str.contains(f"^(?:{self.constraints['pattern']})$")
        if self.reserved:
            found["is_not_a_reserved_word"] = ~value.str.contains(f"^(?:{'|'.join(self.reserved)})$")
        if "minLength" in self.constraints or "maxLength" in self.constraints:
            shortest, longest = self.constraints.get("minLength", 0), self.constraints.get("maxLength")
            length = value.str.len_chars()
            found["keeps_its_length"] = length >= shortest if longest is None else length.is_between(shortest, longest)
        if self.word_limit is not None:
            found["keeps_its_word_limit"] = ~words.are_too_many(value, self.word_limit)
        if self.frictionless_type == "number":
            found["is_not_negative_zero"] = value.cast(pl.String) != "-0.0"
        if "minimum" in self.constraints:
            found["is_not_below_its_minimum"] = value >= self.bound("minimum")
        if "maximum" in self.constraints:
            found["is_not_above_its_maximum"] = value <= self.bound("maximum")
        return found

    def bound(self, name: str) -> datetime.date | float:
        """Return the constraint `minimum` or `maximum` as a value of the column's type."""
        bound = self.constraints[name]
        if self.frictionless_type == "date":
            return datetime.date.fromisoformat(str(bound))
        return float(bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values are keys of another table."""

    columns: tuple[str, ...]
    table: str
    referenced_columns: tuple[str, ...]

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, Any], table: str) -> ForeignKey:
        """Return the foreign key of a Frictionless descriptor; an empty resource is the table itself."""
        reference = descriptor["reference"]
        return cls(
            columns=tuple(descriptor["fields"]),
            table=reference["resource"] or table,
            referenced_columns=tuple(reference["fields"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """The schema of one table, and the one door from rows to its frame."""

    name: str
    title: str
    group: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    acyclic: tuple[str, ...]

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, Any]) -> TableSchema:
        """Return the schema of a resource descriptor: name, title, group, description and `schema`."""
        schema = descriptor["schema"]
        return cls(
            name=descriptor["name"],
            title=descriptor["title"],
            group=descriptor["group"],
            description=descriptor["description"],
            columns=tuple(Column.from_field(item) for item in schema["fields"]),
            primary_key=tuple(schema["primaryKey"]),
            foreign_keys=tuple(
                ForeignKey.from_descriptor(item, descriptor["name"]) for item in schema.get("foreignKeys", ())
            ),
            acyclic=tuple(schema.get("acyclic", ())),
        )

    @property
    def column_names(self) -> list[str]:
        """Return the names of the columns in their order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises:
            KeyError: The table has no such column; the message names the nearest ones.
        """
        for column in self.columns:
            if column.name == name:
                return column
        text = f"table {self.name!r} has no column {name!r}; {nearest(name, self.column_names)}"
        raise KeyError(text)

    def polars_schema(self) -> pl.Schema:
        """Return the names and polars types of the columns."""
        return pl.Schema({column.name: column.polars_type for column in self.columns})

    def frame(self, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
        """Return the rows as a frame of this table: the one guarded door.

        `pl.DataFrame(rows, schema=…)` turns an unknown code into null and drops unknown keys in silence;
        here every row must have exactly the columns of the schema, and every value must be of its type.

        Raises:
            ValueError: A row lacks a column, has one too many, or holds a value of another type.
        """
        expected = set(self.column_names)
        for row in rows:
            if set(row) != expected:
                missing, extra = sorted(expected - set(row)), sorted(set(row) - expected)
                text = f"table {self.name!r}: a row lacks {missing} and has {extra} too many: {dict(row)}"
                raise ValueError(text)
        return pl.DataFrame([column.series([row[column.name] for row in rows]) for column in self.columns])

    def sorted(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame in the order of its key, as releases are written."""
        return frame.sort(self.primary_key, maintain_order=True)

    def accepts(self, frame: pl.DataFrame) -> bool:
        """Return whether a frame keeps every constraint, in one pass; `pandera` says which it breaks, and where."""
        if list(frame.schema.items()) != list(self.polars_schema().items()):
            return False
        required = [~pl.col(column.name).has_nulls() for column in self.columns if column.is_required]
        kept = [keeps.all() for column in self.columns for keeps in column.constraint_expressions().values()]
        return bool(frame.select(pl.all_horizontal([*required, *kept])).item())

    def pandera(self) -> pandera_polars.DataFrameSchema:
        """Return the pandera schema: columns in order, their types, nulls and constraints."""
        import pandera.polars as pandera_polars

        columns = {
            column.name: pandera_polars.Column(
                column.polars_type,
                checks=[_check(keeps, name) for name, keeps in column.constraint_expressions().items()],
                nullable=not column.is_required,
            )
            for column in self.columns
        }
        return pandera_polars.DataFrameSchema(columns, name=self.name, strict=True, ordered=True)


def _check(keeps: pl.Expr, name: str) -> Any:
    import pandera.polars as pandera_polars

    return pandera_polars.Check(lambda data: data.lazyframe.select(keeps), error=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A list of codes with what each means, or another table of the schemas that rules consult."""

    name: str
    title: str
    description: str
    entries: tuple[Mapping[str, str], ...]

    @classmethod
    def from_descriptor(cls, name: str, descriptor: Mapping[str, Any]) -> Vocabulary:
        """Return the vocabulary of a descriptor: title, description and `codes`."""
        return cls(
            name=name,
            title=descriptor["title"],
            description=descriptor["description"],
            entries=tuple(descriptor["codes"]),
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes, each once, in the order of the list."""
        return tuple(dict.fromkeys(entry["code"] for entry in self.entries if "code" in entry))

    def frame(self) -> pl.DataFrame:
        """Return one row per entry; what an entry does not say is null."""
        names = dict.fromkeys(name for entry in self.entries for name in entry)
        columns = [pl.Series(name, [entry.get(name) for entry in self.entries], pl.String) for name in names]
        return pl.DataFrame(columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemas:
    """All tables and vocabularies of one release or of the repository."""

    tables: Mapping[str, TableSchema]
    vocabularies: Mapping[str, Vocabulary]
    descriptor: Mapping[str, Any] = field(repr=False, compare=False)
    _frames: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, Any]) -> Schemas:
        """Return the schemas that a data package descriptor carries inlined."""
        return cls(
            tables={item["name"]: TableSchema.from_descriptor(item) for item in descriptor["resources"]},
            vocabularies={
                name: Vocabulary.from_descriptor(name, item) for name, item in descriptor["vocabularies"].items()
            },
            descriptor=descriptor,
        )

    def __getitem__(self, table: str) -> TableSchema:
        """Return the schema of a table."""
        return self.tables[table]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables."""
        return iter(self.tables)

    def vocabulary(self, name: str) -> pl.DataFrame:
        """Return a vocabulary as a frame, one row per entry."""
        if name not in self._frames:
            self._frames[name] = self.vocabularies[name].frame()
        return self._frames[name]

    def aims(self) -> pl.DataFrame:
        """Return issue, aim and aim_label: each aim that an issue can have, those of every issue included."""
        aims = self.vocabulary("aim").select("issue", aim="code", aim_label="label")
        own = aims.filter(pl.col("issue") != EVERY_ISSUE)
        generic = aims.filter(pl.col("issue") == EVERY_ISSUE).drop("issue")
        everywhere = self.vocabulary("issue").select(issue="code").join(generic, how="cross")
        return pl.concat([own, everywhere.join(own, on=["issue", "aim"], how="anti")])
