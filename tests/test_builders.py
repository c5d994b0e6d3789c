"""The builders: from the small corpus each table comes out cell by cell as it is written here by hand."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from peaceterms.contract import validation
from peaceterms_build import tables as builders
from peaceterms_build.corpus import registers
from peaceterms_build.parsing import yaml_reader
from peaceterms_build.tables import conditions_flat, territorial_claims

MORNING, EVENING = "morning-2026-05-04", "evening-2026-05-05"
MINISTER, UKRAINE, VOICE = "minister-r-2026-05-04", "ukraine-morning-2026-05-04", "evening-voice-2026-05-05"
MONDAY, TUESDAY, WEDNESDAY = date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)


def sha256(words):
    return hashlib.sha256(words.encode()).hexdigest()


def placed(condition, territory, scope, named=None):
    return {"condition_id": condition, "territory_id": territory, "scope": scope, "place_as_named": named}


def evidenced(row, passage, row_type="condition", fit="states"):
    return {"row_id": row, "passage_id": passage, "row_type": row_type, "fit": fit}


def coded(number, unit_type, side, first_key, second_key, share):
    return {
        "coding_unit_id": f"{MORNING}.u{number:03d}", "source_id": MORNING, "sample": "pilot",
        "comparison": "same_model", "unit_type": unit_type, "holder_side": side, "first_coder_id": "coder-x",
        "second_coder_id": "coder-y", "first_key": first_key, "second_key": second_key, "share": share,
        "is_tied": False,
    }  # fmt: skip


def agreed(breakdown, group, unit_type, *figures):
    names = ("first_units", "second_units", "matched", "precision", "recall", "f1")
    return {
        "sample": "pilot", "comparison": "same_model", "breakdown": breakdown, "group_code": group,
        "unit_type": unit_type, "documents": 1, "tied": 0,
    } | dict(zip(names, figures, strict=True))  # fmt: skip


# What a condition has where its card says nothing of it.
UNSAID = {
    "is_vague": False, "gates_talks": False, "gates_ceasefire": False, "gates_settlement": False,
    "in_settlement": False, "is_red_line": False, "reading": "speaker", "quantity_unit": "not_applicable",
    "quantity_comparator": "not_applicable", "is_uncertain": False,
}  # fmt: skip

WITHDRAWAL = UNSAID | {
    "condition_id": f"{MINISTER}.c01", "statement_id": MINISTER, "holder_id": "russia",
    "issue": "territory.withdrawal", "aim": "ukrainian_forces_leave", "move": "demands", "force": "required",
    "gates_ceasefire": True, "key_phrase": "there is no truce",
    "summary": "Russia demands that Ukrainian forces leave both regions before it ceases fire.",
}  # fmt: skip
CEASEFIRE = UNSAID | {
    "condition_id": f"{MINISTER}.c02", "statement_id": MINISTER, "holder_id": "russia",
    "issue": "ceasefire.full", "aim": "in_force", "move": "offers", "force": "acceptable",
    "duration_days": 90,
    "summary": "Russia offers to cease fire for ninety days once the withdrawal is complete.",
}  # fmt: skip
MONITORING = UNSAID | {
    "condition_id": f"{MINISTER}.c03", "statement_id": MINISTER, "holder_id": "russia",
    "issue": "ceasefire.monitoring", "aim": "by_third_parties", "move": "leaves_open", "force": "acceptable",
    "quantity": 30.0, "quantity_unit": "people", "quantity_comparator": "about",
    "takes_effect_date": date(2026, 5, 10), "deadline_date": date(2026, 8, 8), "is_uncertain": True,
    "summary": "Russia leaves open that third states watch over the truce.",
}  # fmt: skip
REFUSAL = UNSAID | {
    "condition_id": f"{UKRAINE}.c01", "statement_id": UKRAINE, "holder_id": "ukraine",
    "issue": "territory.status", "aim": "to_russia", "move": "rejects", "force": "required",
    "is_red_line": True,
    "key_phrase": "never hand it over",
    "summary": "Ukraine rejects for good giving the North Region to Russia.",
}  # fmt: skip
NO_RECOGNITION = UNSAID | {
    "condition_id": f"{UKRAINE}.c02", "statement_id": UKRAINE, "holder_id": "ukraine",
    "issue": "territory.recognition", "aim": "in_law_by_others", "move": "rejects", "force": "wanted",
    "in_settlement": True, "reading": "source",
    "summary": "The outlet reads the position as a wish that no state enter the region as Russian.",
}  # fmt: skip

OF_THE_MINISTER = {
    "said_earliest_date": MONDAY, "said_latest_date": MONDAY, "speaker_id": "minister-r",
    "speaker_name": "Minister R", "holder_name": "Russia", "holder_side": "russia",
    "occasion_type": "press_conference", "occasion": "remarks to reporters on two regions",
}  # fmt: skip
OF_UKRAINE = {
    "said_earliest_date": MONDAY, "said_latest_date": MONDAY, "speaker_id": "ukraine",
    "speaker_name": "Ukraine",
    "holder_name": "Ukraine", "holder_side": "ukraine", "occasion_type": "not_applicable",
}  # fmt: skip

EXPECTED = {
    "sources": [
        {
            "source_id": EVENING, "title": "The week in the regions", "publisher_id": "example-evening",
            "source_type": "media_report", "language": "en", "published_earliest_date": TUESDAY,
            "published_latest_date": WEDNESDAY, "published_basis": "external",
            "evidence_url": "https://library.example.org/evening", "extent_read": "excerpt",
            "words_read": 49,
            "text_sha256": "1cc66d98a3257348559cb82833f045eb329ccfaa0f3a9bc6499b0609447ac1f8",
            "read_date": date(2026, 5, 7), "coding_status": "single", "manual_version": "0.1.0",
            "note": "The first and last pages only.",
        },
        {
            "source_id": MORNING, "title": "Minister speaks of two regions",
            "publisher_id": "example-morning",
            "source_type": "media_report", "language": "en", "published_earliest_date": MONDAY,
            "published_latest_date": MONDAY, "published_basis": "stated",
            "url": "https://morning.example.org/two-regions", "extent_read": "full_text", "words_read": 93,
            "text_sha256": "0dd704207449f4a7fb2472beb78e76f401a66824a32d99267dcd643b2c77cf4d",
            "read_date": WEDNESDAY, "coding_status": "adjudicated", "manual_version": "0.1.0",
        },
    ],
    "passages": [
        {
            "passage_id": f"{EVENING}.p01", "source_id": EVENING, "statement_id": MINISTER,
            "is_principal": True,
            "rendition": "paraphrase", "reporting_verb": "say", "credited_publisher_id": "example-wire",
            "word_count": 18, "fingerprint": sha256(
                "minister r quoted by the example wire said on monday that ukrainian units should leave "
                "the north region"
            ),
            "starts_with": "Minister R", "ends_with": "the North Region", "text_start": 25, "text_end": 130,
        },
        {
            "passage_id": f"{EVENING}.p02", "source_id": EVENING, "statement_id": VOICE,
            "is_principal": True,
            "rendition": "source_voice", "word_count": 14, "fingerprint": sha256(
                "by late april russian forces held 40 5 per cent of the north region"
            ),
            "starts_with": "By late April", "ends_with": "North Region", "text_start": 132, "text_end": 199,
        },
        {
            "passage_id": f"{MORNING}.p01", "source_id": MORNING, "statement_id": MINISTER,
            "is_principal": False,
            "rendition": "paraphrase", "reporting_verb": "tell", "word_count": 29, "fingerprint": sha256(
                "minister r told reporters in the harbour hall on monday that russia would cease fire "
                "as soon as ukrainian units had left the north region and the south region"
            ),
            "starts_with": "Minister R told", "ends_with": "the South Region", "text_start": 32,
            "text_end": 190,
        },
        {
            "passage_id": f"{MORNING}.p02", "source_id": MORNING, "statement_id": MINISTER,
            "is_principal": True,
            "rendition": "direct_quote", "reporting_verb": "say", "word_count": 10, "fingerprint": sha256(
                "without the two regions there is no truce he said"
            ),
            "starts_with": "Without the two", "ends_with": "truce,” he said", "text_start": 193,
            "text_end": 244,
            "locator": "first paragraph",
        },
        {
            "passage_id": f"{MORNING}.p03", "source_id": MORNING, "statement_id": MINISTER,
            "is_principal": False,
            "rendition": "paraphrase", "reporting_verb": "add", "credited_publisher_id": "example-wire",
            "word_count": 25, "fingerprint": sha256(
                "the truce would last ninety days it could be watched over by some thirty people from "
                "third states he added according to the example wire"
            ),
            "starts_with": "The truce would", "ends_with": "the Example Wire", "text_start": 246,
            "text_end": 385,
        },
        {
            "passage_id": f"{MORNING}.p04", "source_id": MORNING, "statement_id": UKRAINE,
            "is_principal": True,
            "rendition": "described_position", "word_count": 24, "fingerprint": sha256(
                "ukraine calls the north region its own soil and will never hand it over nor should "
                "others enter it on their maps as russian"
            ),
            "starts_with": "Ukraine calls", "ends_with": "maps as Russian", "text_start": 388,
            "text_end": 512,
        },
    ],
    "evidence": [
        evidenced(f"{VOICE}.r01", f"{EVENING}.p02", row_type="control_report"),
        evidenced(f"{MINISTER}.c01", f"{EVENING}.p01", fit="weakens"),
        evidenced(f"{MINISTER}.c01", f"{MORNING}.p01"),
        evidenced(f"{MINISTER}.c01", f"{MORNING}.p02"),
        evidenced(f"{MINISTER}.c02", f"{MORNING}.p01"),
        evidenced(f"{MINISTER}.c02", f"{MORNING}.p03"),
        evidenced(f"{MINISTER}.c03", f"{MORNING}.p03"),
        evidenced(f"{UKRAINE}.a01", f"{MORNING}.p04", row_type="assertion"),
        evidenced(f"{UKRAINE}.c01", f"{MORNING}.p04"),
        evidenced(f"{UKRAINE}.c02", f"{MORNING}.p04"),
    ],
    "statements": [
        {
            "statement_id": VOICE, "statement_type": "source_voice", "speaker_id": "example-evening",
            "said_earliest_date": TUESDAY, "said_latest_date": WEDNESDAY, "said_basis": "document_date",
            "occasion_type": "not_applicable", "act_type": "describes", "readiness": "not_stated",
            "match_basis": "not_applicable", "primary_source_id": EVENING, "original_language": "not_stated",
            "summary": (
                "Example Evening reports which share of the North Region Russian forces held in late April."
            ),
        },
        {
            "statement_id": MINISTER, "statement_type": "speech_act", "speaker_id": "minister-r",
            "speaks_for_id": "russia", "said_earliest_date": MONDAY, "said_latest_date": MONDAY,
            "said_basis": "resolved", "occasion_type": "press_conference",
            "occasion": "remarks to reporters on two regions", "place": "Harbour Town",
            "act_type": "states_terms", "readiness": "ready_on_conditions", "readiness_of_id": "minister-r",
            "readiness_toward_id": "ukraine", "match_basis": "dated", "primary_source_id": MORNING,
            "original_language": "ru",
            "summary": (
                "Minister R made a truce of ninety days depend on the withdrawal of Ukrainian units "
                "from two regions."
            ),
        },
        {
            "statement_id": UKRAINE, "statement_type": "standing_position", "speaker_id": "ukraine",
            "said_earliest_date": MONDAY, "said_latest_date": MONDAY, "said_basis": "document_date",
            "occasion_type": "not_applicable", "act_type": "states_terms", "readiness": "not_stated",
            "match_basis": "not_applicable", "primary_source_id": MORNING, "original_language": "not_stated",
            "summary": "Ukraine holds the North Region to be its own and refuses to cede it.",
        },
    ],
    "statement_actors": [
        {"statement_id": MINISTER, "actor_id": "all-parties", "role": "addressee"},
        {"statement_id": MINISTER, "actor_id": "harbour-town", "role": "host"},
        {"statement_id": MINISTER, "actor_id": "ukraine", "role": "addressee"},
    ],
    "conditions": [WITHDRAWAL, CEASEFIRE, MONITORING, REFUSAL, NO_RECOGNITION],
    "condition_performers": [
        {"condition_id": f"{MINISTER}.c01", "actor_id": "ukraine"},
        {"condition_id": f"{MINISTER}.c02", "actor_id": "russia"},
        {"condition_id": f"{MINISTER}.c03", "actor_id": "all-parties"},
        {"condition_id": f"{UKRAINE}.c01", "actor_id": "ukraine"},
        {"condition_id": f"{UKRAINE}.c02", "actor_id": "unspecified-party"},
    ],
    "condition_places": [
        placed(f"{MINISTER}.c01", "north-region", "not_stated"),
        placed(f"{MINISTER}.c01", "south-region", "held_by_ukraine", "the South Region"),
        placed(f"{UKRAINE}.c01", "north-region", "whole_unit"),
        placed(f"{UKRAINE}.c02", "north-region", "not_stated"),
    ],
    "condition_links": [
        {
            "from_condition_id": f"{MINISTER}.c01", "to_condition_id": f"{MINISTER}.c02",
            "link_type": "must_hold_before", "passage_id": f"{MORNING}.p01",
        },
        {
            "from_condition_id": f"{MINISTER}.c02", "to_condition_id": f"{MINISTER}.c03",
            "link_type": "simultaneous_with", "passage_id": f"{MORNING}.p03",
        },
    ],
    "territorial_claims": [
        {
            "claim_id": f"{UKRAINE}.a01", "statement_id": UKRAINE, "claimant_id": "ukraine",
            "territory_id": "north-region", "claim_type": "asserts_sovereignty", "claim_scope": "whole_unit",
            "claim_basis": "not_stated", "recognition_sought": "not_stated",
            "place_as_named": "the North Region",
            "summary": "Ukraine says that the North Region is its own.",
        },
        {
            "claim_id": f"{UKRAINE}.c01.north-region", "statement_id": UKRAINE,
            "condition_id": f"{UKRAINE}.c01",
            "claimant_id": "ukraine", "territory_id": "north-region", "claim_type": "refuses_transfer",
            "claim_scope": "whole_unit", "claim_basis": "not_stated", "recognition_sought": "not_stated",
            "summary": "Ukraine rejects for good giving the North Region to Russia.",
        },
        {
            "claim_id": f"{UKRAINE}.c02.north-region", "statement_id": UKRAINE,
            "condition_id": f"{UKRAINE}.c02",
            "claimant_id": "ukraine", "territory_id": "north-region", "claim_type": "denies_sovereignty",
            "claim_scope": "not_stated", "claim_basis": "not_stated", "recognition_sought": "not_stated",
            "summary": "The outlet reads the position as a wish that no state enter the region as Russian.",
        },
    ],
    "control_reports": [
        {
            "report_id": f"{VOICE}.r01", "statement_id": VOICE, "controller_id": "russia",
            "territory_id": "north-region", "extent": "share", "share_pct": 40.5,
            "share_base": "named_region",
            "as_of_earliest_date": date(2026, 4, 1), "as_of_latest_date": date(2026, 4, 30),
            "place_as_named": "the North Region",
        },
    ],
    "conditions_flat": [
        WITHDRAWAL | OF_THE_MINISTER | {
            "role": "precondition_for_ceasefire", "issue_label": "withdrawal of forces",
            "aim_label": "Ukrainian forces leave", "performers": "Ukraine",
            "places": "North Region; South Region (part held by Ukraine)", "document_count": 2,
            "origin_count": 2,
        },
        CEASEFIRE | OF_THE_MINISTER | {
            "role": "offer", "issue_label": "general ceasefire", "aim_label": "in force",
            "performers": "Russia",
            "document_count": 1, "origin_count": 1,
        },
        MONITORING | OF_THE_MINISTER | {
            "role": "open", "issue_label": "monitoring of a ceasefire", "aim_label": "by third parties",
            "performers": "All parties", "document_count": 1, "origin_count": 1,
        },
        REFUSAL | OF_UKRAINE | {
            "role": "red_line", "issue_label": "title to a place", "aim_label": "belongs to Russia",
            "performers": "Ukraine", "places": "North Region (whole unit)", "document_count": 1,
            "origin_count": 1,
        },
        NO_RECOGNITION | OF_UKRAINE | {
            "role": "refusal", "issue_label": "recognition of a place's status",
            "aim_label": "in law by others",
            "performers": "Unspecified party", "places": "North Region", "document_count": 1,
            "origin_count": 1,
        },
    ],
    "actors": [
        {"actor_id": "all-parties", "name": "All parties", "actor_type": "coalition", "side": "none"},
        {"actor_id": "example-evening", "name": "Example Evening", "actor_type": "publisher",
            "country_code_iso3": "UKR", "side": "none"},
        {"actor_id": "example-morning", "name": "Example Morning", "actor_type": "publisher",
            "side": "none"},
        {"actor_id": "example-wire", "name": "Example Wire", "actor_type": "publisher", "side": "none"},
        {
            "actor_id": "harbour-town", "name": "Council of Harbour Town", "actor_type": "local_authority",
            "side": "none",
        },
        {
            "actor_id": "minister-r", "name": "Minister R", "actor_type": "person", "side": "none",
            "note": "An invented office-holder.",
        },
        {
            "actor_id": "russia", "name": "Russia", "name_ru": "Россия", "actor_type": "state",
            "country_code_iso3": "RUS", "cow_code": 365, "side": "russia",
        },
        {
            "actor_id": "ukraine", "name": "Ukraine", "name_uk": "Україна", "actor_type": "state",
            "country_code_iso3": "UKR", "side": "ukraine",
        },
        {
            "actor_id": "unspecified-party", "name": "Unspecified party", "actor_type": "other_body",
            "side": "none",
        },
    ],
    "actor_memberships": [
        {"member_id": "russia", "group_id": "all-parties", "start_date": date(2022, 2, 24)},
        {"member_id": "ukraine", "group_id": "all-parties", "start_date": date(2022, 2, 24)},
    ],
    "offices": [
        {
            "office_id": "minister-of-russia-r", "actor_id": "minister-r", "office": "Minister of Examples",
            "body_actor_id": "russia", "start_date": date(2025, 1, 1), "is_contested": False,
        },
    ],
    "publishers": [
        {
            "publisher_id": "example-evening", "name": "Example Evening", "name_original": "Вечір",
            "country_code_iso3": "UKR", "publisher_type": "public_service",
            "evidence_url": "https://evening.example.org/about",
        },
        {"publisher_id": "example-morning", "name": "Example Morning", "publisher_type": "private"},
        {"publisher_id": "example-wire", "name": "Example Wire", "publisher_type": "wire"},
    ],
    "proposals": [
        {"proposal_id": "harbour-plan", "title": "Harbour plan", "public_date": date(2026, 1, 15)},
        {
            "proposal_id": "harbour-plan-second", "title": "Harbour plan", "version": "second draft",
            "parent_proposal_id": "harbour-plan",
        },
    ],
    "proposal_actors": [{"proposal_id": "harbour-plan", "actor_id": "harbour-town", "role": "authored"}],
    "territories": [
        {
            "territory_id": "north-region", "name_en": "North Region", "name_uk": "Північна область",
            "territory_type": "first_level_unit",
        },
        {"territory_id": "south-region", "name_en": "South Region", "territory_type": "first_level_unit"},
        {"territory_id": "two-regions", "name_en": "Two regions", "territory_type": "composite"},
    ],
    "territory_parts": [
        {"part_id": "north-region", "whole_id": "two-regions"},
        {
            "part_id": "south-region", "whole_id": "two-regions", "start_date": date(2020, 1, 1),
            "end_date": date(2030, 12, 31),
        },
    ],
    "legal_acts": [
        {
            "legal_act_id": "act-on-the-north", "title": "Act on the North Region", "body_id": "ukraine",
            "adopted_date": date(2024, 2, 29), "effect": "affirms_part_of_ukraine", "citation": "1/2024",
        },
    ],
    "legal_act_places": [{"legal_act_id": "act-on-the-north", "territory_id": "north-region"}],
    "reporting_verbs": [
        {"lemma": "add", "language": "en", "verb_class": "neutral"},
        {"lemma": "insist", "language": "en", "verb_class": "assertive"},
        {"lemma": "say", "language": "en", "verb_class": "neutral"},
        {"lemma": "tell", "language": "en", "verb_class": "neutral"},
        {"lemma": "сказать", "language": "ru", "verb_class": "neutral"},
    ],
    "coders": [
        {"coder_id": "coder-x", "model_name": "Example model"},
        {"coder_id": "coder-y", "model_name": "Example model"},
    ],
    # Coder Y has a statement more with its passage, and cites one passage and one place fewer.
    "coding_units": [
        coded(1, "statement", "russia", "s01", "s01", 1.0),
        coded(2, "statement", "ukraine", None, "s02", None),
        coded(3, "passage", "russia", "p01", "p01", 1.0),
        coded(4, "passage", "russia", "p02", "p02", 1.0),
        coded(5, "passage", "ukraine", None, "p03", None),
        coded(6, "condition", "russia", "s01.c01", "s01.c01", 0.756),
        coded(7, "evidence", "russia", "s01.c01.p01", "s01.c01.p01", 1.0),
        coded(8, "evidence", "russia", "s01.c01.p02", None, None),
        coded(9, "place", "russia", "s01.c01.south-region", "s01.c01.south-region", 0.756),
        coded(10, "place", "russia", "s01.c01.north-region", None, None),
    ],
    "unit_reliability": [
        *(
            agreed(breakdown, group, *figures)
            for breakdown, group in (("all", "all"), ("language", "en"))
            for figures in (
                ("condition", 1, 1, 1, 1.0, 1.0, 1.0),
                ("evidence", 2, 1, 1, 1.0, 0.5, 0.667),
                ("passage", 2, 3, 2, 0.667, 1.0, 0.8),
                ("place", 2, 1, 1, 1.0, 0.5, 0.667),
                ("statement", 1, 2, 1, 0.5, 1.0, 0.667),
            )
        ),
        agreed("side", "russia", "condition", 1, 1, 1, 1.0, 1.0, 1.0),
        agreed("side", "russia", "evidence", 2, 1, 1, 1.0, 0.5, 0.667),
        agreed("side", "russia", "passage", 2, 2, 2, 1.0, 1.0, 1.0),
        agreed("side", "russia", "place", 2, 1, 1, 1.0, 0.5, 0.667),
        agreed("side", "russia", "statement", 1, 1, 1, 1.0, 1.0, 1.0),
        agreed("side", "ukraine", "passage", 0, 1, 0, 0.0, None, 0.0),
        agreed("side", "ukraine", "statement", 0, 1, 0, 0.0, None, 0.0),
    ],
}  # fmt: skip


def frame(rows, schema):
    """Return the rows as a frame of the schema's columns; what a row does not say is null."""
    for row in rows:
        assert set(row) <= set(schema.column_names)
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in schema.column_names}, schema=schema.polars_schema()
    )


@pytest.mark.parametrize("table", EXPECTED)
def test_a_builder_makes_the_whole_table(small_tables, schemas, table):
    assert_frame_equal(small_tables[table], frame(EXPECTED[table], schemas[table]))


def test_every_table_is_expected_here_or_elsewhere(schemas):
    # Crosswalks come from the real schemas; codings and their figures are in test_reliability.py.
    elsewhere = {"crosswalk", "move_crosswalk", "codings", "reliability"}
    assert {*EXPECTED, *elsewhere} == set(schemas)


def test_the_tables_of_the_small_corpus_obey_the_whole_contract(small_tables):
    assert [str(finding) for finding in validation.findings(small_tables)] == []


def test_building_twice_gives_the_same_tables(small_corpus, small_tables, schemas):
    again = builders.build_all(small_corpus, schemas)
    assert list(again) == list(small_tables)
    for table in again:
        assert_frame_equal(again[table], small_tables[table])


def crosswalk_of(text, name, schemas):
    """Return the cells of the rows that a crosswalk file writes, with the line of each."""
    document = yaml_reader.parse(text.encode(), Path(f"{name}.yaml"))
    return [
        (*record.cells.values(), record.location.of()[0])
        for record in registers.crosswalk(document, schemas[name], f"{name}.yaml")
    ]


def test_a_crosswalk_has_one_row_for_each_code_of_another_scheme(schemas):
    text = """rows:
  territory.status:
    to_russia: {pa_x: {TpsAut: narrow, StRef: close unverified}}
    not_applicable: {cameo: {'1056': broad}}
"""
    assert crosswalk_of(text, "crosswalk", schemas) == [
        ("territory.status", "to_russia", "pa_x", "TpsAut", "narrow", True, 3),
        ("territory.status", "to_russia", "pa_x", "StRef", "close", False, 3),
        ("territory.status", "not_applicable", "cameo", "1056", "broad", True, 4),
    ]


def test_a_crosswalk_of_moves_keeps_its_qualifier(schemas):
    ours = "our_variable: move, our_code: offers, qualifier: help"
    theirs = "scheme: plover, their_code: AID, match: exact unverified"
    assert crosswalk_of(f"rows:\n  - {{{ours}, {theirs}}}\n", "move_crosswalk", schemas) == [
        ("move", "offers", "help", "plover", "AID", "exact", False, 2)
    ]


# --- The role that readers see: the first that fits ---

ROLES = [
    ({}, "demand"),
    ({"move": "leaves_open"}, "open"),
    ({"move": "proposes"}, "proposal"),
    ({"in_settlement": True}, "settlement_term"),
    ({"gates_settlement": True}, "settlement_term"),
    ({"gates_ceasefire": True}, "precondition_for_ceasefire"),
    ({"gates_talks": True}, "precondition_for_talks"),
    ({"move": "offers"}, "offer"),
    ({"move": "accepts"}, "acceptance"),
    ({"move": "withdraws"}, "withdrawal_of_term"),
    ({"move": "rejects"}, "refusal"),
    ({"is_red_line": True}, "red_line"),
    ({"is_red_line": True, "move": "rejects"}, "red_line"),
    ({"is_red_line": True, "gates_talks": True, "in_settlement": True}, "red_line"),
    ({"move": "rejects", "gates_talks": True}, "refusal"),
    ({"move": "withdraws", "gates_ceasefire": True}, "withdrawal_of_term"),
    ({"move": "accepts", "in_settlement": True}, "acceptance"),
    ({"move": "offers", "gates_ceasefire": True}, "offer"),
    ({"gates_talks": True, "gates_ceasefire": True, "gates_settlement": True}, "precondition_for_talks"),
    ({"gates_ceasefire": True, "in_settlement": True}, "precondition_for_ceasefire"),
    ({"move": "proposes", "in_settlement": True}, "settlement_term"),
    ({"move": "proposes", "gates_talks": True}, "precondition_for_talks"),
    ({"move": "leaves_open", "in_settlement": True}, "settlement_term"),
]


def test_the_role_of_a_condition_is_the_first_that_fits(small_tables, schemas):
    conditions = pl.concat(
        small_tables["conditions"]
        .head(1)
        .with_columns(
            pl.lit(value).alias(name)
            for name, value in (
                {"condition_id": f"x.c{index:02}", "gates_ceasefire": False, "move": "demands"} | cells
            ).items()
        )
        for index, (cells, _) in enumerate(ROLES)
    )
    flat = conditions_flat.build(dict(small_tables) | {"conditions": conditions}, schemas).sort("condition_id")
    found = list(zip((cells for cells, _ in ROLES), flat["role"], strict=True))
    assert found == ROLES


def test_every_role_is_a_code_and_every_code_a_role(schemas):
    assert {role for _, role in ROLES} == set(schemas.vocabularies["role"].codes)


# --- Claims that conditions imply ---

CLAIMS = [
    ("territory.status", "to_russia", "demands", "demands_transfer", "not_stated"),
    ("territory.status", "to_ukraine", "demands", "demands_restoration", "not_stated"),
    ("territory.status", "deferred", "accepts", "defers_status", "not_stated"),
    ("territory.recognition", "in_law_by_others", "demands", "seeks_recognition", "in_law"),
    ("territory.recognition", "in_fact", "proposes", "seeks_recognition", "in_fact"),
    ("territory.recognition", "in_fact", "rejects", "denies_sovereignty", "not_stated"),
    ("territory.possession", "each_keeps_what_it_holds", "offers", "freezes_line", "not_stated"),
    ("territory.withdrawal", "russian_forces_leave", "demands", None, None),
    ("territory.status", "to_russia", "leaves_open", None, None),
    ("security.neutrality", "neutral", "demands", None, None),
]


@pytest.mark.parametrize(
    ("issue", "aim", "move", "claim_type", "sought"), CLAIMS, ids=[" ".join(case[:3]) for case in CLAIMS]
)
def test_a_condition_claims_what_the_mapping_says_for_each_place(
    small_tables, schemas, issue, aim, move, claim_type, sought
):
    conditions = (
        small_tables["conditions"].head(1).with_columns(issue=pl.lit(issue), aim=pl.lit(aim), move=pl.lit(move))
    )
    claims = territorial_claims.derived(dict(small_tables) | {"conditions": conditions}, schemas).sort("claim_id")
    expected = [(f"{MINISTER}.c01.{place}-region", claim_type, sought) for place in ("north", "south")]
    assert claims.select("claim_id", "claim_type", "recognition_sought").rows() == (expected if claim_type else [])


# --- What stands together in the flat table ---


def test_the_texts_of_the_flat_table_do_not_hang_on_the_order_of_cards(small_tables, schemas):
    reversed_tables = dict(small_tables) | {
        table: small_tables[table].reverse() for table in ("condition_places", "condition_performers", "evidence")
    }
    assert_frame_equal(conditions_flat.build(reversed_tables, schemas), small_tables["conditions_flat"])


def test_documents_that_credit_one_medium_have_one_origin(small_tables, schemas):
    """Two papers that both rest on the wire are two documents and one origin."""
    passages = small_tables["passages"].with_columns(credited_publisher_id=pl.lit("example-wire"))
    flat = conditions_flat.build(dict(small_tables) | {"passages": passages}, schemas)
    counts = flat.select("document_count", "origin_count").rows()
    assert counts == [(2, 1), (1, 1), (1, 1), (1, 1), (1, 1)]


def test_a_document_that_credits_nobody_is_its_own_origin(small_tables, schemas):
    passages = small_tables["passages"].with_columns(credited_publisher_id=pl.lit(None, pl.String))
    flat = conditions_flat.build(dict(small_tables) | {"passages": passages}, schemas)
    assert flat["origin_count"].to_list() == flat["document_count"].to_list() == [2, 1, 1, 1, 1]
