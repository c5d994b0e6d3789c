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


def _statements_in_documents(tables: Tables) -> pl.DataFrame:
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


@coding_rule("actor_memberships.start_date", "{member_id} is already a member of {group_id} on {start_date}")
def memberships_of_one_pair_do_not_overlap(tables: Tables) -> pl.DataFrame:
    """An actor must be a member of a group once at a time.

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


@coding_rule(
    "statements.said_earliest_date",
    "said on {said_earliest_date}, but the document {source_id} was published by {published_latest_date}",
)
def statements_are_not_later_than_their_documents(tables: Tables) -> pl.DataFrame:
    """A document must not carry what was said more than a day after its publication.

    Check both dates; a document that was changed later has a later latest day of publication.
    """
    last_day = pl.col("published_latest_date") + TIME_ZONE_SHIFT
    return (
        _statements_in_documents(tables)
        .filter(pl.col("said_earliest_date") > last_day)
        .select("statement_id", "source_id", "said_earliest_date", "published_latest_date")
    )


@coding_rule("sources.read_date", "read on {read_date}, before the publication on {published_earliest_date}")
def documents_are_read_after_their_publication(tables: Tables) -> pl.DataFrame:
    """A document must not be read before it is published.

    Check the day of publication and the day of reading.
    """
    return (
        tables["sources"]
        .select("source_id", "published_earliest_date", "read_date")
        .filter(pl.col("read_date") + TIME_ZONE_SHIFT < pl.col("published_earliest_date"))
    )


@coding_rule(
    "statements.told_in_statement_id",
    "said on {said_earliest_date}, later than {told_in_statement_id}, which retells it on {told_latest_date}",
)
def retold_acts_precede_their_recounting(tables: Tables) -> pl.DataFrame:
    """An act that another statement retells must not be later than that statement.

    Check both dates, and which of the two statements recounts the other.
    """
    recounting = tables["statements"].select(told_in_statement_id="statement_id", told_latest_date="said_latest_date")
    return (
        tables["statements"]
        .select("statement_id", "told_in_statement_id", "said_earliest_date")
        .join(recounting, on="told_in_statement_id")
        .filter(pl.col("said_earliest_date") > pl.col("told_latest_date"))
    )


@coding_rule(
    "control_reports.as_of_earliest_date",
    "control on {as_of_earliest_date} is reported by a statement of {said_latest_date}",
)
def control_is_reported_up_to_the_day_of_its_statement(tables: Tables) -> pl.DataFrame:
    """A report of control must not be of a day after its statement.

    Check the day of which control is reported, and the day of the statement.
    """
    return (
        tables["control_reports"]
        .select("report_id", "statement_id", "as_of_earliest_date")
        .join(tables["statements"].select("statement_id", "said_latest_date"), on="statement_id")
        .filter(pl.col("as_of_earliest_date") > pl.col("said_latest_date") + TIME_ZONE_SHIFT)
    )


@coding_rule("conditions.deadline_date", "the deadline {deadline_date} is before the utterance of {said_earliest_date}")
def deadlines_of_utterances_lie_ahead(tables: Tables) -> pl.DataFrame:
    """The deadline that an utterance sets must not be before the utterance.

    Check both dates; a deadline that had passed when it was uttered belongs to the earlier utterance.
    """
    utterances = tables["statements"].filter(pl.col("statement_type").is_in(["speech_act", "document_text"]))
    return (
        tables["conditions"]
        .select("condition_id", "statement_id", "deadline_date")
        .join(utterances.select("statement_id", "said_earliest_date"), on="statement_id")
        .filter(pl.col("deadline_date") < pl.col("said_earliest_date"))
    )


@coding_rule(
    "statements.said_earliest_date",
    "said on {said_earliest_date} to {said_latest_date}, but {primary_source_id} was published on "
    "{published_earliest_date} to {published_latest_date}",
)
def standing_positions_have_the_day_of_their_document(tables: Tables) -> pl.DataFrame:
    """A standing position, and the voice of a source, must have the day of publication of its document.

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


@coding_rule(lambda _: ["sources.evidence_url", "statements.evidence_url"])
def external_dates_have_their_evidence(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """A day that is known from elsewhere must have the address of where it is known from.

    Give the address in `evidence_url`, or say otherwise how the day is known.
    """
    basis = {"sources": "published_basis", "statements": "said_basis"}[table]
    return tables[table].filter((pl.col(basis) == "external") & pl.col(column).is_null())


@coding_rule("sources.url")
def dates_read_from_an_address_have_the_address(tables: Tables) -> pl.DataFrame:
    """A day of publication that is read from the document's address needs that address.

    Give the address in `url`, or say otherwise how the day is known.
    """
    return (
        tables["sources"]
        .filter((pl.col("published_basis") == "address") & pl.col("url").is_null())
        .select("source_id", "published_basis", "url")
    )
