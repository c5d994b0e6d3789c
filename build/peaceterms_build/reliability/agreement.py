"""Agreement: how far two blind codings of a document find the same units and give them the same codes.

Agreement of two runs of one model (`same_model`) tells how stable the coding is, and proves nothing about
whether it is right; that of two different models (`cross_model`) tells a little more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.reliability import alignment, alpha, guarded_frames
from peaceterms_build.reliability.guarded_frames import NUMBER, TEXT, WHOLE
from peaceterms_build.schemas import card_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peaceterms.contract.schemas import Schemas
    from peaceterms_build.corpus.coding_cards import Coding
    from peaceterms_build.corpus.reader import Corpus
    from peaceterms_build.reliability.alignment import Pair, Unit

    PairKey = tuple[str, str, str]
    UnitsByKey = dict[str, Unit]

# The manual was written and mended on these: their figures are a smoke test and are never published.
FOUNDATION_DOCUMENTS = frozenset(
    {
        "clamreport-2024-05",
        "iaelimited-2025-03",
        "rt-2024-03-13",
        "theelectionpost-2023-12",
        "ukrainska-pravda-2024-03-13",
    }
)
FOUNDATION = "foundation"  # what takes the place of a sample in the smoke test
SAME_MODEL, CROSS_MODEL = "same_model", "cross_model"
# What stands where a unit's language or side cannot be told.
NOT_STATED, NOT_IN_REGISTER, CODERS_DIFFER = "not_stated", "not_in_register", "coders_differ"
NOTHING = ""  # the category of a cell that a coder left empty: no code is the empty text

TABLES = {
    "statement": "statements",
    "passage": "passages",
    "condition": "conditions",
    "assertion": "territorial_claims",
    "control_report": "control_reports",
    "evidence": "evidence",
    "place": "condition_places",
    "link": "condition_links",
}
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
# Tables of which a row has several rows: all of them together are one code.
SETS = {
    "statement": (("statement_actors", "role"),),
    "condition": (("condition_performers", "actor_id"), ("condition_places", "territory_id")),
}
SET_VARIABLES = frozenset((unit_type, *of_set) for unit_type, of_sets in SETS.items() for of_set in of_sets)
BREAKDOWNS = {"all": None, "language": "language", "side": "side"}
EVERYTHING = "all"
WORST_SHOWN = 3
DECIMALS = 3

LABELS: Mapping[str, pl.DataType] = {"sample": TEXT, "comparison": TEXT, "language": TEXT, "side": TEXT}
CODE_COLUMNS: Mapping[str, pl.DataType] = {
    "source_id": TEXT,
    "first_coder_id": TEXT,
    "second_coder_id": TEXT,
    **LABELS,
    "unit_type": TEXT,
    "first_key": TEXT,
    "second_key": TEXT,
    "variable": TEXT,
    "first_code": TEXT,
    "second_code": TEXT,
}
SETTING_COLUMNS: Mapping[str, pl.DataType] = {
    "sample": TEXT,
    "comparison": TEXT,
    "breakdown": TEXT,
    "group": TEXT,
}
UNIT_FIGURES: Mapping[str, pl.DataType] = {
    **SETTING_COLUMNS,
    "unit_type": TEXT,
    "documents": WHOLE,
    "first_units": WHOLE,
    "second_units": WHOLE,
    "matched": WHOLE,
    "tied": WHOLE,
    "precision": NUMBER,
    "recall": NUMBER,
    "f1": NUMBER,
}
VARIABLE_FIGURES: Mapping[str, pl.DataType] = {
    **SETTING_COLUMNS,
    "variable": TEXT,
    "documents": WHOLE,
    "units": WHOLE,
    "percent_agreement": NUMBER,
    "alpha": NUMBER,
    "alpha_low": NUMBER,
    "alpha_high": NUMBER,
    "note": TEXT,
}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was measured, and the data behind it.

    Attributes:
        units: One row per unit of either coder, matched or alone.
        codes: One row per unit and variable, with both codes; of a unit of one coder, with that coder's.
        unit_figures: How far the coders found the same units.
        variable_figures: How far they gave them the same codes.
    """

    units: pl.DataFrame
    codes: pl.DataFrame
    unit_figures: pl.DataFrame
    variable_figures: pl.DataFrame


def background(corpus: Corpus) -> Background:
    """Return what a corpus knows of documents, actors and coders."""
    actors, coders, sources = (
        [record.cells for record in corpus.records[table]] for table in ("actors", "coders", "sources")
    )
    return Background(
        samples={**corpus.samples, **dict.fromkeys(FOUNDATION_DOCUMENTS, FOUNDATION)},
        languages={cells["source_id"]: cells["language"] for cells in sources},
        sides={cells["actor_id"]: cells["side"] for cells in actors},
        models={cells["coder_id"]: cells["model_name"] for cells in coders},
    )


def of_samples(corpus: Corpus, schemas: Schemas) -> Agreement:
    """Return the agreement of the codings that are published: those of documents drawn for a sample.

    A document without a card waits for its adjudication; until then neither language nor side is known.
    """
    adjudicated = {record.cells["source_id"] for record in corpus.records["sources"]} & set(corpus.samples)
    codings = [coding for coding in corpus.codings if coding.source_id in adjudicated]
    return measure(codings, background(corpus), schemas)


def of_foundation(corpus: Corpus, schemas: Schemas) -> Agreement:
    """Return the agreement on the documents on which the manual was written: a smoke test, unpublished."""
    codings = [coding for coding in corpus.codings if coding.source_id in FOUNDATION_DOCUMENTS]
    return measure(codings, background(corpus), schemas)


def measure(codings: Iterable[Coding], known: Background, schemas: Schemas) -> Agreement:
    """Return the agreement of every two codings of one document.

    Args:
        codings: The codings to compare; a document that one coder alone coded counts for nothing.
        known: What is known of their documents, actors and coders.
        schemas: The schemas, which tell what the variables are.

    Raises:
        ValidationError: Two codings of a document stand on different texts, or a coder is not in the register.
    """
    paired = alignment.pairs(codings)
    units = labelled(alignment.matches(paired), paired, known)
    coded = codes(units, paired, schemas)
    return Agreement(
        units=units,
        codes=coded,
        unit_figures=unit_figures(units),
        variable_figures=variable_figures(coded, schemas),
    )


def labelled(units: pl.DataFrame, paired: Iterable[Pair], known: Background) -> pl.DataFrame:
    """Return the units with sample, kind of comparison, language of their document, and the holder's side."""
    found = _units_of_pairs(paired)
    _refuse_unknown_coders(found, known)
    rows = []
    for unit in units.iter_rows(named=True):
        firsts, seconds = found[_pair_of(unit)]
        models = {known.models[unit[coder]] for coder in ("first_coder_id", "second_coder_id")}
        coded = (firsts.get(unit["first_key"]), seconds.get(unit["second_key"]))
        rows.append(
            {
                "sample": known.samples.get(unit["source_id"], NOT_STATED),
                "comparison": SAME_MODEL if len(models) == 1 else CROSS_MODEL,
                "language": known.languages.get(unit["source_id"], NOT_STATED),
                "side": _side([one.holder_id for one in coded if one is not None], known),
            }
        )
    return pl.concat([units, guarded_frames.build(rows, LABELS)], how="horizontal")


def variables(schemas: Schemas) -> list[tuple[str, str, str]]:
    """Return unit type, table and column of every variable: what is written as a code, id, day or number."""
    found = []
    for unit_type, table in TABLES.items():
        columns = card_keys.written(schemas[table], without=NOT_MEASURED.get(table, ()))
        found += [
            (unit_type, table, column.name)
            for column in columns
            if column.column_type not in WORDS or column.name in RULED_WORDS
        ]
        found += [(unit_type, *of_set) for of_set in SETS.get(unit_type, ())]
    return found


def codes(units: pl.DataFrame, paired: Iterable[Pair], schemas: Schemas) -> pl.DataFrame:
    """Return both coders' codes for each variable of each unit; null where a coder left either out."""
    found = _units_of_pairs(paired)
    measured = variables(schemas)
    rows = []
    for unit in units.iter_rows(named=True):
        firsts, seconds = found[_pair_of(unit)]
        kept = {name: unit[name] for name in CODE_COLUMNS if name in unit}
        first, second = firsts.get(unit["first_key"]), seconds.get(unit["second_key"])
        rows += [
            kept
            | {"variable": f"{table}.{column}"}
            | {"first_code": _code(first, table, column) if first else None}
            | {"second_code": _code(second, table, column) if second else None}
            for unit_type, table, column in measured
            if unit_type == unit["unit_type"]
        ]
    return guarded_frames.build(rows, CODE_COLUMNS)


def unit_figures(units: pl.DataFrame) -> pl.DataFrame:
    """Return for each type of unit how many either coder found, and how many of them are the same.

    Precision is the share of the second coder's units that the first has too, recall the share of the first
    coder's that the second has; neither coder is taken to be right.
    """
    rows = []
    for setting, group in _settings(units):
        for unit_type in alignment.UNIT_TYPES:
            of_type = group.filter(pl.col("unit_type") == unit_type)
            first, second = (of_type[name].is_not_null() for name in ("first_key", "second_key"))
            matched = int((first & second).sum())
            rows.append(
                setting
                | {
                    "unit_type": unit_type,
                    "documents": of_type["source_id"].n_unique(),
                    "first_units": int(first.sum()),
                    "second_units": int(second.sum()),
                    "matched": matched,
                    "tied": int(of_type["is_tied"].sum()),
                    "precision": _ratio(matched, int(second.sum())),
                    "recall": _ratio(matched, int(first.sum())),
                    "f1": _ratio(2 * matched, int(first.sum()) + int(second.sum())),
                }
            )
    return guarded_frames.build(rows, UNIT_FIGURES)


def variable_figures(coded: pl.DataFrame, schemas: Schemas) -> pl.DataFrame:
    """Return per cent agreement and alpha with its interval for each variable, overall and by group."""
    rows = []
    matched = coded.filter(pl.col("first_key").is_not_null(), pl.col("second_key").is_not_null())
    for setting, group in _settings(matched):
        by_variable = group.partition_by("variable", as_dict=True)
        for _, table, column in variables(schemas):
            variable = f"{table}.{column}"
            of_variable = by_variable.get((variable,), group.clear())
            rows.append(setting | {"variable": variable} | _figures(of_variable))
    return guarded_frames.build(rows, VARIABLE_FIGURES)


def worst(figures: pl.DataFrame, count: int = WORST_SHOWN) -> pl.DataFrame:
    """Return the variables of the lowest alpha over all documents, the lowest first."""
    overall = figures.filter(pl.col("breakdown") == EVERYTHING, pl.col("alpha").is_not_null())
    return overall.sort("alpha", "variable").head(count)


def _settings(frame: pl.DataFrame) -> Iterator[tuple[dict[str, object], pl.DataFrame]]:
    """Yield each sample and comparison as a whole, then by language and by side, with its rows."""
    for sample, comparison in sorted(frame.select("sample", "comparison").unique().rows()):
        compared = frame.filter(pl.col("sample") == sample, pl.col("comparison") == comparison)
        for breakdown, column in BREAKDOWNS.items():
            setting = {"sample": sample, "comparison": comparison, "breakdown": breakdown}
            if column is None:
                yield setting | {"group": EVERYTHING}, compared
                continue
            for group in sorted(compared[column].unique()):
                yield setting | {"group": group}, compared.filter(pl.col(column) == group)


def _figures(coded: pl.DataFrame) -> dict[str, object]:
    """Return the figures of one variable in one group; an empty cell is a category like any other."""
    documents = coded["source_id"].to_list()
    first, second = (coded[name].fill_null(NOTHING).to_list() for name in ("first_code", "second_code"))
    agreed = sum(one == other for one, other in zip(first, second, strict=True))
    found = alpha.of(documents, first, second)
    return {
        "documents": len(set(documents)),
        "units": len(documents),
        "percent_agreement": _ratio(100 * agreed, len(documents)),
        "alpha": found.value,
        "alpha_low": found.low,
        "alpha_high": found.high,
        "note": found.note,
    }


def _units_of_pairs(paired: Iterable[Pair]) -> dict[PairKey, tuple[UnitsByKey, UnitsByKey]]:
    """Return the units of both codings of each pair by their keys."""
    return {
        (first.source_id, first.coder_id, second.coder_id): (_by_key(first), _by_key(second))
        for first, second in paired
    }


def _by_key(coding: Coding) -> UnitsByKey:
    """Return the units of a coding by their keys."""
    return {unit.key: unit for unit in alignment.units(coding)}


def _pair_of(unit: Mapping[str, str]) -> PairKey:
    """Return which two codings a row of the units belongs to."""
    return unit["source_id"], unit["first_coder_id"], unit["second_coder_id"]


def _refuse_unknown_coders(found: Iterable[PairKey], known: Background) -> None:
    """Raise where a coder is not in the register: the comparison could not be called what it is."""
    unknown = sorted({coder for _, *coders in found for coder in coders} - set(known.models))
    if unknown:
        raise ValidationError(
            Finding(
                rule="coders_are_registered",
                message="a raw coding is by a coder whom the register does not have",
                remedy="add the coder and its model to corpus/registers/coders.yaml",
                file=f"corpus/codings/{coder}",
                value=coder,
            )
            for coder in unknown
        )


def _side(holders: Sequence[str], known: Background) -> str:
    """Return the side of a unit's holder, if all who coded the unit give it the same."""
    sides = {known.sides.get(holder, NOT_IN_REGISTER) for holder in holders}
    return sides.pop() if len(sides) == 1 else CODERS_DIFFER


def _code(unit: Unit, table: str, column: str) -> str | None:
    """Return the code of a variable as text, or None where the coder left it empty."""
    if (unit.unit_type, table, column) in SET_VARIABLES:
        return "; ".join(sorted(unit.sets[table])) or None
    text = _text(unit.row[column])
    if (table, column) == ("conditions", "aim"):
        return f"{unit.row['issue']}: {text}"  # an aim such as `other` means nothing without its issue
    if (table, column) == ("statements", "told_in_statement_id"):
        return "told" if text else None  # keys of statements are each coder's own
    return text


def _text(value: object) -> str | None:
    """Return a cell as text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return alignment.folded(str(value))


def _ratio(part: int, whole: int) -> float | None:
    """Return a part of a whole, rounded as it is published; None of nothing."""
    return round(part / whole, DECIMALS) if whole else None
