"""Rules about statements: who speaks, for whom, on what occasion, and how ready to talk."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule
from peaceterms.contract.graphs import groups_reached

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Statements that are observations of a document, not utterances of a day: nothing is there to be matched.
OBSERVED_TYPES = ("standing_position", "source_voice")

# Roles that only somebody else than the speaker can have; a speaker may well mediate or be the host.
ROLES_OF_OTHERS = ("co_speaker", "signatory", "endorser", "addressee")

# Actors that speak for a body without holding an office in it that a register could show.
SPEAKERS_WITHOUT_OFFICE = ("anonymous_voice", "publisher")

# A term that is offered, accepted, left open or withdrawn keeps nobody from the talks.
MOVES_THAT_BIND_OTHERS = ("demands", "rejects")

# Performers that may well be the one toward whom the readiness is stated.
UNBOUND_PERFORMERS = ("all-parties", "unspecified-party")


def _with_speaker_type(tables: Tables) -> pl.DataFrame:
    actors = tables["actors"].select("actor_id", speaker_type="actor_type")
    return tables["statements"].join(actors, left_on="speaker_id", right_on="actor_id")


def _observed(tables: Tables) -> pl.DataFrame:
    return tables["statements"].filter(pl.col("statement_type").is_in(OBSERVED_TYPES))


def _memberships(tables: Tables) -> pl.DataFrame:
    return tables["actor_memberships"].with_columns(
        pl.col("start_date").fill_null(datetime.date.min), pl.col("end_date").fill_null(datetime.date.max)
    )


def _spoken_for_another(tables: Tables) -> pl.DataFrame:
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


def _themselves(spoken: pl.DataFrame) -> pl.DataFrame:
    return spoken.select("key", pl.col("speaker_id").alias("group_id"), "from_date", "until_date")


def _not_reaching_whom_they_speak_for(spoken: pl.DataFrame, beginnings: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    reached = groups_reached(beginnings, _memberships(tables))
    return spoken.join(
        reached, left_on=["statement_id", "speaks_for_id"], right_on=["key", "group_id"], how="anti"
    ).select("statement_id", "speaker_id", "speaks_for_id", "said_earliest_date", "said_latest_date")


@coding_rule(
    "statements.speaks_for_id",
    "{speaker_id} has no office or seat in {speaks_for_id!r} from {said_earliest_date} to {said_latest_date}",
)
def persons_speak_for_bodies_in_which_they_hold_an_office(tables: Tables) -> pl.DataFrame:
    """A person who speaks for a body must hold an office in it, or sit in it, on that day, or belong to one below it.

    Check the day, add the office or the membership to the registers, or leave `speaks_for` out.
    """
    spoken = _spoken_for_another(tables).filter(pl.col("speaker_type") == "person")
    offices = tables["offices"].select("actor_id", "body_actor_id", "start_date", "end_date")
    held = (
        spoken.join(offices, left_on="speaker_id", right_on="actor_id")
        .select(
            "key",
            group_id="body_actor_id",
            from_date=pl.max_horizontal("from_date", "start_date"),
            until_date=pl.min_horizontal("until_date", "end_date"),
        )
        .filter(pl.col("from_date") <= pl.col("until_date"))
    )
    return _not_reaching_whom_they_speak_for(spoken, pl.concat([held, _themselves(spoken)]), tables)


@coding_rule(
    "statements.speaks_for_id",
    "{speaker_id} does not belong to {speaks_for_id!r} from {said_earliest_date} to {said_latest_date}",
)
def bodies_speak_for_groups_to_which_they_belong(tables: Tables) -> pl.DataFrame:
    """A body that speaks for another must belong to it on that day, directly or through others.

    Add the membership to the register, or leave `speaks_for` out.
    """
    spoken = _spoken_for_another(tables).filter(~pl.col("speaker_type").is_in(["person", *SPEAKERS_WITHOUT_OFFICE]))
    return _not_reaching_whom_they_speak_for(spoken, _themselves(spoken), tables)


@coding_rule(
    "statements.speaker_id", "the speaker {speaker_id!r} of a source's voice is a {speaker_type}, not a publisher"
)
def the_sources_voice_is_that_of_an_outlet(tables: Tables) -> pl.DataFrame:
    """A statement in the voice of its source must have a publisher as its speaker.

    Name the publisher of the document; what is attributed to another is a statement of that other.
    """
    return (
        _with_speaker_type(tables)
        .filter((pl.col("statement_type") == "source_voice") & (pl.col("speaker_type") != "publisher"))
        .select("statement_id", "speaker_id", "speaker_type", "statement_type")
    )


@coding_rule(
    "passages.statement_id",
    "the voice of {speaker_id} is in a document of {publisher_id}, and the passage does not credit it",
)
def the_sources_voice_speaks_in_its_own_document(tables: Tables) -> pl.DataFrame:
    """A statement in the voice of a medium must be in its own document, or in a passage that credits it.

    Name the publisher of this document as the speaker, or credit the medium that speaks on the passage.
    """
    voices = tables["statements"].filter(pl.col("statement_type") == "source_voice")
    return (
        tables["passages"]
        .join(tables["sources"].select("source_id", "publisher_id"), on="source_id")
        .join(voices.select("statement_id", "speaker_id"), on="statement_id")
        .filter(
            (pl.col("speaker_id") != pl.col("publisher_id"))
            & pl.col("speaker_id").ne_missing(pl.col("credited_publisher_id"))
        )
        .select("passage_id", "statement_id", "speaker_id", "publisher_id", "credited_publisher_id")
    )


@coding_rule(
    "statements.statement_type",
    "{statement_type!r} of the outlet {speaker_id}, which no passage credits and which discloses nothing",
)
def outlets_speak_in_their_own_voice_unless_credited(tables: Tables) -> pl.DataFrame:
    """An outlet whose statement is not in the voice of the source must be credited for it, or disclose something.

    Code `source_voice`, or credit the medium on the passage; a party's position is the party's statement.
    """
    crediting = tables["passages"].select("statement_id", speaker_id="credited_publisher_id")
    return (
        _with_speaker_type(tables)
        .filter(
            (pl.col("speaker_type") == "publisher")
            & (pl.col("statement_type") != "source_voice")
            & (pl.col("act_type") != "discloses")
        )
        .select("statement_id", "speaker_id", "statement_type", "act_type")
        .join(crediting, on=["statement_id", "speaker_id"], how="anti")
    )


@coding_rule("statements.speaks_for_id", "the outlet {speaker_id} cannot speak for {speaks_for_id!r}")
def outlets_speak_for_nobody_else(tables: Tables) -> pl.DataFrame:
    """An outlet that speaks must not speak for another actor.

    Leave `speaks_for` out, or name the person or body that speaks.
    """
    return (
        _with_speaker_type(tables)
        .filter((pl.col("speaker_type") == "publisher") & pl.col("speaks_for_id").is_not_null())
        .select("statement_id", "speaker_id", "speaks_for_id")
    )


@coding_rule("conditions", "the statement of the outlet {speaker_id} holds a term, but its act is {act_type!r}")
def outlets_state_terms_of_others_only_by_disclosing_them(tables: Tables) -> pl.DataFrame:
    """A statement of an outlet may hold terms only where the outlet discloses the position of a party.

    Make the party the speaker; where only a medium is credited with the position, code `discloses`.
    """
    discloses = (pl.col("statement_type") != "source_voice") & (pl.col("act_type") == "discloses")
    outlets = _with_speaker_type(tables).filter((pl.col("speaker_type") == "publisher") & ~discloses)
    return (
        tables["conditions"]
        .join(outlets.select("statement_id", "speaker_id", "statement_type", "act_type"), on="statement_id")
        .select("condition_id", "speaker_id", "statement_type", "act_type")
    )


@coding_rule("statements.said_basis", "said_basis {said_basis!r} does not fit a {statement_type}")
def standing_positions_say_that_their_document_dates_them(tables: Tables) -> pl.DataFrame:
    """A standing position, and the voice of a source, must be dated by its document.

    Code `said_basis: document_date`; where the text gives a day or an occasion, it is a speech act.
    """
    return (
        _observed(tables)
        .filter(pl.col("said_basis") != "document_date")
        .select("statement_id", "statement_type", "said_basis")
    )


@coding_rule("statements.statement_type", "{documents} documents carry this {statement_type!r}")
def standing_positions_belong_to_one_document(tables: Tables) -> pl.DataFrame:
    """A standing position, and the voice of a source, must be in one document.

    Give each document a separate statement; where an occasion joins them, it is a speech act.
    """
    return (
        _observed(tables)
        .select("statement_id", "statement_type")
        .join(tables["passages"], on="statement_id")
        .group_by("statement_id", "statement_type", maintain_order=True)
        .agg(documents=pl.col("source_id").n_unique())
        .filter(pl.col("documents") > 1)
    )


@coding_rule("statements.speaker_id", "{speaker_id!r} has another standing position or voice in {source_id}")
def speakers_have_one_standing_position_in_a_document(tables: Tables) -> pl.DataFrame:
    """A speaker must have at most one standing position, and an outlet one voice, in one document.

    Merge the standing positions of the speaker into one statement.
    """
    observed = _observed(tables).select("statement_id", "speaker_id", "statement_type", "told_in_statement_id")
    return (
        tables["passages"]
        .select("statement_id", "source_id")
        .unique(maintain_order=True)
        .join(observed, on="statement_id")
        .filter(pl.struct("source_id", "speaker_id", "statement_type", "told_in_statement_id").is_duplicated())
        .select("statement_id", "source_id", "speaker_id")
        .sort("statement_id")
    )


@coding_rule(
    "statements.occasion_type",
    "occasion_type {occasion_type!r} with the occasion {occasion} does not fit a {statement_type}",
)
def only_utterances_have_an_occasion(tables: Tables) -> pl.DataFrame:
    """Utterances must have an occasion, if an unknown one; standing positions and the voice of a source must have none.

    Code `occasion_type: not_applicable` and no occasion for these, `not_stated` for an utterance.
    """
    has_none = pl.col("occasion_type") == "not_applicable"
    return (
        tables["statements"]
        .filter(
            (pl.col("statement_type").is_in(OBSERVED_TYPES) != has_none) | (has_none & pl.col("occasion").is_not_null())
        )
        .select("statement_id", "statement_type", "occasion_type", "occasion")
    )


@coding_rule("statements.match_basis", "match_basis {match_basis!r} does not fit a {statement_type}")
def only_utterances_are_matched(tables: Tables) -> pl.DataFrame:
    """Utterances, and nothing else, must say how the reports of them were matched.

    Code `named`, `dated` or `content` for an utterance, `not_applicable` for the others.
    """
    is_observed = pl.col("statement_type").is_in(OBSERVED_TYPES)
    return (
        tables["statements"]
        .filter(is_observed != (pl.col("match_basis") == "not_applicable"))
        .select("statement_id", "statement_type", "match_basis")
    )


@coding_rule("statements.occasion", "match_basis 'named' without an occasion")
def utterances_matched_by_their_occasion_name_it(tables: Tables) -> pl.DataFrame:
    """An utterance that is matched by its occasion must say which occasion it was.

    Describe the occasion in your own words, or code the match as `dated` or `content`.
    """
    return (
        tables["statements"]
        .filter((pl.col("match_basis") == "named") & pl.col("occasion").is_null())
        .select("statement_id", "match_basis", "occasion")
    )


@coding_rule("statements.match_basis", "match_basis {match_basis!r} with a day that is {said_basis}")
def utterances_matched_by_their_day_have_one_that_is_known(tables: Tables) -> pl.DataFrame:
    """An utterance that is matched by its day must have a day that is not merely estimated.

    Say how the day is known, or code the match as `named` or `content`.
    """
    return (
        tables["statements"]
        .filter((pl.col("match_basis") == "dated") & (pl.col("said_basis") == "estimated"))
        .select("statement_id", "match_basis", "said_basis")
    )


@coding_rule(
    "statements.occasion", "another card has {speaker_id} on {said_earliest_date} at the occasion {occasion!r}"
)
def utterances_are_coded_once(tables: Tables) -> pl.DataFrame:
    """Two statement cards must not be of one utterance.

    Merge the cards of one speaker, day and occasion; word two occasions of a day so that they differ.
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


@coding_rule("statements.primary_source_id", "no passage of {primary_source_id!r} carries the statement")
def primary_sources_carry_their_statement(tables: Tables) -> pl.DataFrame:
    """The primary source of a statement must be a document that carries it.

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


@coding_rule("statement_actors", "the speaker {actor_id!r} cannot be its own {role}")
def speakers_have_no_role_that_only_others_can_have(tables: Tables) -> pl.DataFrame:
    """The speaker must not be its own co-speaker, co-signatory, endorser or addressee.

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


@coding_rule(
    "statements.readiness",
    "readiness {readiness!r} does not fit its holder {readiness_of_id} and its other side {readiness_toward_id}",
)
def readiness_is_that_of_somebody(tables: Tables) -> pl.DataFrame:
    """Readiness that is stated must be that of a named actor, and toward somebody only where it is stated.

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


@coding_rule("statements.readiness_toward_id", "{readiness_of_id} cannot be ready to talk to itself")
def readiness_is_toward_somebody_else(tables: Tables) -> pl.DataFrame:
    """Readiness to talk must be toward somebody else.

    Name the other side in `readiness_toward`.
    """
    return (
        tables["statements"]
        .filter(pl.col("readiness_of_id") == pl.col("readiness_toward_id"))
        .select("statement_id", "readiness_of_id", "readiness_toward_id")
    )


@coding_rule("conditions.gates_talks", "{holder_id} sets a gate of talks, but its readiness is {readiness!r}")
def readiness_with_a_gate_is_conditional(tables: Tables) -> pl.DataFrame:
    """Whoever is simply ready must set no condition that must hold before those talks.

    Code `ready_on_conditions`, or take `talks` from the gates of the condition.
    """
    ready = tables["statements"].filter(pl.col("readiness") == "ready")
    holder, speaker, body = pl.col("holder_id"), pl.col("speaker_id"), pl.col("speaks_for_id")
    readiness_of, toward = pl.col("readiness_of_id"), pl.col("readiness_toward_id")
    is_own = (
        (holder == readiness_of)
        | ((holder == body) & (readiness_of == speaker))
        | ((holder == speaker) & (readiness_of == body))
    )
    is_asked_of_the_other = (
        toward.is_null() | pl.col("actor_id").is_in(UNBOUND_PERFORMERS) | (pl.col("actor_id") == toward)
    )
    return (
        tables["conditions"]
        .filter(pl.col("gates_talks") & pl.col("move").is_in(MOVES_THAT_BIND_OTHERS) & (pl.col("reading") == "speaker"))
        .join(ready, on="statement_id", suffix="_of_statement")
        .join(tables["condition_performers"], on="condition_id")
        .filter(is_own & is_asked_of_the_other)
        .select("condition_id", "statement_id", "holder_id", "readiness", "readiness_of_id", "readiness_toward_id")
        .unique("condition_id", maintain_order=True)
    )


@coding_rule("conditions.move", "{move!r} of talks without a term that must hold before them")
def talks_that_are_offered_follow_from_a_term(tables: Tables) -> pl.DataFrame:
    """Talks may be offered only as what follows once a term is met; mere willingness to talk is readiness.

    Link the term that must hold before the talks, or code the willingness as readiness and drop the row.
    """
    prerequisites = tables["condition_links"].filter(pl.col("link_type") == "must_hold_before")
    return (
        tables["conditions"]
        .filter((pl.col("issue") == "format.talks") & (pl.col("move") == "offers"))
        .select("condition_id", "issue", "aim", "move")
        .join(prerequisites, left_on="condition_id", right_on="to_condition_id", how="anti")
    )
