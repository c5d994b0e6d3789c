"""Coding rules: for each one an example that obeys and one that breaks, and what holds for all of them.

An example is written as its rows, one a line: `table: column value, column value`. Columns that are left out
hold their default, or nothing. People, places and outlets are invented.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from peaceterms.contract import fingerprints, validation
from peaceterms.contract.coding_rules import (
    CODING_RULES,
    INVARIANTS,
    CodingRule,
    addresses,
    coding_rule,
    conditions,
    dates,
    evidence,
    invariants,
    links,
    passages,
    prose,
    registers,
    statements,
    territory,
)
from peaceterms.contract.graphs import groups_reached, rows_in_a_circle
from peaceterms.contract.tables import Tables
from peaceterms.contract.words import WORD
from peaceterms_build.schemas import schema_files

if TYPE_CHECKING:
    from peaceterms.contract.schemas import Column, Schemas

REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A rule, rows that obey it, rows that break it, and the keys of those that do.

    Attributes:
        rule: The rule.
        given: Rows that belong to both examples.
        obeys: Rows that obey the rule.
        breaks: Rows that break it.
        offenders: The keys of the offending rows, in any order, separated by spaces.
    """

    rule: CodingRule
    given: str = ""
    obeys: str
    breaks: str
    offenders: str


@cache
def schemas() -> Schemas:
    return schema_files.read(REPOSITORY / "schemas")


def tables_of(text: str) -> Tables:
    """Return the tables of an example; tables that it leaves out are empty."""
    rows: dict[str, list[dict[str, object]]] = {table: [] for table in schemas()}
    for line in filter(None, map(str.strip, text.splitlines())):
        table, _, cells = line.partition(": ")
        rows[table].append(_row(table, cells))
    return Tables({table: schemas()[table].frame(rows[table]) for table in rows}, schemas())


def _row(table: str, cells: str) -> dict[str, object]:
    row: dict[str, object] = {column.name: column.default for column in schemas()[table].columns}
    for cell in cells.split(","):
        name, _, value = cell.strip().partition(" ")
        row[name] = _value(schemas()[table].column(name), value)
    return row


def _value(column: Column, text: str) -> object:
    readers = {
        "date": datetime.date.fromisoformat,
        "boolean": {"true": True, "false": False}.__getitem__,
        "integer": int,
        "number": float,
        "string": str,
    }
    return readers[column.frictionless_type](text)


def offenders_of(rule: CodingRule, text: str) -> list[str]:
    """Return the first cell of the key of each row that a rule reports, after a look at what it says of them."""
    findings = [*rule.findings(tables_of(text))]
    for finding in findings:
        assert finding.column in ("", *schemas()[finding.table].column_names)
        assert not {"{", "None"} & {*finding.message.split()}, finding.message
    return sorted(str(next(iter(finding.row.values()))) for finding in findings)


DATES = (
    Case(
        rule=dates.memberships_of_one_pair_do_not_overlap,
        obeys="""
            actor_memberships: member_id northland, group_id league, start_date 2001-01-01, \
                end_date 2004-12-31
            actor_memberships: member_id northland, group_id league, start_date 2005-01-01
            actor_memberships: member_id northland, group_id club, start_date 2002-01-01
        """,
        breaks="""
            actor_memberships: member_id northland, group_id league, start_date 2001-01-01
            actor_memberships: member_id northland, group_id league, start_date 2005-01-01, \
                end_date 2006-01-01
        """,
        offenders="northland",
    ),
    Case(
        rule=dates.statements_are_not_later_than_their_documents,
        given="""
            sources: source_id gazette, published_earliest_date 2023-05-01, published_latest_date 2023-05-01
            passages: passage_id gazette.p01, source_id gazette, statement_id toast
        """,
        obeys="statements: statement_id toast, said_earliest_date 2023-05-02, said_latest_date 2023-05-03",
        breaks="statements: statement_id toast, said_earliest_date 2023-05-03, said_latest_date 2023-05-03",
        offenders="toast",
    ),
    Case(
        rule=dates.documents_are_read_after_their_publication,
        obeys="sources: source_id gazette, published_earliest_date 2023-05-01, read_date 2023-04-30",
        breaks="sources: source_id gazette, published_earliest_date 2023-05-01, read_date 2023-04-29",
        offenders="gazette",
    ),
    Case(
        rule=dates.retold_acts_precede_their_recounting,
        given="statements: statement_id memoir, said_earliest_date 2023-05-01, said_latest_date 2023-05-01",
        obeys="statements: statement_id toast, told_in_statement_id memoir, said_earliest_date 2022-04-09",
        breaks="statements: statement_id toast, told_in_statement_id memoir, said_earliest_date 2024-04-09",
        offenders="toast",
    ),
    Case(
        rule=dates.control_is_reported_up_to_the_day_of_its_statement,
        given="statements: statement_id toast, said_latest_date 2023-05-01",
        obeys="control_reports: report_id toast.r01, statement_id toast, as_of_earliest_date 2023-05-02",
        breaks="control_reports: report_id toast.r01, statement_id toast, as_of_earliest_date 2023-05-03",
        offenders="toast.r01",
    ),
    Case(
        rule=dates.deadlines_of_utterances_lie_ahead,
        given="""
            statements: statement_id toast, statement_type speech_act, said_earliest_date 2023-05-01
            statements: statement_id stance, statement_type standing_position, said_earliest_date 2023-05-01
        """,
        obeys="""
            conditions: condition_id toast.c01, statement_id toast, deadline_date 2023-05-01
            conditions: condition_id stance.c01, statement_id stance, deadline_date 2015-12-31
        """,
        breaks="conditions: condition_id toast.c01, statement_id toast, deadline_date 2023-04-30",
        offenders="toast.c01",
    ),
    Case(
        rule=dates.standing_positions_have_the_day_of_their_document,
        given="""
            sources: source_id gazette, published_earliest_date 2023-05-01, published_latest_date 2023-05-31
        """,
        obeys="""
            statements: statement_id stance, statement_type standing_position, primary_source_id gazette, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-31
            statements: statement_id toast, statement_type speech_act, primary_source_id gazette, \
                said_earliest_date 2023-04-01, said_latest_date 2023-04-01
        """,
        breaks="""
            statements: statement_id stance, statement_type standing_position, primary_source_id gazette, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-01
        """,
        offenders="stance",
    ),
    Case(
        rule=dates.external_dates_have_their_evidence,
        obeys="""
            sources: source_id gazette, published_basis external, evidence_url https://gazette.example/index
            statements: statement_id toast, said_basis external, evidence_url https://gazette.example/index
            statements: statement_id reply, said_basis stated
        """,
        breaks="""
            sources: source_id gazette, published_basis external
            statements: statement_id toast, said_basis external
        """,
        offenders="gazette toast",
    ),
    Case(
        rule=dates.dates_read_from_an_address_have_the_address,
        obeys="""
            sources: source_id gazette, published_basis address, url https://gazette.example/2023/05/01/toast
        """,
        breaks="sources: source_id gazette, published_basis address",
        offenders="gazette",
    ),
)

PASSAGES = (
    Case(
        rule=passages.addresses_belong_to_one_document,
        obeys="""
            sources: source_id gazette, url https://gazette.example/toast
            sources: source_id gazette-2, url https://gazette.example/reply
            sources: source_id courier
            sources: source_id courier-2
        """,
        breaks="""
            sources: source_id gazette, url http://www.gazette.example/toast/
            sources: source_id gazette-2, url https://gazette.example/toast
        """,
        offenders="gazette gazette-2",
    ),
    Case(
        rule=passages.passages_of_a_statement_differ,
        obeys=f"""
            passages: passage_id gazette.p01, source_id gazette, statement_id toast, fingerprint {"a" * 64}
            passages: passage_id gazette.p02, source_id gazette, statement_id reply, fingerprint {"a" * 64}
        """,
        breaks=f"""
            passages: passage_id gazette.p01, source_id gazette, statement_id toast, fingerprint {"a" * 64}
            passages: passage_id gazette.p02, source_id gazette, statement_id toast, fingerprint {"a" * 64}
        """,
        offenders="gazette.p01 gazette.p02",
    ),
    Case(
        rule=passages.statements_stand_on_a_passage,
        given="statements: statement_id toast",
        obeys="passages: passage_id gazette.p01, source_id gazette, statement_id toast",
        breaks="passages: passage_id gazette.p01, source_id gazette, statement_id reply",
        offenders="toast",
    ),
    Case(
        rule=passages.statements_have_one_principal_passage_in_each_document,
        obeys="""
            passages: passage_id gazette.p01, source_id gazette, statement_id toast, is_principal true
            passages: passage_id gazette.p02, source_id gazette, statement_id toast
            passages: passage_id courier.p01, source_id courier, statement_id toast, is_principal true
        """,
        breaks="""
            passages: passage_id gazette.p01, source_id gazette, statement_id toast, is_principal true
            passages: passage_id gazette.p02, source_id gazette, statement_id toast, is_principal true
            passages: passage_id courier.p01, source_id courier, statement_id toast
        """,
        offenders="courier.p01 gazette.p01 gazette.p02",
    ),
    Case(
        rule=passages.principal_passages_are_quotations_where_there_are_any,
        given="""
            passages: passage_id gazette.p01, source_id gazette, statement_id toast, rendition direct_quote
        """,
        obeys="""
            passages: passage_id gazette.p02, source_id gazette, statement_id toast, rendition direct_quote, \
                is_principal true
            passages: passage_id gazette.p03, source_id gazette, statement_id reply, rendition paraphrase, \
                is_principal true
        """,
        breaks="""
            passages: passage_id gazette.p02, source_id gazette, statement_id toast, rendition paraphrase, \
                is_principal true
        """,
        offenders="gazette.p02",
    ),
    Case(
        rule=passages.reporting_verbs_are_in_the_register,
        given="""
            sources: source_id gazette, language en
            reporting_verbs: lemma say, language en
            reporting_verbs: lemma dire, language fr
        """,
        obeys="""
            passages: passage_id gazette.p01, source_id gazette, reporting_verb say
            passages: passage_id gazette.p02, source_id gazette
        """,
        breaks="passages: passage_id gazette.p01, source_id gazette, reporting_verb dire",
        offenders="gazette.p01",
    ),
    Case(
        rule=passages.positions_without_a_verb_of_saying_have_none,
        obeys="""
            passages: passage_id gazette.p01, rendition described_position
            passages: passage_id gazette.p02, rendition paraphrase, reporting_verb say
        """,
        breaks="passages: passage_id gazette.p01, rendition described_position, reporting_verb say",
        offenders="gazette.p01",
    ),
    Case(
        rule=passages.documents_do_not_credit_their_own_publisher,
        given="sources: source_id gazette, publisher_id gazette-house",
        obeys="""
            passages: passage_id gazette.p01, source_id gazette, credited_publisher_id courier-house
            passages: passage_id gazette.p02, source_id gazette
        """,
        breaks="passages: passage_id gazette.p01, source_id gazette, credited_publisher_id gazette-house",
        offenders="gazette.p01",
    ),
    Case(
        rule=passages.passages_in_the_outlets_voice_carry_its_statements,
        given="passages: passage_id gazette.p01, statement_id account, rendition source_voice",
        obeys="statements: statement_id account, statement_type source_voice",
        breaks="statements: statement_id account, statement_type speech_act",
        offenders="gazette.p01",
    ),
    Case(
        rule=passages.leaked_texts_are_disclosed_in_a_statement,
        given="""
            passages: passage_id gazette.p01, statement_id draft, rendition leaked_text
            passages: passage_id gazette.p02, statement_id plan, rendition leaked_text
        """,
        obeys="""
            statements: statement_id draft, statement_type document_text, told_in_statement_id account
            statements: statement_id plan, statement_type document_text, told_in_statement_id account
        """,
        breaks="""
            statements: statement_id draft, statement_type document_text
            statements: statement_id plan, statement_type speech_act, told_in_statement_id account
        """,
        offenders="draft plan",
    ),
)

ACTORS = """
    actors: actor_id ada-example, actor_type person
    actors: actor_id bo-example, actor_type person
    actors: actor_id northland, actor_type state
    actors: actor_id southland, actor_type state
    actors: actor_id northern-ministry, actor_type state_body
    actors: actor_id league, actor_type coalition
    actors: actor_id gazette-house, actor_type publisher
    actors: actor_id courier-house, actor_type publisher
    actors: actor_id a-diplomat, actor_type anonymous_voice
"""

STATEMENTS = (
    Case(
        rule=statements.persons_speak_for_bodies_in_which_they_hold_an_office,
        given=f"""
            {ACTORS}
            offices: office_id ada-2020, actor_id ada-example, body_actor_id northern-ministry, \
                start_date 2020-01-01, end_date 2022-12-31
            actor_memberships: member_id northern-ministry, group_id northland, start_date 1991-01-01
            actor_memberships: member_id northland, group_id league, start_date 2021-01-01, \
                end_date 2021-12-31
            actor_memberships: member_id bo-example, group_id northern-ministry, start_date 2022-01-01
        """,
        obeys="""
            statements: statement_id toast, speaker_id ada-example, speaks_for_id northern-ministry, \
                said_earliest_date 2020-05-01, said_latest_date 2020-05-01
            statements: statement_id reply, speaker_id ada-example, speaks_for_id northland, \
                said_earliest_date 2022-12-01, said_latest_date 2023-01-31
            statements: statement_id joint, speaker_id ada-example, speaks_for_id league, \
                said_earliest_date 2021-05-01, said_latest_date 2021-05-01
            statements: statement_id round, speaker_id bo-example, speaks_for_id northland, \
                said_earliest_date 2022-05-01, said_latest_date 2022-05-01
            statements: statement_id aside, speaker_id ada-example, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-01
        """,
        breaks="""
            statements: statement_id too-early, speaker_id ada-example, speaks_for_id northern-ministry, \
                said_earliest_date 2019-05-01, said_latest_date 2019-05-01
            statements: statement_id too-late, speaker_id ada-example, speaks_for_id league, \
                said_earliest_date 2022-05-01, said_latest_date 2022-05-01
            statements: statement_id elsewhere, speaker_id ada-example, speaks_for_id southland, \
                said_earliest_date 2021-05-01, said_latest_date 2021-05-01
        """,
        offenders="too-early too-late elsewhere",
    ),
    Case(
        rule=statements.bodies_speak_for_groups_to_which_they_belong,
        given=f"""
            {ACTORS}
            actor_memberships: member_id northern-ministry, group_id northland, start_date 1991-01-01
        """,
        obeys="""
            statements: statement_id note, speaker_id northern-ministry, speaks_for_id northland, \
                said_earliest_date 2021-05-01, said_latest_date 2021-05-01
            statements: statement_id law, speaker_id northland, speaks_for_id northland, \
                said_earliest_date 2021-05-01, said_latest_date 2021-05-01
            statements: statement_id hint, speaker_id a-diplomat, speaks_for_id southland, \
                said_earliest_date 2021-05-01, said_latest_date 2021-05-01
        """,
        breaks="""
            statements: statement_id note, speaker_id northern-ministry, speaks_for_id southland, \
                said_earliest_date 2021-05-01, said_latest_date 2021-05-01
        """,
        offenders="note",
    ),
    Case(
        rule=statements.the_sources_voice_is_that_of_an_outlet,
        given=ACTORS,
        obeys="""
            statements: statement_id account, speaker_id gazette-house, statement_type source_voice
            statements: statement_id toast, speaker_id ada-example, statement_type speech_act
        """,
        breaks="statements: statement_id account, speaker_id ada-example, statement_type source_voice",
        offenders="account",
    ),
    Case(
        rule=statements.the_sources_voice_speaks_in_its_own_document,
        given="""
            sources: source_id gazette, publisher_id gazette-house
            passages: passage_id gazette.p01, source_id gazette, statement_id account
            passages: passage_id gazette.p02, source_id gazette, statement_id figure, \
                credited_publisher_id wire-house
        """,
        obeys="""
            statements: statement_id account, speaker_id gazette-house, statement_type source_voice
            statements: statement_id figure, speaker_id wire-house, statement_type source_voice
        """,
        breaks="statements: statement_id account, speaker_id courier-house, statement_type source_voice",
        offenders="gazette.p01",
    ),
    Case(
        rule=statements.outlets_speak_in_their_own_voice_unless_credited,
        given=f"""
            {ACTORS}
            passages: passage_id gazette.p01, statement_id figure, credited_publisher_id courier-house
        """,
        obeys="""
            statements: statement_id figure, speaker_id courier-house, statement_type standing_position, \
                act_type describes
            statements: statement_id leak, speaker_id gazette-house, statement_type speech_act, \
                act_type discloses
            statements: statement_id account, speaker_id gazette-house, statement_type source_voice, \
                act_type describes
        """,
        breaks="""
            statements: statement_id figure, speaker_id gazette-house, statement_type speech_act, \
                act_type describes
        """,
        offenders="figure",
    ),
    Case(
        rule=statements.outlets_speak_for_nobody_else,
        given=ACTORS,
        obeys="statements: statement_id account, speaker_id gazette-house",
        breaks="statements: statement_id account, speaker_id gazette-house, speaks_for_id northland",
        offenders="account",
    ),
    Case(
        rule=statements.outlets_state_terms_of_others_only_by_disclosing_them,
        given=f"""
            {ACTORS}
            conditions: condition_id leak.c01, statement_id leak
        """,
        obeys="""
            statements: statement_id leak, speaker_id gazette-house, statement_type speech_act, \
                act_type discloses
        """,
        breaks="""
            statements: statement_id leak, speaker_id gazette-house, statement_type source_voice, \
                act_type describes
        """,
        offenders="leak.c01",
    ),
    Case(
        rule=statements.standing_positions_say_that_their_document_dates_them,
        obeys="""
            statements: statement_id stance, statement_type standing_position, said_basis document_date
            statements: statement_id account, statement_type source_voice, said_basis document_date
            statements: statement_id toast, statement_type speech_act, said_basis stated
        """,
        breaks="""
            statements: statement_id stance, statement_type standing_position, said_basis stated
            statements: statement_id account, statement_type source_voice, said_basis external
        """,
        offenders="stance account",
    ),
    Case(
        rule=statements.standing_positions_belong_to_one_document,
        given="""
            passages: passage_id gazette.p01, source_id gazette, statement_id stance
            passages: passage_id gazette.p02, source_id gazette, statement_id stance
            passages: passage_id gazette.p03, source_id gazette, statement_id toast
            passages: passage_id courier.p01, source_id courier, statement_id toast
        """,
        obeys="""
            statements: statement_id stance, statement_type standing_position
            statements: statement_id toast, statement_type speech_act
        """,
        breaks="""
            statements: statement_id stance, statement_type standing_position
            statements: statement_id toast, statement_type standing_position
        """,
        offenders="toast",
    ),
    Case(
        rule=statements.speakers_have_one_standing_position_in_a_document,
        given="""
            passages: passage_id gazette.p01, source_id gazette, statement_id stance
            passages: passage_id gazette.p02, source_id gazette, statement_id attitude
        """,
        obeys="""
            statements: statement_id stance, statement_type standing_position, speaker_id northland
            statements: statement_id attitude, statement_type standing_position, speaker_id southland
        """,
        breaks="""
            statements: statement_id stance, statement_type standing_position, speaker_id northland
            statements: statement_id attitude, statement_type standing_position, speaker_id northland
        """,
        offenders="attitude stance",
    ),
    Case(
        rule=statements.only_utterances_have_an_occasion,
        obeys="""
            statements: statement_id toast, statement_type speech_act, occasion_type speech, occasion a dinner
            statements: statement_id reply, statement_type speech_act, occasion_type not_stated
            statements: statement_id stance, statement_type standing_position, occasion_type not_applicable
        """,
        breaks="""
            statements: statement_id toast, statement_type speech_act, occasion_type not_applicable
            statements: statement_id stance, statement_type standing_position, occasion_type speech
            statements: statement_id account, statement_type source_voice, occasion_type not_applicable, \
                occasion a dinner
        """,
        offenders="toast stance account",
    ),
    Case(
        rule=statements.only_utterances_are_matched,
        obeys="""
            statements: statement_id toast, statement_type speech_act, match_basis dated
            statements: statement_id account, statement_type source_voice, match_basis not_applicable
        """,
        breaks="""
            statements: statement_id toast, statement_type speech_act, match_basis not_applicable
            statements: statement_id account, statement_type source_voice, match_basis content
        """,
        offenders="toast account",
    ),
    Case(
        rule=statements.utterances_matched_by_their_occasion_name_it,
        obeys="""
            statements: statement_id toast, match_basis named, occasion a dinner
            statements: statement_id reply, match_basis dated
        """,
        breaks="statements: statement_id toast, match_basis named",
        offenders="toast",
    ),
    Case(
        rule=statements.utterances_matched_by_their_day_have_one_that_is_known,
        obeys="""
            statements: statement_id toast, match_basis dated, said_basis resolved
            statements: statement_id reply, match_basis content, said_basis estimated
        """,
        breaks="statements: statement_id toast, match_basis dated, said_basis estimated",
        offenders="toast",
    ),
    Case(
        rule=statements.utterances_are_coded_once,
        given="""
            statements: statement_id toast, statement_type speech_act, speaker_id ada-example, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-01, occasion_type speech, \
                occasion a dinner
        """,
        obeys="""
            statements: statement_id reply, statement_type speech_act, speaker_id ada-example, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-01, occasion_type speech, \
                occasion a lunch
            statements: statement_id retold, statement_type speech_act, speaker_id ada-example, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-01, occasion_type speech, \
                occasion a dinner, told_in_statement_id memoir
        """,
        breaks="""
            statements: statement_id toast-2, statement_type speech_act, speaker_id ada-example, \
                said_earliest_date 2023-05-01, said_latest_date 2023-05-01, occasion_type speech, \
                occasion A dinner
        """,
        offenders="toast toast-2",
    ),
    Case(
        rule=statements.primary_sources_carry_their_statement,
        given="""
            passages: passage_id gazette.p01, source_id gazette, statement_id toast
            passages: passage_id courier.p01, source_id courier, statement_id reply
        """,
        obeys="statements: statement_id toast, primary_source_id gazette",
        breaks="statements: statement_id toast, primary_source_id courier",
        offenders="toast",
    ),
    Case(
        rule=statements.speakers_have_no_role_that_only_others_can_have,
        given="statements: statement_id toast, speaker_id ada-example",
        obeys="""
            statement_actors: statement_id toast, actor_id bo-example, role co_speaker
            statement_actors: statement_id toast, actor_id ada-example, role mediator
        """,
        breaks="statement_actors: statement_id toast, actor_id ada-example, role co_speaker",
        offenders="toast",
    ),
    Case(
        rule=statements.readiness_is_that_of_somebody,
        obeys="""
            statements: statement_id toast, readiness ready, readiness_of_id northland, \
                readiness_toward_id southland
            statements: statement_id reply, readiness not_stated
        """,
        breaks="""
            statements: statement_id toast, readiness ready
            statements: statement_id reply, readiness not_stated, readiness_of_id northland
            statements: statement_id aside, readiness not_stated, readiness_toward_id southland
        """,
        offenders="toast reply aside",
    ),
    Case(
        rule=statements.readiness_is_toward_somebody_else,
        obeys="statements: statement_id toast, readiness_of_id northland, readiness_toward_id southland",
        breaks="statements: statement_id toast, readiness_of_id northland, readiness_toward_id northland",
        offenders="toast",
    ),
    Case(
        rule=statements.readiness_with_a_gate_is_conditional,
        given="""
            statements: statement_id conditional, speaker_id ada-example, speaks_for_id northland, \
                readiness ready_on_conditions, readiness_of_id ada-example
            statements: statement_id ready, speaker_id ada-example, speaks_for_id northland, \
                readiness ready, readiness_of_id ada-example, readiness_toward_id southland
        """,
        obeys="""
            conditions: condition_id conditional.c01, statement_id conditional, holder_id northland, \
                move demands, \
                gates_talks true
            condition_performers: condition_id conditional.c01, actor_id southland
            conditions: condition_id ready.c01, statement_id ready, holder_id northland, move demands
            condition_performers: condition_id ready.c01, actor_id southland
            conditions: condition_id ready.c02, statement_id ready, holder_id northland, move demands, \
                gates_talks true
            condition_performers: condition_id ready.c02, actor_id eastland
            conditions: condition_id ready.c03, statement_id ready, holder_id eastland, move demands, \
                gates_talks true
            condition_performers: condition_id ready.c03, actor_id southland
            conditions: condition_id ready.c04, statement_id ready, holder_id northland, move withdraws, \
                gates_talks true
            condition_performers: condition_id ready.c04, actor_id southland
        """,
        breaks="""
            conditions: condition_id ready.c01, statement_id ready, holder_id northland, move demands, \
                gates_talks true
            condition_performers: condition_id ready.c01, actor_id southland
            conditions: condition_id ready.c02, statement_id ready, holder_id ada-example, move rejects, \
                gates_talks true
            condition_performers: condition_id ready.c02, actor_id unspecified-party
        """,
        offenders="ready.c01 ready.c02",
    ),
    Case(
        rule=statements.talks_that_are_offered_follow_from_a_term,
        given="conditions: condition_id toast.c02, issue format.talks, aim start, move offers",
        obeys="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, \
                link_type must_hold_before
            conditions: condition_id toast.c03, issue format.talks, aim start, move demands
        """,
        breaks="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type comes_before
        """,
        offenders="toast.c02",
    ),
)

EVIDENCE = (
    Case(
        rule=evidence.evidence_carries_the_statement_of_its_row,
        given="""
            conditions: condition_id toast.c01, statement_id toast
            territorial_claims: claim_id toast.a01, statement_id toast
            control_reports: report_id toast.r01, statement_id toast
            passages: passage_id gazette.p01, statement_id toast
            passages: passage_id gazette.p02, statement_id reply
        """,
        obeys="""
            evidence: row_id toast.c01, passage_id gazette.p01, row_type condition
            evidence: row_id toast.a01, passage_id gazette.p01, row_type assertion
            evidence: row_id toast.r01, passage_id gazette.p01, row_type control_report
        """,
        breaks="""
            evidence: row_id toast.c01, passage_id gazette.p02, row_type condition
            evidence: row_id toast.a01, passage_id gazette.p02, row_type assertion
            evidence: row_id toast.r01, passage_id gazette.p02, row_type control_report
        """,
        offenders="toast.c01 toast.a01 toast.r01",
    ),
    Case(
        rule=evidence.rows_are_stated_by_some_passage,
        given="evidence: row_id toast.c01, passage_id gazette.p01, row_type condition, fit weakens",
        obeys="evidence: row_id toast.c01, passage_id courier.p01, row_type condition, fit states",
        breaks="evidence: row_id toast.c01, passage_id courier.p01, row_type condition, fit strengthens",
        offenders="toast.c01 toast.c01",
    ),
    Case(
        rule=evidence.principal_passages_of_primary_sources_state_their_rows,
        given="""
            statements: statement_id toast, primary_source_id gazette
            passages: passage_id gazette.p01, source_id gazette, statement_id toast, is_principal true
            passages: passage_id gazette.p02, source_id gazette, statement_id toast
            passages: passage_id courier.p01, source_id courier, statement_id toast, is_principal true
        """,
        obeys="""
            evidence: row_id toast.c01, passage_id gazette.p01, row_type condition, fit states
            evidence: row_id toast.c01, passage_id gazette.p02, row_type condition, fit weakens
            evidence: row_id toast.c01, passage_id courier.p01, row_type condition, fit strengthens
        """,
        breaks="evidence: row_id toast.c01, passage_id gazette.p01, row_type condition, fit weakens",
        offenders="toast.c01",
    ),
    Case(
        rule=evidence.glosses_of_credited_media_rest_on_a_credit,
        given="""
            conditions: condition_id toast.c01, reading credited_medium
            conditions: condition_id toast.c02, reading source
            passages: passage_id gazette.p01, credited_publisher_id courier-house
            passages: passage_id gazette.p02
        """,
        obeys="""
            evidence: row_id toast.c01, passage_id gazette.p01, row_type condition
            evidence: row_id toast.c02, passage_id gazette.p02, row_type condition
        """,
        breaks="evidence: row_id toast.c01, passage_id gazette.p02, row_type condition",
        offenders="toast.c01",
    ),
)

TERM = "statement_id toast, holder_id northland, issue territory.status"

CONDITIONS = (
    Case(
        rule=conditions.terms_are_held_by_the_body_that_is_spoken_for,
        given="""
            statements: statement_id toast, speaker_id ada-example, speaks_for_id northland
            statements: statement_id aside, speaker_id ada-example
        """,
        obeys="""
            conditions: condition_id toast.c01, statement_id toast, holder_id northland
            conditions: condition_id toast.c02, statement_id toast, holder_id southland
            conditions: condition_id aside.c01, statement_id aside, holder_id ada-example
        """,
        breaks="conditions: condition_id toast.c01, statement_id toast, holder_id ada-example",
        offenders="toast.c01",
    ),
    Case(
        rule=conditions.joint_terms_are_held_by_coalitions_with_members,
        given=f"""
            {ACTORS}
            statement_actors: statement_id pact, actor_id southland, role signatory
            conditions: condition_id pact.c01, statement_id pact, holder_id league
            conditions: condition_id pact.c02, statement_id pact, holder_id northland
            conditions: condition_id toast.c01, statement_id toast, holder_id league
            actor_memberships: member_id northland, group_id league, start_date 2001-01-01
        """,
        obeys="actor_memberships: member_id southland, group_id league, start_date 2001-01-01",
        breaks="actor_memberships: member_id southland, group_id club, start_date 2001-01-01",
        offenders="pact.c01",
    ),
    Case(
        rule=conditions.aims_belong_to_their_issue,
        obeys="""
            conditions: condition_id toast.c01, issue security.neutrality, aim neutral
            conditions: condition_id toast.c02, issue security.neutrality, aim other
        """,
        breaks="conditions: condition_id toast.c01, issue security.neutrality, aim in_force",
        offenders="toast.c01",
    ),
    Case(
        rule=conditions.conditions_name_a_performer,
        given="conditions: condition_id toast.c01, statement_id toast",
        obeys="condition_performers: condition_id toast.c01, actor_id southland",
        breaks="condition_performers: condition_id toast.c02, actor_id southland",
        offenders="toast.c01",
    ),
    Case(
        rule=conditions.an_unspecified_performer_is_the_only_one,
        given="condition_performers: condition_id toast.c01, actor_id unspecified-party",
        obeys="condition_performers: condition_id toast.c02, actor_id southland",
        breaks="condition_performers: condition_id toast.c01, actor_id southland",
        offenders="toast.c01",
    ),
    Case(
        rule=conditions.offers_are_performed_by_their_holder,
        given="""
            actors: actor_id ada-example, actor_type person
            actors: actor_id northland, actor_type state, side russia
            actors: actor_id northern-army, actor_type state_body, side russia
            actors: actor_id southland, actor_type state, side ukraine
            actors: actor_id eastland, actor_type state
            actors: actor_id eastern-navy, actor_type state_body
            offices: office_id ada-2020, actor_id ada-example, body_actor_id eastland, start_date 2020-01-01
            actor_memberships: member_id eastern-navy, group_id eastland, start_date 2001-01-01
            conditions: condition_id toast.c01, holder_id northland, move offers
            conditions: condition_id toast.c02, holder_id ada-example, move offers
            conditions: condition_id toast.c03, holder_id eastland, move offers
            conditions: condition_id toast.c04, holder_id northland, move offers
            conditions: condition_id toast.c05, holder_id northland, move demands
            condition_performers: condition_id toast.c05, actor_id southland
        """,
        obeys="""
            condition_performers: condition_id toast.c01, actor_id northern-army
            condition_performers: condition_id toast.c01, actor_id southland
            condition_performers: condition_id toast.c02, actor_id eastland
            condition_performers: condition_id toast.c03, actor_id eastern-navy
            condition_performers: condition_id toast.c04, actor_id all-parties
        """,
        breaks="""
            condition_performers: condition_id toast.c01, actor_id northland
            condition_performers: condition_id toast.c02, actor_id ada-example
            condition_performers: condition_id toast.c03, actor_id southland
            condition_performers: condition_id toast.c04, actor_id southland
        """,
        offenders="toast.c03 toast.c04",
    ),
    Case(
        rule=conditions.terms_stand_once_in_a_statement,
        given=f"""
            conditions: condition_id toast.c01, {TERM}, aim deferred, move demands
            condition_places: condition_id toast.c01, territory_id lakeland
            condition_places: condition_id toast.c01, territory_id isle
            conditions: condition_id toast.c02, {TERM}, aim deferred, move demands
            condition_places: condition_id toast.c02, territory_id isle
            conditions: condition_id toast.c03, {TERM}, aim other, move demands
            conditions: condition_id toast.c04, {TERM}, aim other, move demands
        """,
        obeys="condition_places: condition_id toast.c02, territory_id cape",
        breaks="condition_places: condition_id toast.c02, territory_id lakeland",
        offenders="toast.c01 toast.c02",
    ),
    Case(
        rule=conditions.different_moves_on_one_aim_are_uncertain,
        given=f"""
            conditions: condition_id toast.c01, {TERM}, aim deferred, move demands, is_uncertain true
            condition_places: condition_id toast.c01, territory_id lakeland
            condition_places: condition_id toast.c02, territory_id lakeland
        """,
        obeys=f"conditions: condition_id toast.c02, {TERM}, aim deferred, move accepts, is_uncertain true",
        breaks=f"conditions: condition_id toast.c02, {TERM}, aim deferred, move accepts",
        offenders="toast.c02",
    ),
    Case(
        rule=conditions.opposite_aims_are_not_both_wanted,
        given="""
            conditions: condition_id toast.c01, statement_id toast, holder_id northland, \
                issue military.arms_supply, aim stopped, move demands
            condition_performers: condition_id toast.c01, actor_id southland
            conditions: condition_id toast.c02, statement_id toast, holder_id northland, \
                issue military.arms_supply, aim continued, move demands
        """,
        obeys="condition_performers: condition_id toast.c02, actor_id eastland",
        breaks="condition_performers: condition_id toast.c02, actor_id southland",
        offenders="toast.c01 toast.c02",
    ),
    Case(
        rule=conditions.what_is_insisted_on_is_more_than_acceptable,
        obeys="""
            conditions: condition_id toast.c01, move demands, force wanted
            conditions: condition_id toast.c02, move accepts, force acceptable
        """,
        breaks="""
            conditions: condition_id toast.c01, move demands, force acceptable
            conditions: condition_id toast.c02, move rejects, force acceptable
        """,
        offenders="toast.c01 toast.c02",
    ),
    Case(
        rule=conditions.red_lines_are_required,
        obeys="""
            conditions: condition_id toast.c01, is_red_line true, force required
            conditions: condition_id toast.c02, force wanted
        """,
        breaks="conditions: condition_id toast.c01, is_red_line true, force wanted",
        offenders="toast.c01",
    ),
    Case(
        rule=conditions.red_lines_do_not_give_way,
        obeys="""
            conditions: condition_id toast.c01, is_red_line true, move rejects
            conditions: condition_id toast.c02, move leaves_open
        """,
        breaks="conditions: condition_id toast.c01, is_red_line true, move leaves_open",
        offenders="toast.c01",
    ),
    Case(
        rule=conditions.quantities_have_a_unit_and_a_comparator,
        obeys="""
            conditions: condition_id toast.c01, quantity 30, quantity_unit days, quantity_comparator at_most
            conditions: condition_id toast.c02
        """,
        breaks="""
            conditions: condition_id toast.c01, quantity 30, quantity_unit days
            conditions: condition_id toast.c02, quantity 30, quantity_comparator at_most
            conditions: condition_id toast.c03, quantity_unit days
        """,
        offenders="toast.c01 toast.c02 toast.c03",
    ),
)

TWO_TERMS = """
    conditions: condition_id toast.c01, statement_id toast
    conditions: condition_id toast.c02, statement_id toast
    conditions: condition_id reply.c01, statement_id reply
"""

LINKS = (
    Case(
        rule=links.links_join_two_conditions,
        obeys="condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type voids",
        breaks="condition_links: from_condition_id toast.c01, to_condition_id toast.c01, link_type voids",
        offenders="toast.c01",
    ),
    Case(
        rule=links.link_passages_carry_the_statement,
        given=f"""
            {TWO_TERMS}
            passages: passage_id gazette.p01, statement_id toast
            passages: passage_id gazette.p02, statement_id reply
        """,
        obeys="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type voids, \
                passage_id gazette.p01
        """,
        breaks="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type voids, \
                passage_id gazette.p02
        """,
        offenders="toast.c01",
    ),
    Case(
        rule=links.prerequisites_do_not_run_in_a_circle,
        given="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, \
                link_type must_hold_before
            condition_links: from_condition_id toast.c02, to_condition_id toast.c03, \
                link_type must_hold_before
            condition_links: from_condition_id toast.c03, to_condition_id toast.c04, \
                link_type must_hold_before
        """,
        obeys="condition_links: from_condition_id toast.c03, to_condition_id toast.c01, link_type voids",
        breaks="""
            condition_links: from_condition_id toast.c03, to_condition_id toast.c01, \
                link_type must_hold_before
        """,
        offenders="toast.c01 toast.c02 toast.c03",
    ),
    Case(
        rule=links.the_order_in_time_does_not_run_in_a_circle,
        given="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type comes_before
            condition_links: from_condition_id toast.c02, to_condition_id toast.c03, \
                link_type must_hold_before
        """,
        obeys="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c03, link_type comes_before
        """,
        breaks="""
            condition_links: from_condition_id toast.c03, to_condition_id toast.c01, link_type comes_before
        """,
        offenders="toast.c01 toast.c03",
    ),
    Case(
        rule=links.what_is_simultaneous_does_not_come_before,
        given="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, \
                link_type simultaneous_with
        """,
        obeys="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c03, link_type comes_before
        """,
        breaks="""
            condition_links: from_condition_id toast.c02, to_condition_id toast.c01, link_type comes_before
        """,
        offenders="toast.c02",
    ),
    Case(
        rule=links.what_must_hold_before_talks_gates_them,
        given="""
            conditions: condition_id toast.c02, issue format.talks, move offers
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, \
                link_type must_hold_before
        """,
        obeys="conditions: condition_id toast.c01, gates_talks true",
        breaks="conditions: condition_id toast.c01, gates_settlement true",
        offenders="toast.c01",
    ),
    Case(
        rule=links.what_must_hold_before_a_ceasefire_gates_it,
        given="""
            conditions: condition_id toast.c02, issue ceasefire.full, move offers
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, \
                link_type must_hold_before
        """,
        obeys="conditions: condition_id toast.c01, gates_ceasefire true",
        breaks="conditions: condition_id toast.c01, gates_talks true",
        offenders="toast.c01",
    ),
    Case(
        rule=links.gates_of_a_ceasefire_are_linked_to_it,
        given="""
            conditions: condition_id toast.c01, statement_id toast, holder_id northland, \
                issue politics.talks_ban, \
                gates_ceasefire true
            conditions: condition_id toast.c02, statement_id toast, holder_id northland, \
                issue ceasefire.full, \
                move offers
            conditions: condition_id reply.c01, statement_id reply, holder_id northland, \
                issue politics.talks_ban, \
                gates_ceasefire true
            conditions: condition_id reply.c02, statement_id reply, holder_id northland, \
                issue ceasefire.full, \
                move rejects
        """,
        obeys="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, \
                link_type must_hold_before
        """,
        breaks="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type comes_before
        """,
        offenders="toast.c01",
    ),
)

DERIVED = "claim_id toast.c01.lakeland, condition_id toast.c01, statement_id toast, territory_id lakeland"

TERRITORY = (
    Case(
        rule=territory.territorial_conditions_name_a_place,
        given="""
            conditions: condition_id toast.c01, issue territory.status
            conditions: condition_id toast.c02, issue ceasefire.full
        """,
        obeys="condition_places: condition_id toast.c01, territory_id lakeland",
        breaks="condition_places: condition_id toast.c02, territory_id lakeland",
        offenders="toast.c01",
    ),
    Case(
        rule=territory.lines_are_named_as_places,
        given="""
            conditions: condition_id toast.c01, issue territory.line, aim is_the_measure
            conditions: condition_id toast.c02, issue territory.line, aim is_the_measure
            territories: territory_id old-line, territory_type line
            territories: territory_id lakeland, territory_type first_level_unit
        """,
        obeys="""
            condition_places: condition_id toast.c01, territory_id old-line
            condition_places: condition_id toast.c02, territory_id lakeland, scope administrative_borders
        """,
        breaks="""
            condition_places: condition_id toast.c01, territory_id old-line
            condition_places: condition_id toast.c02, territory_id lakeland, scope whole_unit
        """,
        offenders="toast.c02",
    ),
    Case(
        rule=territory.assertions_stand_once_in_a_statement,
        given=f"territorial_claims: {DERIVED}, claimant_id northland, claim_type demands_transfer",
        obeys="""
            territorial_claims: claim_id toast.a01, statement_id toast, territory_id lakeland, \
                claimant_id northland, claim_type asserts_sovereignty
        """,
        breaks="""
            territorial_claims: claim_id toast.a01, statement_id toast, territory_id lakeland, \
                claimant_id northland, claim_type demands_transfer
        """,
        offenders="toast.a01",
    ),
    Case(
        rule=territory.control_reports_stand_once_in_a_statement,
        given="""
            control_reports: report_id toast.r01, statement_id toast, controller_id northland, \
                territory_id lakeland, extent part
        """,
        obeys="""
            control_reports: report_id toast.r02, statement_id toast, controller_id southland, \
                territory_id lakeland, extent part
        """,
        breaks="""
            control_reports: report_id toast.r02, statement_id toast, controller_id northland, \
                territory_id lakeland, extent part
        """,
        offenders="toast.r01 toast.r02",
    ),
    Case(
        rule=territory.shares_have_a_percentage,
        obeys="""
            control_reports: report_id toast.r01, extent share, share_pct 20, share_base named_region
            control_reports: report_id toast.r02, extent part, share_base not_applicable
        """,
        breaks="""
            control_reports: report_id toast.r01, extent share, share_base named_region
            control_reports: report_id toast.r02, extent share, share_pct 20, share_base not_applicable
            control_reports: report_id toast.r03, extent part, share_pct 20, share_base not_applicable
            control_reports: report_id toast.r04, extent part, share_base not_stated
        """,
        offenders="toast.r01 toast.r02 toast.r03 toast.r04",
    ),
    Case(
        rule=territory.composites_have_parts,
        given="""
            territories: territory_id lakes, territory_type composite
            territories: territory_id isle, territory_type first_level_unit
            territory_parts: part_id upper-lake, whole_id lakes
        """,
        obeys="territory_parts: part_id lower-lake, whole_id lakes",
        breaks="territory_parts: part_id lower-lake, whole_id isle",
        offenders="lakes",
    ),
    Case(
        rule=territory.subdivision_codes_belong_to_first_level_units,
        obeys="""
            territories: territory_id lakeland, territory_type first_level_unit, iso_3166_2_code XA-01
            territories: territory_id isle, territory_type settlement
        """,
        breaks="""
            territories: territory_id lakeland, territory_type first_level_unit, iso_3166_2_code XA-01
            territories: territory_id isle, territory_type settlement, iso_3166_2_code XA-02
        """,
        offenders="isle",
    ),
    Case(
        rule=territory.acts_about_the_status_of_places_name_them,
        given="""
            legal_acts: legal_act_id status-act, effect declares_invalid
            legal_acts: legal_act_id talks-act, effect bars_talks
        """,
        obeys="legal_act_places: legal_act_id status-act, territory_id lakeland",
        breaks="legal_act_places: legal_act_id talks-act, territory_id lakeland",
        offenders="status-act",
    ),
)

REGISTERS = (
    Case(
        rule=registers.only_states_and_their_bodies_are_on_a_side,
        obeys="""
            actors: actor_id northland, actor_type state, side russia
            actors: actor_id ada-example, actor_type person, side none
        """,
        breaks="""
            actors: actor_id ada-example, actor_type person, side russia
            actors: actor_id bo-example, actor_type person, side ukraine
        """,
        offenders="ada-example bo-example",
    ),
    Case(
        rule=registers.state_codes_belong_to_states,
        obeys="""
            actors: actor_id northland, actor_type state, cow_code 901, gw_code 901
            actors: actor_id ada-example, actor_type person
        """,
        breaks="""
            actors: actor_id northern-ministry, actor_type state_body, cow_code 901
            actors: actor_id ada-example, actor_type person, gw_code 901
        """,
        offenders="northern-ministry ada-example",
    ),
)

PROSE = (
    Case(
        rule=prose.our_prose_avoids_contested_wording,
        obeys="""
            conditions: condition_id toast.c01, summary Wants the talks to start at once.
            sources: source_id gazette, title The so-called talks
        """,
        breaks="""
            conditions: condition_id toast.c01, summary Wants the So-Called talks to start at once.
            sources: source_id gazette, note On the so-called talks.
        """,
        offenders="toast.c01 gazette",
    ),
    Case(
        rule=prose.our_prose_quotes_no_sentence,
        obeys="""
            conditions: condition_id toast.c01, \
                summary Wants the talks “in one year” and “at the lake” to start.
            conditions: condition_id toast.c02, summary Wants the isle's and the cape's ferry to run again.
            conditions: condition_id toast.c03, summary Where "lake" is said and not "isle" it is the ferry.
        """,
        breaks="""
            conditions: condition_id toast.c01, summary Says that “the ferry must run again”.
            conditions: condition_id toast.c02, summary Says that «the ferry must run».
            conditions: condition_id toast.c03, summary Says "the ferry must run".
        """,
        offenders="toast.c01 toast.c02 toast.c03",
    ),
)

ADDRESSES = (
    Case(
        rule=addresses.addresses_are_of_the_public_web,
        obeys="""
            sources: source_id gazette, url https://local.gazette.example/toast
            sources: source_id courier
        """,
        breaks="""
            sources: source_id gazette, url https://gazette.local/toast
            sources: source_id herald, evidence_url http://archive.localhost
            statements: statement_id toast, evidence_url https://papers.internal?id=3
            publishers: publisher_id courier, evidence_url https://courier.test/about
        """,
        offenders="gazette herald toast courier",
    ),
    Case(
        rule=addresses.addresses_have_no_tracking_parameters,
        obeys="sources: source_id gazette, url https://gazette.example/view?id=7&utm=zone",
        breaks="""
            sources: source_id gazette, url https://gazette.example/toast?utm_source=letter
            sources: source_id herald, url https://herald.example/view?id=7&FBCLID=abc
        """,
        offenders="gazette herald",
    ),
    Case(
        rule=addresses.hosts_keep_to_one_alphabet,
        obeys="""
            sources: source_id gazette, url https://www.gazette.example/toast
            sources: source_id bulletin, url https://xn--bcher-kva.example/toast
            sources: source_id vestnik, url https://www.xn--80adi0aoagldk8i.xn--p1ai/toast
        """,
        breaks="""
            sources: source_id one-letter, url https://xn--pple-43d.example/toast
            sources: source_id all-letters, url https://xn--80ak6aa92e.example/toast
            sources: source_id no-letters, url https://xn--99999999.example/toast
        """,
        offenders="one-letter all-letters no-letters",
    ),
)

INVARIANT_CASES = (
    Case(
        rule=invariants.documents_can_be_found_or_recognised,
        obeys=f"""
            sources: source_id gazette, url https://gazette.example/toast
            sources: source_id courier, text_sha256 {"a" * 64}
        """,
        breaks="sources: source_id gazette",
        offenders="gazette",
    ),
    Case(
        rule=invariants.adjudicated_documents_have_the_hash_of_their_text,
        obeys=f"""
            sources: source_id gazette, coding_status adjudicated, text_sha256 {"a" * 64}
            sources: source_id courier, coding_status single
        """,
        breaks="sources: source_id gazette, coding_status adjudicated",
        offenders="gazette",
    ),
    Case(
        rule=invariants.passages_bear_the_id_of_their_document,
        obeys="passages: passage_id gazette.p01, source_id gazette",
        breaks="""
            passages: passage_id courier.p01, source_id gazette
            passages: passage_id gazette.x01, source_id gazette
            passages: passage_id gazette-2.p01, source_id gazette
        """,
        offenders="courier.p01 gazette-2.p01 gazette.x01",
    ),
    Case(
        rule=invariants.passages_lie_within_the_words_read,
        given="sources: source_id gazette, words_read 300",
        obeys="passages: passage_id gazette.p01, source_id gazette, word_count 300",
        breaks="passages: passage_id gazette.p01, source_id gazette, word_count 301",
        offenders="gazette.p01",
    ),
    Case(
        rule=invariants.offsets_stand_in_order_in_a_text_that_is_held,
        given=f"""
            sources: source_id gazette, text_sha256 {"a" * 64}
            sources: source_id courier
        """,
        obeys="""
            passages: passage_id gazette.p01, source_id gazette, text_start 0, text_end 9
            passages: passage_id courier.p01, source_id courier
        """,
        breaks="""
            passages: passage_id gazette.p01, source_id gazette, text_start 9, text_end 9
            passages: passage_id gazette.p02, source_id gazette, text_start 9
            passages: passage_id courier.p01, source_id courier, text_start 0, text_end 9
        """,
        offenders="courier.p01 gazette.p01 gazette.p02",
    ),
    Case(
        rule=invariants.rows_bear_the_id_of_their_statement,
        obeys="""
            conditions: condition_id toast.c01, statement_id toast
            territorial_claims: claim_id toast.a01, statement_id toast
            territorial_claims: claim_id toast.c01.lakeland, statement_id toast, condition_id toast.c01
            control_reports: report_id toast.r10, statement_id toast
        """,
        breaks="""
            conditions: condition_id reply.c01, statement_id toast
            conditions: condition_id toast-2.c01, statement_id toast
            territorial_claims: claim_id toast.c01, statement_id toast
            control_reports: report_id toast.r1, statement_id toast
        """,
        offenders="reply.c01 toast-2.c01 toast.c01 toast.r1",
    ),
    Case(
        rule=invariants.rows_have_evidence,
        given="""
            conditions: condition_id toast.c01, statement_id toast
            territorial_claims: claim_id toast.a01, statement_id toast
            control_reports: report_id toast.r01, statement_id toast
        """,
        obeys="""
            evidence: row_id toast.c01, row_type condition, passage_id gazette.p01
            evidence: row_id toast.a01, row_type assertion, passage_id gazette.p01
            evidence: row_id toast.r01, row_type control_report, passage_id gazette.p01
            territorial_claims: claim_id toast.c01.isle, statement_id toast, condition_id toast.c01
        """,
        breaks="evidence: row_id toast.c01, row_type assertion, passage_id gazette.p01",
        offenders="toast.c01 toast.a01 toast.r01",
    ),
    Case(
        rule=invariants.evidence_is_for_rows_that_exist,
        given="""
            conditions: condition_id toast.c01, statement_id toast
            territorial_claims: claim_id toast.a01, statement_id toast
            territorial_claims: claim_id toast.c01.lakeland, statement_id toast, condition_id toast.c01
            control_reports: report_id toast.r01, statement_id toast
        """,
        obeys="""
            evidence: row_id toast.c01, passage_id gazette.p01, row_type condition
            evidence: row_id toast.a01, passage_id gazette.p01, row_type assertion
            evidence: row_id toast.r01, passage_id gazette.p01, row_type control_report
        """,
        breaks="""
            evidence: row_id toast.c02, passage_id gazette.p01, row_type condition
            evidence: row_id toast.a01, passage_id gazette.p01, row_type condition
            evidence: row_id toast.c01.lakeland, passage_id gazette.p01, row_type assertion
        """,
        offenders="toast.c02 toast.a01 toast.c01.lakeland",
    ),
    Case(
        rule=invariants.links_stay_within_one_statement,
        given=TWO_TERMS,
        obeys="condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type voids",
        breaks="condition_links: from_condition_id toast.c01, to_condition_id reply.c01, link_type voids",
        offenders="toast.c01",
    ),
    Case(
        rule=invariants.symmetric_links_stand_once,
        obeys="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type in_exchange_for
            condition_links: from_condition_id toast.c03, to_condition_id toast.c02, link_type voids
        """,
        breaks="""
            condition_links: from_condition_id toast.c01, to_condition_id toast.c02, link_type in_exchange_for
            condition_links: from_condition_id toast.c02, to_condition_id toast.c01, link_type in_exchange_for
        """,
        offenders="toast.c02",
    ),
    Case(
        rule=invariants.territorial_combinations_are_in_the_claim_mapping,
        obeys="""
            conditions: condition_id toast.c01, issue territory.access, aim water_supply, move demands
            conditions: condition_id toast.c02, issue ceasefire.full, aim in_force, move demands
        """,
        breaks="conditions: condition_id toast.c01, issue territory.access, aim deferred, move demands",
        offenders="toast.c01",
    ),
    Case(
        rule=invariants.derived_claims_equal_their_conditions,
        given="""
            conditions: condition_id toast.c01, statement_id toast, holder_id northland, \
                issue territory.status, aim deferred, move demands
            condition_places: condition_id toast.c01, territory_id lakeland, scope whole_unit
            conditions: condition_id toast.c02, statement_id toast, holder_id northland, \
                issue territory.access, aim water_supply, move demands
            condition_places: condition_id toast.c02, territory_id lakeland
            territorial_claims: claim_id toast.a01, statement_id toast
        """,
        obeys=f"""
            territorial_claims: {DERIVED}, claimant_id northland, claim_type defers_status, \
                claim_scope whole_unit
        """,
        breaks=f"""
            territorial_claims: {DERIVED}, claimant_id southland, claim_type defers_status, \
                claim_scope whole_unit
        """,
        offenders="toast.c01.lakeland toast.c01.lakeland",
    ),
    Case(
        rule=invariants.crosswalk_aims_belong_to_their_issue,
        obeys="""
            crosswalk: issue security.neutrality, aim neutral, their_code X1
            crosswalk: issue security.neutrality, aim not_applicable, their_code X1
        """,
        breaks="crosswalk: issue security.neutrality, aim in_force, their_code X1",
        offenders="security.neutrality",
    ),
    Case(
        rule=invariants.actors_that_publish_stand_among_the_publishers,
        given="actors: actor_id gazette-house, actor_type publisher",
        obeys="publishers: publisher_id gazette-house",
        breaks="publishers: publisher_id courier-house",
        offenders="gazette-house",
    ),
)

CASES = (
    *DATES, *PASSAGES, *STATEMENTS, *EVIDENCE, *CONDITIONS, *LINKS, *TERRITORY, *REGISTERS, *ADDRESSES,
    *PROSE,
)  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case.rule.name) for case in (*CASES, *INVARIANT_CASES)])
def test_a_rule_reports_just_the_offenders_of_its_example(case):
    assert offenders_of(case.rule, f"{case.given}\n{case.obeys}") == []
    assert offenders_of(case.rule, f"{case.given}\n{case.breaks}") == sorted(case.offenders.split())


def test_every_rule_has_its_examples():
    assert [case.rule for case in CASES] == [*CODING_RULES]
    assert [case.rule for case in INVARIANT_CASES] == [*INVARIANTS]


def test_every_rule_of_the_contract_is_named_once_and_says_what_is_wrong_and_what_to_do():
    names = [rule.name for rule in validation.RULES]
    assert len(names) == len(set(names))
    assert all(rule.message and rule.remedy for rule in validation.RULES)


def test_every_coding_rule_says_its_fact_in_one_sentence():
    for rule in (*CODING_RULES, *INVARIANTS):
        assert re.fullmatch(r"[A-Z][^\n]*[^.\n]\.", rule.fact), rule.fact
        assert ". " not in rule.fact, rule.fact


def test_empty_tables_break_no_rule():
    assert validation.findings(tables_of("")) == []


def test_a_message_names_the_column_and_the_values():
    tables = tables_of("conditions: condition_id toast.c01, move demands, force acceptable")
    (finding,) = conditions.what_is_insisted_on_is_more_than_acceptable.findings(tables)
    assert str(finding) == (
        "conditions: toast.c01: force: force 'acceptable' is too weak for the move 'demands' "
        "[what_is_insisted_on_is_more_than_acceptable]; code the force as `required`, `wanted` or `not_stated`, "
        "or choose the move `accepts` or `leaves_open`"
    )


def test_a_rule_without_a_remedy_is_refused():
    def facts_have_a_remedy(tables):
        """A fact alone."""

    with pytest.raises(TypeError, match="facts_have_a_remedy"):
        coding_rule("actors.name")(facts_have_a_remedy)


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_any_length_is_found(length):
    ring = [*range(length), 0]
    edges = pl.DataFrame({"start": ring[:-1], "end": ring[1:]})
    tail = pl.DataFrame({"start": [0, 90], "end": [90, 91]})
    assert rows_in_a_circle(pl.concat([edges, tail]), "start", "end").sort("start").equals(edges.sort("start"))


def test_a_long_chain_is_no_circle():
    edges = pl.DataFrame(list(pairwise(range(200))), schema=["start", "end"], orient="row")
    assert rows_in_a_circle(edges, "start", "end").is_empty()


def test_groups_are_reached_although_memberships_run_in_a_circle():
    day = datetime.date(2023, 5, 1)
    beginnings = pl.DataFrame({"key": ["toast"], "group_id": ["one"], "from_date": [day], "until_date": [day]})
    memberships = pl.DataFrame(
        {
            "member_id": ["one", "two"],
            "group_id": ["two", "one"],
            "start_date": [day, day],
            "end_date": [day, day],
        }
    )
    assert sorted(groups_reached(beginnings, memberships)["group_id"]) == ["one", "two"]


@pytest.mark.parametrize(
    "text",
    [
        "The gauge fell by 17.5%",
        "it’s ‘dry’",
        "об’єднані сили",
        "x² and ½",
        "naïve café",
        "'tis 12:30",
        "a-b_c",
    ],
)
def test_words_are_counted_as_the_fingerprints_count_them(text):
    assert pl.Series([text]).str.count_matches(WORD)[0] == len(fingerprints.words(text))
