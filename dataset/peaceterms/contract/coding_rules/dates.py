"""Rules about days: their order, and what cannot have been said before it happened."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# A speech of the evening in one place is printed on the day before in another, further west.
TIME_ZONE_SHIFT = datetime.timedelta(days=1)

# The first utterance about the war's terms cannot be older than the first protests on the Maidan.
FIRST_DAY_CODED = datetime.date(2013, 11, 21)

# Offices and reports of control reach back to the year in which both states became independent.
FIRST_DAY_OF_REGISTERS = datetime.date(1991, 1, 1)


def _out_of_order(frame: pl.DataFrame, earlier: str, later: str) -> pl.DataFrame:
    """Return the rows whose earlier day comes after their later one."""
    return frame.filter(pl.col(earlier) > pl.col(later))


def _cells(tables: Tables, table: str, key: str, column: str) -> pl.DataFrame:
    """Return the cells of a column as `table`, `key`, `column` and `value`."""
    return tables[table].select(table=pl.lit(table), key=key, column=pl.lit(column), value=column)


def _statements_in_documents(tables: Tables) -> pl.DataFrame:
    """Return one row for each statement and document that carries it, with the days of both."""
    return (
        tables["statements"]
        .join(
            tables["passages"].select("statement_id", "source_id").unique(maintain_order=True),
            on="statement_id",
        )
        .join(tables["sources"], on="source_id", suffix="_of_source")
        .select(
            "statement_id",
            "source_id",
            "said_earliest_date",
            "said_latest_date",
            "published_earliest_date",
            "published_latest_date",
        )
    )


@coding_rule
def publication_dates_are_in_order(tables: Tables) -> pl.DataFrame:
    """The earliest day of publication is not after the latest.

    Write the earlier day first.
    """
    columns = ["source_id", "published_earliest_date", "published_latest_date"]
    return _out_of_order(tables["sources"].select(columns), *columns[1:])


@coding_rule
def utterance_dates_are_in_order(tables: Tables) -> pl.DataFrame:
    """The earliest day of an utterance is not after the latest.

    Write the earlier day first.
    """
    columns = ["statement_id", "said_earliest_date", "said_latest_date"]
    return _out_of_order(tables["statements"].select(columns), *columns[1:])


@coding_rule
def dates_of_control_are_in_order(tables: Tables) -> pl.DataFrame:
    """The earliest day of which control is reported is not after the latest.

    Write the earlier day first.
    """
    columns = ["report_id", "as_of_earliest_date", "as_of_latest_date"]
    return _out_of_order(tables["control_reports"].select(columns), *columns[1:])


@coding_rule
def bounds_of_control_dates_stand_together(tables: Tables) -> pl.DataFrame:
    """A report of control has both bounds of its day, or neither.

    Give both bounds; where the text names one day, they are the same.
    """
    return (
        tables["control_reports"]
        .select("report_id", "as_of_earliest_date", "as_of_latest_date")
        .filter(pl.col("as_of_earliest_date").is_null() != pl.col("as_of_latest_date").is_null())
    )


@coding_rule
def memberships_end_after_they_start(tables: Tables) -> pl.DataFrame:
    """A membership does not end before it starts.

    Correct the dates in the register, with their evidence.
    """
    columns = ["member_id", "group_id", "start_date", "end_date"]
    return _out_of_order(tables["actor_memberships"].select(columns), "start_date", "end_date")


@coding_rule
def offices_end_after_they_start(tables: Tables) -> pl.DataFrame:
    """An office is not left before it is taken.

    Correct the dates in the register, with their evidence.
    """
    columns = ["office_id", "start_date", "end_date"]
    return _out_of_order(tables["offices"].select(columns), "start_date", "end_date")


@coding_rule
def territory_parts_end_after_they_start(tables: Tables) -> pl.DataFrame:
    """A place does not cease to be part of another before it becomes so.

    Correct the dates in the register, with their evidence.
    """
    columns = ["part_id", "whole_id", "start_date", "end_date"]
    return _out_of_order(tables["territory_parts"].select(columns), "start_date", "end_date")


@coding_rule
def memberships_of_one_pair_do_not_overlap(tables: Tables) -> pl.DataFrame:
    """An actor is a member of a group once at a time.

    Join the two spells, or end the first before the second starts.
    """
    spells = tables["actor_memberships"].select("member_id", "group_id", "start_date", "end_date")
    earlier = spells.sort("start_date").with_columns(
        earlier_end=pl.col("end_date")
        .fill_null(datetime.date.max)
        .cum_max()
        .shift(1)
        .over("member_id", "group_id", order_by="start_date")
    )
    return earlier.filter(pl.col("start_date") <= pl.col("earlier_end")).drop("earlier_end")


@coding_rule
def documents_and_utterances_fall_within_the_period(tables: Tables) -> pl.DataFrame:
    """No document and no utterance is older than the period that the dataset covers.

    Check the year; what was said before 21 November 2013 is out of scope.
    """
    days = pl.concat(
        [
            _cells(tables, "sources", "source_id", "published_earliest_date"),
            _cells(tables, "statements", "statement_id", "said_earliest_date"),
        ]
    )
    return days.filter(pl.col("value") < FIRST_DAY_CODED)


@coding_rule
def offices_and_control_fall_within_the_period_of_the_registers(tables: Tables) -> pl.DataFrame:
    """No office and no report of control is of a day before 1991.

    Check the year; an office held since before 1991 starts on 1 January 1991.
    """
    days = pl.concat(
        [
            _cells(tables, "offices", "office_id", "start_date"),
            _cells(tables, "control_reports", "report_id", "as_of_earliest_date"),
        ]
    )
    return days.filter(pl.col("value") < FIRST_DAY_OF_REGISTERS)


@coding_rule
def statements_are_not_later_than_their_documents(tables: Tables) -> pl.DataFrame:
    """No document carries what was said more than a day after its publication.

    Check both dates; a document that was changed later has a later latest day of publication.
    """
    last_day = pl.col("published_latest_date") + TIME_ZONE_SHIFT
    return (
        _statements_in_documents(tables)
        .filter(pl.col("said_earliest_date") > last_day)
        .select("statement_id", "source_id", "said_earliest_date", "published_latest_date")
    )


@coding_rule
def documents_are_read_after_their_publication(tables: Tables) -> pl.DataFrame:
    """A document is read no earlier than it is published.

    Check the day of publication and the day of reading.
    """
    return (
        tables["sources"]
        .select("source_id", "published_earliest_date", "read_date")
        .filter(pl.col("read_date") + TIME_ZONE_SHIFT < pl.col("published_earliest_date"))
    )


@coding_rule
def retold_acts_precede_their_telling(tables: Tables) -> pl.DataFrame:
    """An act that another statement retells is not later than that statement.

    Check both dates, and which of the two statements tells the other.
    """
    telling = tables["statements"].select(told_in_statement_id="statement_id", told_latest_date="said_latest_date")
    return (
        tables["statements"]
        .select("statement_id", "told_in_statement_id", "said_earliest_date")
        .join(telling, on="told_in_statement_id")
        .filter(pl.col("said_earliest_date") > pl.col("told_latest_date"))
    )


@coding_rule
def control_is_reported_up_to_the_day_of_its_statement(tables: Tables) -> pl.DataFrame:
    """Nobody reports who holds a place on a day that is still to come.

    Check the day of which control is reported, and the day of the statement.
    """
    return (
        tables["control_reports"]
        .select("report_id", "statement_id", "as_of_earliest_date")
        .join(tables["statements"].select("statement_id", "said_latest_date"), on="statement_id")
        .filter(pl.col("as_of_earliest_date") > pl.col("said_latest_date") + TIME_ZONE_SHIFT)
    )


@coding_rule
def deadlines_of_utterances_lie_ahead(tables: Tables) -> pl.DataFrame:
    """The deadline that an utterance sets is not before the utterance.

    Check both dates; a deadline that had passed when it was told belongs to the earlier utterance.
    """
    utterances = tables["statements"].filter(pl.col("statement_type").is_in(["speech_act", "document_text"]))
    return (
        tables["conditions"]
        .select("condition_id", "statement_id", "deadline_date")
        .join(utterances.select("statement_id", "said_earliest_date"), on="statement_id")
        .filter(pl.col("deadline_date") < pl.col("said_earliest_date"))
    )


@coding_rule
def standing_positions_bear_the_date_of_their_document(tables: Tables) -> pl.DataFrame:
    """A standing position, and the voice of a source, has the day of publication of its document.

    Copy both bounds of the day of publication of the primary source.
    """
    sources = tables["sources"].select("source_id", "published_earliest_date", "published_latest_date")
    return (
        tables["statements"]
        .filter(pl.col("statement_type").is_in(["standing_position", "source_voice"]))
        .select("statement_id", "primary_source_id", "said_earliest_date", "said_latest_date")
        .join(sources, left_on="primary_source_id", right_on="source_id")
        .filter(
            (pl.col("said_earliest_date") != pl.col("published_earliest_date"))
            | (pl.col("said_latest_date") != pl.col("published_latest_date"))
        )
    )


@coding_rule
def external_dates_have_their_evidence(tables: Tables) -> pl.DataFrame:
    """A day that is known from elsewhere has the address of where it is known from.

    Give the address in `evidence_url`, or say otherwise how the day is known.
    """
    without_address = pl.col("evidence_url").is_null()
    sources = tables["sources"].filter((pl.col("published_basis") == "external") & without_address)
    statements = tables["statements"].filter((pl.col("said_basis") == "external") & without_address)
    return pl.concat(
        [
            sources.select(
                table=pl.lit("sources"), key="source_id", column=pl.lit("evidence_url"), value="evidence_url"
            ),
            statements.select(
                table=pl.lit("statements"),
                key="statement_id",
                column=pl.lit("evidence_url"),
                value="evidence_url",
            ),
        ]
    )


@coding_rule
def dates_read_from_an_address_have_the_address(tables: Tables) -> pl.DataFrame:
    """A day of publication that is read from the document's address stands beside that address.

    Give the address in `url`, or say otherwise how the day is known.
    """
    return (
        tables["sources"]
        .filter((pl.col("published_basis") == "address") & pl.col("url").is_null())
        .select("source_id", "published_basis", "url")
    )
