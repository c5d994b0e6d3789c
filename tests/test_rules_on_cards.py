"""Each coding rule on the invented corpus: a small edit of a card or register breaks it, and the build reports it."""

from __future__ import annotations

import pytest

from bad_inputs import (
    ACTORS,
    EVENING,
    MEMBERSHIPS,
    MINISTER,
    MORNING,
    OFFICES,
    SMALL_CORPUS,
    TERRITORIES,
    UKRAINE,
    VOICE,
    copy_corpus,
    corrupt,
)
from peaceterms.contract.coding_rules import CODING_RULES, passages
from peaceterms_build import tables
from peaceterms_build.corpus import reader
from peaceterms_build.corpus.locations import Locations
from peaceterms_build.evidence import anchoring

LEGAL_ACTS = "corpus/registers/legal_acts.yaml"
PARTS = "corpus/registers/territory_parts.yaml"
SECOND_CARD = "corpus/statements/2026/minister-r-again-2026-05-04.yaml"

FIRST_LINK = "  - c01 must_hold_before c02 (morning-2026-05-04.p01)\n"
STATUS = "issue: territory.status, aim: to_russia, move: rejects, force: required"
STATUS_AGAIN = (
    "conditions:\n  c03: {issue: territory.status, aim: to_russia, move: %s, force: required, performers: [ukraine], "
    "places: [north-region whole_unit], evidence: [morning-2026-05-04.p04], summary: It says it again.}\n"
)
ALLIANCE = (
    "conditions:\n  c0%d: {issue: security.alliance, aim: %s, move: demands, force: required, performers: [ukraine], "
    "evidence: [morning-2026-05-04.p04], summary: It is about the alliance.}\n"
)

# For each rule: file, what it has, what it gets. A file that is not there is written; others follow one another.
EDITS = {
    "memberships_of_one_pair_do_not_overlap": [
        (MEMBERSHIPS, "2022-02-24}\n", "2022-02-24}\n- {member: russia, group: all-parties, start_date: 2023-01-01}\n")
    ],
    "statements_are_not_later_than_their_documents": [(MORNING, "published: 2026-05-04", "published: 2026-05-02")],
    "documents_are_read_after_their_publication": [(MORNING, "read_date: 2026-05-06", "read_date: 2026-05-02")],
    "retold_acts_precede_their_recounting": [
        (VOICE, "speaker: ", "told_in_statement: minister-r-2026-05-04\nspeaker: ")
    ],
    "control_is_reported_up_to_the_day_of_its_statement": [(VOICE, "as_of: 2026-04,", "as_of: 2026-05-20,")],
    "deadlines_of_utterances_lie_ahead": [(MINISTER, "deadline_date: 2026-08-08", "deadline_date: 2026-05-01")],
    "standing_positions_have_the_day_of_their_document": [(UKRAINE, "said: 2026-05-04", "said: 2026-05-03")],
    "external_dates_have_their_evidence": [(MINISTER, "said_basis: resolved", "said_basis: external")],
    "dates_read_from_an_address_have_the_address": [(EVENING, "published_basis: external", "published_basis: address")],
    "addresses_belong_to_one_document": [
        (EVENING, "evidence_url:", "url: http://www.morning.example.org/two-regions/\nevidence_url:")
    ],
    "passages_of_a_statement_differ": [
        (
            EVENING,
            "  p02:",
            "  p03: {statement: minister-r-2026-05-04, rendition: paraphrase, starts_with: Minister R, "
            "ends_with: the North Region, occurrence: 1}\n  p02:",
        )
    ],
    "statements_stand_on_a_passage": [
        (EVENING, "{statement: evening-voice-2026-05-05", "{statement: ukraine-morning-2026-05-04")
    ],
    "statements_have_one_principal_passage_in_each_document": [(MORNING, "principal: true, ", "")],
    "principal_passages_are_quotations_where_there_are_any": [
        (MORNING, "principal: true, ", ""),
        (MORNING, "rendition: paraphrase", "principal: true, rendition: paraphrase"),
    ],
    "reporting_verbs_are_in_the_register": [(MORNING, "reporting_verb: tell", "reporting_verb: yell")],
    "positions_without_a_verb_of_saying_have_none": [
        (MORNING, "rendition: described_position", "rendition: described_position, reporting_verb: say")
    ],
    "documents_do_not_credit_their_own_publisher": [
        (MORNING, "credited_publisher: example-wire", "credited_publisher: example-morning")
    ],
    "passages_in_the_outlets_voice_carry_its_statements": [(MORNING, "described_position", "source_voice")],
    "leaked_texts_are_disclosed_in_a_statement": [(MORNING, "described_position", "leaked_text")],
    "persons_speak_for_bodies_in_which_they_hold_an_office": [
        (OFFICES, "start_date: 2025-01-01", "start_date: 2026-06-01")
    ],
    "bodies_speak_for_groups_to_which_they_belong": [
        (UKRAINE, "speaker: ukraine", "speaker: ukraine\nspeaks_for: russia")
    ],
    "the_sources_voice_is_that_of_an_outlet": [(VOICE, "speaker: example-evening", "speaker: ukraine")],
    "the_sources_voice_speaks_in_its_own_document": [(VOICE, "speaker: example-evening", "speaker: example-morning")],
    "outlets_speak_in_their_own_voice_unless_credited": [(UKRAINE, "speaker: ukraine", "speaker: example-morning")],
    "outlets_speak_for_nobody_else": [(VOICE, "said:", "speaks_for: ukraine\nsaid:")],
    "outlets_state_terms_of_others_only_by_disclosing_them": [
        (UKRAINE, "speaker: ukraine", "speaker: example-morning")
    ],
    "standing_positions_say_that_their_document_dates_them": [
        (UKRAINE, "said_basis: document_date", "said_basis: stated")
    ],
    "standing_positions_belong_to_one_document": [
        (EVENING, "{statement: minister-r-2026-05-04", "{statement: ukraine-morning-2026-05-04")
    ],
    "speakers_have_one_standing_position_in_a_document": [
        (VOICE, "source_voice\nspeaker: example-evening", "standing_position\nspeaker: ukraine"),
        (MORNING, "p03: {statement: minister-r-2026-05-04", "p03: {statement: evening-voice-2026-05-05"),
    ],
    "only_utterances_have_an_occasion": [(UKRAINE, "occasion_type: not_applicable", "occasion_type: not_stated")],
    "only_utterances_are_matched": [(UKRAINE, "match_basis: not_applicable", "match_basis: content")],
    "utterances_matched_by_their_occasion_name_it": [
        (MINISTER, "occasion: remarks to reporters on two regions\n", ""),
        (MINISTER, "match_basis: dated", "match_basis: named"),
    ],
    "utterances_matched_by_their_day_have_one_that_is_known": [
        (MINISTER, "said_basis: resolved", "said_basis: estimated")
    ],
    "utterances_are_coded_once": [(SECOND_CARD, "", (SMALL_CORPUS.parent / MINISTER).read_text("utf-8"))],
    "primary_sources_carry_their_statement": [
        (UKRAINE, "primary_source: morning-2026-05-04", "primary_source: evening-2026-05-05")
    ],
    "speakers_have_no_role_that_only_others_can_have": [(MINISTER, "addressee: [ukraine", "addressee: [minister-r")],
    "readiness_is_that_of_somebody": [
        (UKRAINE, "readiness: not_stated", "readiness: not_stated\nreadiness_toward: russia")
    ],
    "readiness_is_toward_somebody_else": [(MINISTER, "readiness_toward: ukraine", "readiness_toward: minister-r")],
    "readiness_with_a_gate_is_conditional": [
        (MINISTER, "readiness: ready_on_conditions", "readiness: ready"),
        (MINISTER, "gates: [ceasefire]", "gates: [talks]"),
    ],
    "talks_that_are_offered_follow_from_a_term": [
        (MINISTER, "issue: ceasefire.full\n    aim: in_force", "issue: format.talks\n    aim: in_force"),
        (MINISTER, FIRST_LINK, ""),
    ],
    "evidence_carries_the_statement_of_its_row": [
        (UKRAINE, "evidence: [morning-2026-05-04.p04]", "evidence: [morning-2026-05-04.p01]")
    ],
    "rows_are_stated_by_some_passage": [
        (UKRAINE, "evidence: [morning-2026-05-04.p04]", "evidence: [morning-2026-05-04.p04 weakens]")
    ],
    "principal_passages_of_primary_sources_state_their_rows": [
        (MINISTER, "2026-05-04.p02, evening", "2026-05-04.p02 weakens, evening")
    ],
    "glosses_of_credited_media_rest_on_a_credit": [(UKRAINE, "reading: source", "reading: credited_medium")],
    "terms_are_held_by_the_body_that_is_spoken_for": [(MINISTER, "defaults: {", "defaults: {holder: minister-r, ")],
    "joint_terms_are_held_by_coalitions_with_members": [
        (MEMBERSHIPS, "- {member: ukraine, group: all-parties, start_date: 2022-02-24}\n", ""),
        (MINISTER, "actors: {", "actors: {co_speaker: [ukraine], "),
        (MINISTER, "defaults: {", "defaults: {holder: all-parties, "),
    ],
    "aims_belong_to_their_issue": [(UKRAINE, "aim: to_russia", "aim: by_third_parties")],
    "conditions_name_a_performer": [(UKRAINE, "performers: [ukraine], ", "")],
    "an_unspecified_performer_is_the_only_one": [
        (UKRAINE, "performers: [unspecified-party]", "performers: [unspecified-party, ukraine]")
    ],
    "offers_are_performed_by_their_holder": [(MINISTER, "performers: [russia]", "performers: [ukraine]")],
    "terms_stand_once_in_a_statement": [(UKRAINE, "conditions:\n", STATUS_AGAIN % "rejects")],
    "different_moves_on_one_aim_are_uncertain": [(UKRAINE, "conditions:\n", STATUS_AGAIN % "demands")],
    "opposite_aims_are_not_both_wanted": [
        (UKRAINE, "conditions:\n", ALLIANCE % (3, "ukraine_joins")),
        (UKRAINE, "conditions:\n", ALLIANCE % (4, "ukraine_stays_out")),
    ],
    "what_is_insisted_on_is_more_than_acceptable": [(MINISTER, "force: required", "force: acceptable")],
    "red_lines_are_required": [(UKRAINE, "force: required", "force: wanted")],
    "red_lines_do_not_give_way": [(UKRAINE, "move: rejects", "move: accepts")],
    "quantities_have_a_unit_and_a_comparator": [(MINISTER, "    quantity_unit: people\n", "")],
    "links_join_two_conditions": [(MINISTER, "c01 must_hold_before c02", "c01 must_hold_before c01")],
    "link_passages_carry_the_statement": [(MINISTER, "c02 (morning-2026-05-04.p01)", "c02 (morning-2026-05-04.p04)")],
    "prerequisites_do_not_run_in_a_circle": [
        (MINISTER, FIRST_LINK, f"{FIRST_LINK}  - c02 must_hold_before c01 (morning-2026-05-04.p01)\n")
    ],
    "the_order_in_time_does_not_run_in_a_circle": [
        (MINISTER, FIRST_LINK, f"{FIRST_LINK}  - c02 comes_before c01 (morning-2026-05-04.p01)\n")
    ],
    "what_is_simultaneous_does_not_come_before": [
        (MINISTER, FIRST_LINK, f"{FIRST_LINK}  - c02 comes_before c03 (morning-2026-05-04.p01)\n")
    ],
    "what_must_hold_before_talks_gates_them": [
        (MINISTER, "issue: ceasefire.full\n    aim: in_force", "issue: format.talks\n    aim: in_force")
    ],
    "what_must_hold_before_a_ceasefire_gates_it": [(MINISTER, "    gates: [ceasefire]\n", "")],
    "gates_of_a_ceasefire_are_linked_to_it": [(MINISTER, FIRST_LINK, "")],
    "territorial_conditions_name_a_place": [(UKRAINE, "places: [north-region whole_unit], ", "")],
    "lines_are_named_as_places": [
        (UKRAINE, "territory.recognition, aim: in_law_by_others", "territory.line, aim: is_the_measure")
    ],
    "assertions_stand_once_in_a_statement": [
        (
            UKRAINE,
            "assertions:\n",
            "assertions:\n  a02: {territory: north-region, claim_type: asserts_sovereignty, "
            "claim_scope: whole_unit, evidence: [morning-2026-05-04.p04], summary: It says so again.}\n",
        )
    ],
    "control_reports_stand_once_in_a_statement": [
        (
            VOICE,
            "control_reports:\n",
            "control_reports:\n  r02: {controller: russia, territory: north-region, extent: share, "
            "share_pct: 40.5, share_base: named_region, as_of: 2026-04, "
            "place_as_named: the North Region, evidence: [evening-2026-05-05.p02]}\n",
        )
    ],
    "shares_have_a_percentage": [(VOICE, "share_pct: 40.5, ", "")],
    "composites_have_parts": [(PARTS, "- {part: north-region, whole: two-regions}\n", "")],
    "subdivision_codes_belong_to_first_level_units": [
        (TERRITORIES, "territory_type: composite", "territory_type: composite, iso_3166_2_code: UA-05")
    ],
    "acts_about_the_status_of_places_name_them": [
        (
            LEGAL_ACTS,
            "act-on",
            "act-on-nothing: {title: An act, body: ukraine, adopted_date: 2024-03-01, "
            "effect: affirms_part_of_ukraine, citation: 2/2024}\nact-on",
        )
    ],
    "only_states_and_their_bodies_are_on_a_side": [(ACTORS, "actor_type: person", "actor_type: person, side: russia")],
    "state_codes_belong_to_states": [(ACTORS, "actor_type: state,", "actor_type: state_body,")],
    "addresses_are_of_the_public_web": [(MORNING, "morning.example.org", "morning.internal")],
    "addresses_have_no_tracking_parameters": [(MORNING, "/two-regions", "/two-regions?utm_source=x")],
    "hosts_keep_to_one_alphabet": [(MORNING, "morning.example.org", "xn--pple-43d.com")],
    "our_prose_avoids_contested_wording": [(UKRAINE, "summary: Ukraine", "summary: The so-called Ukraine")],
    "our_prose_quotes_no_sentence": [
        (UKRAINE, "summary: Ukraine", "summary: “We will never cede it” is said by Ukraine, which")
    ],
}


def test_every_coding_rule_has_an_edit():
    assert [*EDITS] == [rule.name for rule in CODING_RULES]


@pytest.mark.parametrize("rule", CODING_RULES, ids=lambda rule: rule.name)
def test_an_edit_that_breaks_a_rule_is_reported_at_its_file_and_line(tmp_path, schemas, rule):
    """What `check` does of one rule alone: read, build, look, and find the line."""
    repository = copy_corpus(tmp_path / "repository")
    for file, old, new in EDITS[rule.name]:
        if (repository / file).exists():
            corrupt(repository, file, old, new)
        else:
            (repository / file).write_text(new, "utf-8")
    if rule is passages.passages_of_a_statement_differ:  # a passage comes with its lock
        text = SMALL_CORPUS.parent / "texts" / "evening-2026-05-05.txt"
        anchoring.run(repository / EVENING, text, repository / "corpus", schemas)
    corpus = reader.read(repository, schemas)
    found = [*rule.findings(tables.build(corpus, schemas))]
    assert found
    for finding in found:
        place = Locations(corpus, schemas).of(finding.table, finding.row)
        assert place.of(finding.column)[0] > 0, finding
