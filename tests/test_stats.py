"""Stats: the counts of the small corpus as one counts them by hand, and of tables changed for the purpose."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from peaceterms_build import __main__
from peaceterms_build.docs import stats

MORNING, EVENING, MINISTER = "morning-2026-05-04", "evening-2026-05-05", "minister-r-2026-05-04"


def counted(tables, breakdown):
    """Return the counts of each group of a breakdown."""
    rows = stats.counts(tables).filter(pl.col("breakdown") == breakdown).drop("breakdown").rows()
    return {group: tuple(numbers) for group, *numbers in rows}


def changed(tables, table, key, value, **cells):
    """Return the tables with cells of one row changed."""
    frame = tables[table].with_columns(
        pl.when(pl.col(key) == value).then(pl.lit(cell)).otherwise(pl.col(name)).alias(name)
        for name, cell in cells.items()
    )
    return dict(tables) | {table: frame}


@pytest.mark.parametrize(
    ("breakdown", "expected"),
    [
        ("all", {"all": (2, 3, 5, 3)}),
        ("year", {"2026": (2, 3, 5, 3)}),
        ("side", {"none": (1, 1, 0, 0), "russia": (2, 1, 3, 0), "ukraine": (1, 1, 2, 3)}),
        ("language", {"en": (2, 3, 5, 3)}),
        (
            "statement_type",
            {"source_voice": (1, 1, 0, 0), "speech_act": (2, 1, 3, 0), "standing_position": (1, 1, 2, 3)},
        ),
        (
            "issue",
            {
                "ceasefire.full": (1, 1, 1, 0),
                "ceasefire.monitoring": (1, 1, 1, 0),
                "territory.recognition": (1, 1, 1, 1),
                "territory.status": (1, 1, 1, 1),
                "territory.withdrawal": (2, 1, 1, 0),
                stats.NO_TERM: (0, 0, 0, 1),
            },
        ),
        (
            "role",
            {
                "offer": (1, 1, 1, 0),
                "open": (1, 1, 1, 0),
                "precondition_for_ceasefire": (2, 1, 1, 0),
                "red_line": (1, 1, 1, 1),
                "refusal": (1, 1, 1, 1),
                stats.NO_TERM: (0, 0, 0, 1),
            },
        ),
    ],
)
def test_the_small_corpus_is_counted_as_by_hand(small_tables, breakdown, expected):
    assert counted(small_tables, breakdown) == expected


def test_a_statement_counts_once_in_each_language_that_reports_it(small_tables):
    tables = changed(small_tables, "sources", "source_id", EVENING, language="uk")
    # The evening paper has its own voice and the minister, of whose terms it carries the first alone.
    assert counted(tables, "language") == {"en": (1, 2, 5, 3), "uk": (1, 2, 1, 0)}


def test_a_document_has_the_year_of_its_print_and_a_statement_that_of_its_utterance(small_tables):
    tables = changed(small_tables, "statements", "statement_id", MINISTER, said_earliest_date=date(2022, 3, 1))
    assert counted(tables, "year") == {"2022": (0, 1, 3, 0), "2026": (2, 2, 2, 3)}


def test_source_types_are_counted_by_what_they_carry(small_tables):
    tables = changed(small_tables, "sources", "source_id", MORNING, source_type="wire_report")
    assert counted(tables, "source_type") == {"media_report": (1, 2, 1, 0), "wire_report": (1, 2, 5, 3)}


def test_renditions_tell_how_many_documents_report_a_statement(small_tables):
    assert stats.renditions(small_tables).rows() == [(1, 2, 0), (2, 1, 1)]


def test_the_share_of_other_is_in_per_cent_of_conditions(small_tables):
    assert stats.share_of_other(small_tables) == 0.0
    tables = changed(small_tables, "conditions", "condition_id", f"{MINISTER}.c02", issue="other")
    assert stats.share_of_other(tables) == 20.0
    assert stats.share_of_other({"conditions": tables["conditions"].clear()}) is None


def test_empty_tables_are_counted_too(small_tables):
    empty = {name: frame.clear() for name, frame in small_tables.items()}
    assert stats.counts(empty).is_empty()
    assert "no conditions" in stats.as_text(empty)


def test_whole_counts_are_the_heights_of_the_tables(small_tables):
    names = ("sources", "statements", "conditions", "territorial_claims")
    assert counted(small_tables, "all") == {"all": tuple(small_tables[name].height for name in names)}
    for breakdown in ("year", "issue", "role", "side"):
        conditions = sum(numbers[2] for numbers in counted(small_tables, breakdown).values())
        assert conditions == small_tables["conditions"].height


def test_the_command_prints_every_breakdown(small_repository, capsys):
    assert __main__.main(["--root", str(small_repository), "stats"]) == 0
    said = capsys.readouterr().out
    for heading in (*stats.BREAKDOWNS, "documents per statement", "issue `other`: 0.0 % of conditions"):
        assert heading in said
