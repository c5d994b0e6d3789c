"""Rules about statements: who speaks, for whom, on what occasion, and how ready to talk."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.graphs import groups_reached, rows_in_a_circle
from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Statements that are observations of a document, not utterances of a day: nothing is there to be matched.
OBSERVED_TYPES = ("standing_position", "source_voice")

# Roles that only somebody else than the speaker can have; a speaker may well mediate or be the host.
ROLES_OF_OTHERS = ("co_speaker", "signatory", "endorser", "addressee")

# Actors that speak for a body without holding an office in it that a register could show.
SPEAKERS_WITHOUT_OFFICE = ("anonymous_voice", "publisher")

# What settles that a holder sets a condition: a term that is offered, accepted or left open binds nobody else.
MOVES_THAT_BIND_OTHERS = ("demands", "rejects")

UNBOUND_PERFORMERS = ("all-parties", "unspecified-party")


def _with_speaker_type(tables: Tables) -> pl.DataFrame:
    """Return the statements with the type of their speaker."""
    actors = tables["actors"].select("actor_id", speaker_type="actor_type")
    return tables["statements"].join(actors, left_on="speaker_id", right_on="actor_id")


def _memberships(tables: Tables) -> pl.DataFrame:
    """Return the memberships with every day filled in."""
    return tables["actor_memberships"].with_columns(
        pl.col("start_date").fill_null(datetime.date.min), pl.col("end_date").fill_null(datetime.date.max)
    )


def _spoken_for_another(tables: Tables) -> pl.DataFrame:
    """Return the statements whose speaker speaks for another actor, with the days on which it spoke."""
    return (
        _with_speaker_type(tables)
        .filter(pl.col("speaks_for_id") != pl.col("speaker_id"))
        .select(
            "statement_id",
            "speaker_id",
            "speaks_for_id",
            "said_earliest_date",
            "said_latest_date",
            "speaker_type",
            key="statement_id",
            from_date="said_earliest_date",
            until_date="said_latest_date",
        )
    )


def _not_reaching_whom_they_speak_for(
    spoken: pl.DataFrame, beginnings: pl.DataFrame, tables: Tables
) -> pl.DataFrame:
    """Return the statements from whose beginnings no chain of memberships leads to the body spoken for."""
    reached = groups_reached(beginnings, _memberships(tables))
    return spoken.join(
        reached, left_on=["statement_id", "speaks_for_id"], right_on=["key", "group_id"], how="anti"
    ).select("statement_id", "speaker_id", "speaks_for_id", "said_earliest_date", "said_latest_date")


@coding_rule
def persons_speak_for_bodies_in_which_they_hold_an_office(tables: Tables) -> pl.DataFrame:
    """A person speaks for a body in which it holds an office on that day, or of which its body is a member.

    Check the day and the office, add the office or the membership to the registers, or leave `speaks_for` out.
    """
    spoken = _spoken_for_another(tables).filter(pl.col("speaker_type") == "person")
    held = (
        spoken.join(
            tables["offices"].select("actor_id", "body_actor_id", "start_date", "end_date"),
            left_on="speaker_id",
            right_on="actor_id",
        )
        .select(
            "key",
            group_id="body_actor_id",
            from_date=pl.max_horizontal("from_date", "start_date"),
            until_date=pl.min_horizontal("until_date", "end_date"),
        )
        .filter(pl.col("from_date") <= pl.col("until_date"))
    )
    return _not_reaching_whom_they_speak_for(spoken, held, tables)


@coding_rule
def bodies_speak_for_groups_to_which_they_belong(tables: Tables) -> pl.DataFrame:
    """A body that speaks for another belongs to it on that day, directly or through others.

    Add the membership to the register, or leave `speaks_for` out.
    """
    spoken = _spoken_for_another(tables).filter(~pl.col("speaker_type").is_in(["person", *SPEAKERS_WITHOUT_OFFICE]))
    themselves = spoken.select("key", "from_date", "until_date", group_id="speaker_id")
    return _not_reaching_whom_they_speak_for(spoken, themselves, tables)


@coding_rule
def outlets_speak_in_their_own_voice_only(tables: Tables) -> pl.DataFrame:
    """A statement is in the voice of its source if, and only if, its speaker is a publisher.

    Name the person or body whose position the document states; make it `source_voice` where that is the outlet.
    """
    is_outlet = pl.col("speaker_type") == "publisher"
    return (
        _with_speaker_type(tables)
        .filter(is_outlet != (pl.col("statement_type") == "source_voice"))
        .select("statement_id", "speaker_id", "speaker_type", "statement_type")
    )


@coding_rule
def outlets_speak_for_nobody_else(tables: Tables) -> pl.DataFrame:
    """An outlet that speaks does not speak for another actor.

    Leave `speaks_for` out, or name the person or body that speaks.
    """
    return (
        _with_speaker_type(tables)
        .filter((pl.col("speaker_type") == "publisher") & pl.col("speaks_for_id").is_not_null())
        .select("statement_id", "speaker_id", "speaks_for_id")
    )


@coding_rule
def outlets_speak_in_documents_that_they_print_or_are_credited_in(tables: Tables) -> pl.DataFrame:
    """An outlet that speaks is the publisher of the document, or the medium that the passage credits.

    Name the publisher of the document as the speaker, or the credited medium on the passage.
    """
    publishers = tables["sources"].select("source_id", "publisher_id")
    return (
        tables["passages"]
        .join(publishers, on="source_id")
        .join(
            tables["statements"].filter(pl.col("statement_type") == "source_voice").select("statement_id", "speaker_id"),
            on="statement_id",
        )
        .filter(
            (pl.col("speaker_id") != pl.col("publisher_id"))
            & pl.col("speaker_id").ne_missing(pl.col("credited_publisher_id"))
        )
        .select("passage_id", "statement_id", "speaker_id", "publisher_id", "credited_publisher_id")
    )


@coding_rule
def outlets_state_terms_of_others_only_by_disclosing_them(tables: Tables) -> pl.DataFrame:
    """A statement of an outlet holds terms only where the outlet discloses the position of a party.

    Make the party the speaker; or, where the document credits the medium and no words of the party, code `discloses`.
    """
    outlets = tables["statements"].filter((pl.col("statement_type") == "source_voice") & (pl.col("act_type") != "discloses"))
    return (
        tables["conditions"]
        .join(outlets.select("statement_id", "act_type"), on="statement_id")
        .select("condition_id", "statement_id", "act_type")
    )


@coding_rule
def standing_positions_are_dated_by_their_document(tables: Tables) -> pl.DataFrame:
    """A standing position is dated by its document.

    Code `said_basis: document_date`; where the text gives a day or an occasion, it is a speech act.
    """
    return (
        tables["statements"]
        .filter((pl.col("statement_type") == "standing_position") & (pl.col("said_basis") != "document_date"))
        .select("statement_id", "statement_type", "said_basis")
    )


@coding_rule
def outlets_are_dated_by_the_document_that_they_print(tables: Tables) -> pl.DataFrame:
    """An outlet that speaks in a document of its own is dated by that document.

    Code `said_basis: document_date`.
    """
    own_documents = tables["sources"].select("source_id", "publisher_id")
    return (
        tables["statements"]
        .filter((pl.col("statement_type") == "source_voice") & (pl.col("said_basis") != "document_date"))
        .join(
            own_documents,
            left_on=["primary_source_id", "speaker_id"],
            right_on=["source_id", "publisher_id"],
            how="semi",
        )
        .select("statement_id", "speaker_id", "said_basis")
    )


@coding_rule
def standing_positions_belong_to_one_document(tables: Tables) -> pl.DataFrame:
    """A standing position is carried by one document.

    Give each document a standing position of its own; where an occasion joins them, it is a speech act.
    """
    standing = tables["statements"].filter(pl.col("statement_type") == "standing_position")
    return (
        tables["passages"]
        .join(standing, on="statement_id", how="semi")
        .group_by("statement_id", maintain_order=True)
        .agg(documents=pl.col("source_id").n_unique())
        .filter(pl.col("documents") > 1)
    )


@coding_rule
def speakers_have_one_standing_position_in_a_document(tables: Tables) -> pl.DataFrame:
    """A speaker has at most one standing position in one document.

    Merge the standing positions of the speaker into one statement.
    """
    standing = tables["statements"].filter(pl.col("statement_type") == "standing_position")
    return (
        tables["passages"]
        .select("statement_id", "source_id")
        .unique(maintain_order=True)
        .join(standing.select("statement_id", "speaker_id"), on="statement_id")
        .filter(pl.struct("source_id", "speaker_id").is_duplicated())
        .sort("statement_id")
    )


@coding_rule
def only_utterances_are_matched(tables: Tables) -> pl.DataFrame:
    """Utterances say how their reports were matched; standing positions and the outlet's voice have nothing to match.

    Code `named`, `dated` or `content` for an utterance, `not_applicable` for the others.
    """
    is_observed = pl.col("statement_type").is_in(OBSERVED_TYPES)
    return (
        tables["statements"]
        .filter(is_observed != (pl.col("match_basis") == "not_applicable"))
        .select("statement_id", "statement_type", "match_basis")
    )


@coding_rule
def utterances_matched_by_their_occasion_name_it(tables: Tables) -> pl.DataFrame:
    """An utterance that is matched by its occasion says which occasion it was.

    Describe the occasion in words of your own, or code the match as `dated` or `content`.
    """
    return (
        tables["statements"]
        .filter((pl.col("match_basis") == "named") & pl.col("occasion").is_null())
        .select("statement_id", "match_basis", "occasion")
    )


@coding_rule
def utterances_matched_by_their_day_have_one_that_is_known(tables: Tables) -> pl.DataFrame:
    """An utterance that is matched by its day has a day that is not merely estimated.

    Say how the day is known, or code the match as `named` or `content`.
    """
    return (
        tables["statements"]
        .filter((pl.col("match_basis") == "dated") & (pl.col("said_basis") == "estimated"))
        .select("statement_id", "match_basis", "said_basis")
    )


@coding_rule
def utterances_are_coded_once(tables: Tables) -> pl.DataFrame:
    """No utterance stands on two statement cards.

    Merge the cards of one speaker, day and occasion; tell apart two occasions of a day in their words.
    """
    columns = [
        "statement_type",
        "speaker_id",
        "said_earliest_date",
        "said_latest_date",
        "occasion_type",
        "occasion",
        "told_in_statement_id",
        "about_proposal_id",
    ]
    return (
        tables["statements"]
        .filter(~pl.col("statement_type").is_in(OBSERVED_TYPES) & pl.col("occasion").is_not_null())
        .with_columns(pl.col("occasion").str.to_lowercase())
        .filter(pl.struct(columns).is_duplicated())
        .select("statement_id", "speaker_id", "said_earliest_date", "occasion")
        .sort("statement_id")
    )


@coding_rule
def primary_sources_carry_their_statement(tables: Tables) -> pl.DataFrame:
    """The primary source of a statement is a document that carries it.

    Name a document with a passage of this statement: the official text, else the fullest direct quotation.
    """
    return (
        tables["statements"]
        .select("statement_id", "primary_source_id")
        .join(
            tables["passages"],
            left_on=["statement_id", "primary_source_id"],
            right_on=["statement_id", "source_id"],
            how="anti",
        )
    )


@coding_rule
def retold_acts_do_not_tell_each_other(tables: Tables) -> pl.DataFrame:
    """No statement is told in itself, directly or by way of others.

    Name in `told_in_statement` the statement in which this act was retold.
    """
    told = tables["statements"].select("statement_id", "told_in_statement_id")
    return rows_in_a_circle(told, "statement_id", "told_in_statement_id")


@coding_rule
def speakers_have_no_role_that_only_others_can_have(tables: Tables) -> pl.DataFrame:
    """The speaker is not its own co-speaker, co-signatory, endorser or addressee.

    Name the others only.
    """
    return (
        tables["statement_actors"]
        .filter(pl.col("role").is_in(ROLES_OF_OTHERS))
        .join(
            tables["statements"],
            left_on=["statement_id", "actor_id"],
            right_on=["statement_id", "speaker_id"],
            how="semi",
        )
        .select("statement_id", "actor_id", "role")
    )


@coding_rule
def readiness_is_that_of_somebody(tables: Tables) -> pl.DataFrame:
    """Readiness that is stated is that of a named actor, and toward somebody only where it is stated.

    Name whose readiness it is; leave both names out where the readiness is `not_stated`.
    """
    is_stated = pl.col("readiness") != "not_stated"
    return (
        tables["statements"]
        .filter(
            (is_stated != pl.col("readiness_of_id").is_not_null())
            | (~is_stated & pl.col("readiness_toward_id").is_not_null())
        )
        .select("statement_id", "readiness", "readiness_of_id", "readiness_toward_id")
    )


@coding_rule
def readiness_is_toward_somebody_else(tables: Tables) -> pl.DataFrame:
    """Nobody is ready to talk to itself.

    Name the other side in `readiness_toward`.
    """
    return (
        tables["statements"]
        .filter(pl.col("readiness_of_id") == pl.col("readiness_toward_id"))
        .select("statement_id", "readiness_of_id", "readiness_toward_id")
    )


@coding_rule
def readiness_with_a_gate_is_conditional(tables: Tables) -> pl.DataFrame:
    """Whoever is simply ready sets no condition of its own that must hold before those talks.

    Code `ready_on_conditions`, or take `talks` from the gates of the condition.
    """
    ready = tables["statements"].filter(pl.col("readiness") == "ready")
    is_own = (
        pl.when(pl.col("readiness_of_id").eq_missing(pl.col("speaks_for_id")))
        .then(pl.col("holder_id").is_in([pl.col("speaker_id"), pl.col("speaks_for_id")]))
        .otherwise(pl.col("holder_id") == pl.col("readiness_of_id"))
    )
    return ready.head(0).filter(is_own)


@coding_rule
def talks_that_are_offered_follow_from_a_term(tables: Tables) -> pl.DataFrame:
    """Talks are offered only as what follows once a term is met; mere willingness to talk is readiness.

    Link the term that must hold before the talks, or code the willingness as readiness and drop the row.
    """
    prerequisites = tables["condition_links"].filter(pl.col("link_type") == "must_hold_before")
    return (
        tables["conditions"]
        .filter((pl.col("issue") == "format.talks") & (pl.col("move") == "offers"))
        .select("condition_id", "issue", "aim", "move")
        .join(prerequisites, left_on="condition_id", right_on="to_condition_id", how="anti")
    )
