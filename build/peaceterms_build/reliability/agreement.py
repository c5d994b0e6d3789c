"""Agreement: how far two blind codings of a document find the same units and give them the same codes.

Agreement of two runs of one model (`same_model`) shows how stable the model is, not whether the coding is valid;
agreement of two different models (`cross_model`) shows a little more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.reliability import alignment, alpha
from peaceterms_build.schemas import card_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms_build.corpus.coding_cards import Coding
    from peaceterms_build.corpus.reader import Corpus
    from peaceterms_build.reliability.alignment import Match, Pair, Unit

    Variables = Mapping[str, Sequence[tuple[str, str]]]  # tables and columns, by type of unit
    Sets = Mapping[tuple[str, str], set[str]]  # members, by their table and the key of their unit

SAME_MODEL, CROSS_MODEL = "same_model", "cross_model"
CODERS_DIFFER = "coders_differ"
NO_SIDE = "none"  # also of a passage whose statement the coder left out, so that it has no holder
NOTHING = ""  # the category of a cell that a coder left empty: no code is the empty text

# Words of the coder's or of the text, which two coders never choose alike.
WORDS = frozenset({"prose", "note", "name", "verbatim_title", "verbatim_phrase", "address"})
RULED_WORDS = frozenset({"reporting_verb"})  # a name by its type, but the manual says which word to write
# What a unit was matched by, or what only the adjudicator decides.
NOT_MEASURED = {
    "statements": {"statement_id", "speaker_id", "primary_source_id"},
    "passages": {"statement_id"},
    "evidence": {"row_id", "passage_id"},
    "condition_places": {"territory_id"},
    "condition_links": {"from_condition_id", "to_condition_id", "passage_id"},
}
# Tables of which a unit has several rows: all of them together are one code, of these columns after that of the unit.
SETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "statement": {"statement_actors": ("statement_id", "role", "actor_id")},
    "condition": {
        "condition_performers": ("condition_id", "actor_id"),
        "condition_places": ("condition_id", "territory_id"),
    },
}
EVERYTHING = "all"
BREAKDOWNS = {EVERYTHING: pl.lit(EVERYTHING), "language": pl.col("language"), "side": pl.col("holder_side")}
DECIMALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the corpus knows of the documents, actors and coders that codings name.

    Attributes:
        samples: The sample that each document was drawn for.
        languages: The language of each document.
        sides: The side of each actor.
        models: The model of each coder.
    """

    samples: Mapping[str, str]
    languages: Mapping[str, str]
    sides: Mapping[str, str]
    models: Mapping[str, str]


def of_samples(corpus: Corpus, schemas: Schemas) -> dict[str, pl.DataFrame]:
    """Return the reliability tables of the documents that were drawn for a sample.

    A document without a card waits for its adjudication and is left out. So is one that was drawn for no sample: the
    manual was written on the first of these, and their agreement would say nothing of other documents.
    """
    actors, coders, sources = (
        [record.cells for record in corpus.records[table]] for table in ("actors", "coders", "sources")
    )
    known = Background(
        samples=corpus.samples,
        languages={cells["source_id"]: cells["language"] for cells in sources},
        sides={cells["actor_id"]: cells["side"] for cells in actors},
        models={cells["coder_id"]: cells["model_name"] for cells in coders},
    )
    measured = known.samples.keys() & known.languages
    return measure([coding for coding in corpus.codings if coding.source_id in measured], known, schemas)


def measure(codings: Iterable[Coding], known: Background, schemas: Schemas) -> dict[str, pl.DataFrame]:
    """Return the reliability tables of every two codings of one document.

    Args:
        codings: The codings to compare; a document that only one coder coded is left out.
        known: What is known of their documents, actors and coders.
        schemas: The schemas, which say what the variables are.

    Raises:
        ValidationError: Two codings of a document have different texts, or name a coder or holder without register
            entry.
    """
    paired = alignment.pairs(codings)
    _refuse_unregistered(paired, known)
    units, codes = _matched(paired, known, schemas)
    languages = pl.col("source_id").replace_strict(known.languages, return_dtype=pl.String)
    labelled = units.with_columns(language=languages)
    return {
        "coding_units": units,
        "codings": codes,
        "unit_reliability": _table(schemas["unit_reliability"], unit_figures(labelled)),
        "reliability": _table(schemas["reliability"], variable_figures(labelled, codes)),
    }


def variables(schemas: Schemas) -> dict[str, list[tuple[str, str]]]:
    """Return table and column of every variable by type of unit: what is written as a code, id, day or number."""
    found = {}
    for unit_type, (table, *_) in alignment.UNIT_TYPES.items():
        columns = card_keys.written(schemas[table], without=NOT_MEASURED.get(table, ()))
        found[unit_type] = [
            (table, column.name) for column in columns if column.column_type not in WORDS or column.name in RULED_WORDS
        ]
        found[unit_type] += [(of_set, columns[1]) for of_set, columns in SETS.get(unit_type, {}).items()]
    return found


def unit_figures(units: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Yield for each group and type of unit how many either coder found, and how many of them are the same.

    Precision is the share of the second coder's units that the first has too, recall the share of the first
    coder's that the second has; neither coder is taken to be right.
    """
    first, second = pl.col("first_key").is_not_null(), pl.col("second_key").is_not_null()
    for breakdown, group in BREAKDOWNS.items():
        counted = units.group_by("sample", "comparison", "unit_type", group.alias("group_code")).agg(
            documents=pl.col("source_id").n_unique().cast(pl.Int64),
            first_units=first.sum().cast(pl.Int64),
            second_units=second.sum().cast(pl.Int64),
            matched=(first & second).sum().cast(pl.Int64),
            tied=pl.col("is_tied").sum().cast(pl.Int64),
        )
        for row in counted.iter_rows(named=True):
            matched, one, other = row["matched"], row["first_units"], row["second_units"]
            ratios = {
                "precision": _ratio(matched, other),
                "recall": _ratio(matched, one),
                "f1": _ratio(2 * matched, one + other),
            }
            yield row | ratios | {"breakdown": breakdown}


def variable_figures(units: pl.DataFrame, codes: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Yield per cent agreement and alpha with its interval for each group and variable, on matched units.

    An empty cell is a category like any other.
    """
    matched = units.filter(pl.col("first_key").is_not_null(), pl.col("second_key").is_not_null())
    kept = ("coding_unit_id", "source_id", "sample", "comparison", "language", "holder_side")
    coded = (
        codes.join(matched.select(kept), on="coding_unit_id")
        .drop("coding_unit_id")
        .with_columns(pl.col("first_code", "second_code").fill_null(NOTHING))
        .cast(pl.Categorical)  # a fourth of the memory
    )
    keys = ("sample", "comparison", "group_code", "variable")
    for breakdown, group in BREAKDOWNS.items():
        grouped = coded.with_columns(group_code=group).sort(keys).group_by(keys, maintain_order=True)
        for key, cells in grouped:
            documents, first, second = (cells[name].to_list() for name in ("source_id", "first_code", "second_code"))
            agreed = sum(one == other for one, other in zip(first, second, strict=True))
            found = alpha.of(documents, first, second)
            yield dict(zip(keys, key, strict=True)) | {
                "breakdown": breakdown,
                "documents": len(set(documents)),
                "units": len(documents),
                "percent_agreement": _ratio(100 * agreed, len(documents)),
                "alpha": found.value,
                "alpha_low": found.low,
                "alpha_high": found.high,
                "note": found.note,
            }


def _matched(paired: Iterable[Pair], known: Background, schemas: Schemas) -> tuple[pl.DataFrame, pl.DataFrame]:
    measured = variables(schemas)
    units, codes = [], []
    numbers: Counter[str] = Counter()
    for first, second in paired:
        sets = _sets(first), _sets(second)
        for match in alignment.matches(first, second):
            numbers[first.source_id] += 1
            unit_id = f"{first.source_id}.u{numbers[first.source_id]:03d}"
            units.append({"coding_unit_id": unit_id, **_unit(first, second, match, known)})
            codes += [
                {
                    "coding_unit_id": unit_id,
                    "variable": f"{table}.{column}",
                    "first_code": _code(match.first, table, column, sets[0]),
                    "second_code": _code(match.second, table, column, sets[1]),
                }
                for table, column in measured[match.unit_type]
            ]
    return _table(schemas["coding_units"], units), _table(schemas["codings"], codes)


def _table(schema: TableSchema, rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    return schema.sorted(schema.frame(list(rows)))


def _refuse_unregistered(paired: Iterable[Pair], known: Background) -> None:
    codings = {(coding.coder_id, coding.source_id): coding for pair in paired for coding in pair}
    coders = {coder_id for coder_id, _ in codings}
    findings = [
        Finding(
            rule="holders_are_registered",
            message="a raw coding names a holder whom the register of actors does not have",
            remedy="add the actor, and its id to the document's file in corpus/new_ids/",
            file=record.location.file,
            line=record.location.of()[0],
            key=record.location.of()[1],
            value=holder_id,
        )
        for coding in codings.values()
        for table in ("statements", "conditions", "territorial_claims")
        for record in coding.records.get(table, ())
        for holder_id in (alignment.holder_of(record.cells),)
        if holder_id not in known.sides
    ]
    findings += [
        Finding(
            rule="coders_are_registered",
            message="a raw coding is by a coder whom the register does not have",
            remedy="add the coder and its model to corpus/registers/coders.yaml",
            file=f"corpus/codings/{coder}",
            value=coder,
        )
        for coder in sorted(coders - known.models.keys())
    ]
    if findings:
        raise ValidationError(findings)


def _unit(first: Coding, second: Coding, match: Match, known: Background) -> dict[str, object]:
    models = {known.models[coding.coder_id] for coding in (first, second)}
    sides = {known.sides.get(unit.holder_id, NO_SIDE) for unit in (match.first, match.second) if unit is not None}
    return {
        "source_id": first.source_id,
        "sample": known.samples[first.source_id],
        "comparison": SAME_MODEL if len(models) == 1 else CROSS_MODEL,
        "unit_type": match.unit_type,
        "holder_side": sides.pop() if len(sides) == 1 else CODERS_DIFFER,
        "first_coder_id": first.coder_id,
        "second_coder_id": second.coder_id,
        "first_key": match.first and match.first.key,
        "second_key": match.second and match.second.key,
        "share": None if match.share is None else round(match.share, DECIMALS),
        "is_tied": match.is_tied,
    }


def _sets(coding: Coding) -> Sets:
    found = defaultdict(set)
    for of_type in SETS.values():
        for table, (key, *columns) in of_type.items():
            for record in coding.records.get(table, ()):
                cells = record.cells
                found[table, cells[key]].add(" ".join(alignment.folded(cells[column]) for column in columns))
    return found


def _code(unit: Unit | None, table: str, column: str, sets: Sets) -> str | None:
    # The code as text; None where the coder left it empty.
    if unit is None:
        return None
    if column not in unit.row:
        return "; ".join(sorted(sets.get((table, unit.key), ()))) or None
    value = unit.row[column]
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    if (table, column) == ("conditions", "aim"):
        return f"{unit.row['issue']}: {value}"  # an aim such as `other` means nothing without its issue
    if (table, column) == ("statements", "told_in_statement_id"):
        return "told"  # keys of statements are each coder's own
    return alignment.folded(str(value))


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, DECIMALS) if whole else None
