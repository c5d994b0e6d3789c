"""Bad inputs on cards, registers, locks, schemas and texts: each is refused, with its place and a remedy.

The name of a case begins with its number in the table of `README.md`, which says which layer catches it.
"""

from __future__ import annotations

import shutil

import pytest

from bad_inputs import (
    ACTORS,
    CODING,
    EVENING,
    MEMBERSHIPS,
    MINISTER,
    MORNING,
    MORNING_LOCK,
    OFFICES,
    PROPOSALS,
    ROOT,
    SMALL_CORPUS,
    SUMMARY,
    TERRITORIES,
    UKRAINE,
    VOICE,
    Slip,
    assert_reported,
    copy_corpus,
    corrupt,
    findings_of,
)
from peaceterms.contract.findings import ValidationError
from peaceterms_build.checks import corpus_checks
from peaceterms_build.corpus import reader
from peaceterms_build.docs import codebook, generated_files
from peaceterms_build.evidence import anchoring
from peaceterms_build.parsing import yaml_reader
from peaceterms_build.release import datapackage
from peaceterms_build.schemas import schema_files

AN_ALIAS_BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
DAY = "write a day as 2024-03-13"
AGAIN = "run `python -m peaceterms_build anchor CARD --text FILE`"


@pytest.fixture
def repository(tmp_path, schemas, monkeypatch):
    """Return a repository that a test may corrupt; no card changes the schemas, so they are read once."""
    monkeypatch.setattr(schema_files, "read", lambda _: schemas)
    return copy_corpus(tmp_path / "repository")


# --- Bytes and characters of files ---

BYTES = {
    "01 UTF-8 byte order mark": Slip(
        file=MINISTER, old="statement_type", new=b"\xef\xbb\xbfstatement_type", rule="byte_order_mark",
        remedy="without a byte order mark",
    ),
    "01 byte order mark of a lock": Slip(
        file=MORNING_LOCK, old="{", new=b"\xef\xbb\xbf{", rule="malformed_lock", remedy=AGAIN, line=-1,
    ),
    "02 cp1251 bytes": Slip(
        file=ACTORS, old="Україна", new="Украина".encode("cp1251"), rule="not_utf_8",
        remedy="save the file as UTF-8",
    ),
    "02 latin-1 bytes": Slip(
        file=MINISTER, old="Harbour", new="Härbour".encode("latin-1"), rule="not_utf_8",
        remedy="save the file as UTF-8",
    ),
    "02 cp1251 bytes in a lock": Slip(
        file=MORNING_LOCK, old="Ukraine calls", new="Мир".encode("cp1251"), rule="malformed_lock",
        remedy=AGAIN, line=-1,
    ),
    "03 UTF-16 file": Slip(
        file=MINISTER, old="statement_type", new=b"\xff\xfestatement_type", rule="byte_order_mark",
        remedy="as UTF-8",
    ),
    "04 lone surrogate as bytes": Slip(
        file=MINISTER, old="Harbour", new=b"\xed\xa0\x80", rule="not_utf_8", remedy="save the file as UTF-8",
    ),
    "04 lone surrogate as an escape": Slip(
        file=MINISTER, old="Harbour Town", new='"\\ud800"', rule="yaml_syntax",
        remedy="put the text in quotes",
    ),
    "04 lone surrogate in a lock": Slip(
        file=MORNING_LOCK, old="Ukraine calls", new="\\ud800", rule="malformed_lock", remedy=AGAIN, line=-1,
    ),
    "05 NUL byte": Slip(
        file=MINISTER, old="Harbour", new=b"Har\0bour", rule="unseen_character", remedy="delete it",
    ),
    "05 NUL byte after the first kilobyte": Slip(
        file=MINISTER, old="third states watch", new=b"third\0states watch", rule="unseen_character",
        remedy="delete it",
    ),
    "05 NUL as an escape": Slip(
        file=MINISTER, old="Harbour Town", new='"Harbour\\0Town"', rule="unseen_character",
        remedy="delete the escape",
    ),
    **{
        f"06 {name}": Slip(
            file=MINISTER, old="Harbour", new=f"Har{character}bour", rule="unseen_character",
            remedy="delete it",
        )
        for name, character in {
            "escape character": "\x1b", "vertical tab": "\x0b", "form feed": "\x0c", "next line": "\x85",
            "line separator": "\u2028", "paragraph separator": "\u2029", "delete": "\x7f",
        }.items()
    },
    "07 bare carriage return": Slip(
        file=MINISTER, old="Harbour", new="Har\rbour", rule="unseen_character", remedy="line feeds alone",
    ),
    "08 CRLF line end": Slip(
        file=MINISTER, old="statement_type: speech_act\n", new="statement_type: speech_act\r\n",
        rule="unseen_character", remedy="LF, not CRLF",
    ),
    "29 letter and mark apart": Slip(
        file=ACTORS, old="Україна", new="Украі\u0308на", rule="not_composed", remedy="NFC",
    ),
    "29 letter and mark apart in a raw coding": Slip(
        file=CODING, old="The second paragraph", new="The se\u0301cond paragraph", rule="not_composed",
        remedy="NFC",
    ),
    **{
        f"30 {name}": Slip(
            file=MINISTER, old="Harbour", new=f"Har{character}bour", rule="unseen_character",
            remedy="delete it",
        )
        for name, character in {
            "right-to-left override": "\u202e", "isolate": "\u2067", "zero-width space": "\u200b",
            "zero-width joiner": "\u200d", "byte order mark within": "\ufeff", "soft hyphen": "\u00ad",
            "word joiner": "\u2060", "tag character": "\U000e0041", "variation selector": "\ufe0f",
        }.items()
    },
    "30 unseen character in a raw coding": Slip(
        file=CODING, old="The second", new="The\u200b second", rule="unseen_character",
        remedy="an editor does not show it",
    ),
    "30 unseen character in a comment": Slip(
        file=ACTORS, old="harbour-town: {", new="# a\u2066 comment\nharbour-town: {", rule="unseen_character",
        remedy="delete it",
    ),
}  # fmt: skip

# --- YAML and JSON ---

SYNTAX = {
    "14 file beyond the limit of size": Slip(
        file=MINISTER, old="Harbour", new="H" * yaml_reader.SIZE_LIMIT, rule="file_too_large",
        remedy="split it", line=-1,
    ),
    "13 empty file": Slip(
        file=MEMBERSHIPS, old=(SMALL_CORPUS / "registers" / "actor_memberships.yaml").read_text("utf-8"),
        new="",
        rule="empty_file", remedy="write its content or delete it",
    ),
    "24 key without a value": Slip(
        file=MINISTER, old="place: Harbour Town", new="place:", rule="empty_value", key="place",
        remedy="leave the key out",
    ),
    "45 key twice": Slip(
        file=MINISTER, old="speaks_for: russia", new="speaker: russia", rule="duplicate_key", key="speaker",
        remedy="delete or rename one",
    ),
    "45 entry of a register twice": Slip(
        file=ACTORS, old="ukraine: {", new="russia: {", rule="duplicate_key", key="russia",
        remedy="delete or rename one",
    ),
    "45 key twice in a lock": Slip(
        file=MORNING_LOCK, old='"words_read": 93', new='"words_read": 93, "words_read": 93',
        rule="malformed_lock",
        remedy=AGAIN, line=-1,
    ),
    "45 NaN in a lock": Slip(
        file=MORNING_LOCK, old='"words_read": 93', new='"words_read": NaN', rule="malformed_lock",
        remedy=AGAIN, line=-1,
    ),
    "45 Infinity in a lock": Slip(
        file=MORNING_LOCK, old='"words_read": 93', new='"words_read": -Infinity', rule="malformed_lock",
        remedy=AGAIN,
        line=-1,
    ),
    "46 alias bomb": Slip(
        file=ACTORS, old="russia: {", new=f"{AN_ALIAS_BOMB}russia: {{", rule="alias",
        remedy="write the value out", line=2,
    ),
    "46 anchor": Slip(
        file=MINISTER, old="speaker: minister-r", new="speaker: &a minister-r", rule="anchor",
        remedy="delete the anchor",
    ),
    "46 merge key": Slip(
        file=MINISTER, old="speaker: minister-r", new="<<: {speaker: minister-r}", rule="merge_key",
        remedy="write the keys out",
    ),
    "47 tag that would call a function": Slip(
        file=MINISTER, old="place: Harbour Town", new="place: !!python/object/apply:os.getcwd []", rule="tag",
        remedy="delete the tag",
    ),
    "48 twenty thousand brackets": Slip(
        file=MINISTER, old="actors: {", new=f"actors: {'[' * 20_000}{{", rule="too_deep",
        remedy="bracket that is not closed",
    ),
    "48 twenty thousand brackets in a lock": Slip(
        file=MORNING_LOCK, old="{", new="[" * 20_000, rule="malformed_lock", remedy=AGAIN, line=-1,
    ),
    "49 number of 5000 digits": Slip(
        file=MINISTER, old="quantity: 30", new=f"quantity: {'9' * 5000}", rule="number_too_long",
        key="conditions.c03.quantity", remedy="put it in quotes if it is a code",
    ),
    "49 number of 5000 digits in a lock": Slip(
        file=MORNING_LOCK, old='"words_read": 93', new=f'"words_read": {"9" * 5000}', rule="malformed_lock",
        remedy=AGAIN,
        line=-1,
    ),
    "49 number of 400 digits in a lock": Slip(
        file=MORNING_LOCK, old='"words_read": 93', new=f'"words_read": {"9" * 400}', rule="malformed_lock",
        key="words_read", value="999", remedy=AGAIN, line=1,
    ),
}  # fmt: skip

# --- Values that the shape of a card refuses ---


def _wrong(key, value, **slip):
    """Return a slip of a statement card whose first line with the key gets another value."""
    return Slip(key=key, value=value, **({"file": MINISTER} | slip))


VALUES = {
    "14 prose beyond its limit": _wrong(
        "summary", "xxx", old=SUMMARY, new=f"summary: {'x' * 301}", rule="too_long", remedy="shorten it",
    ),
    **{
        f"16 {name} in a reference": _wrong(
            "speaker", value, old="speaker: minister-r\n", new=f'speaker: "{value}"\n', rule="wrong_form",
            remedy="of the form",
        )
        for name, value in {
            "space at the end": "minister-r ", "space at the start": " minister-r",
            "no-break space": "minister-r\u00a0",
            "capital": "Minister-r", "letter of another alphabet": "minіster-r",
        }.items()
    },
    **{
        f"17 {value} as an id": Slip(
            file=ACTORS, old="harbour-town: {", new=f'"{value}": {{', rule="wrong_form", key=value,
            value=value,
            remedy="of the form",
        )
        for value in ("001", "1E5", "NA", "None", "TRUE", "2-3", "MAR1", "SEPT2", "Nan", "=1")
    },
    **{
        f"18 {value} as a day": _wrong(
            "said", value, old="said: 2026-05-04", new=f"said: {value}", rule="no_such_day", remedy=DAY,
        )
        for value in (
            "2025-02-30", "2025-13-01", "2025-00-10", "0000-01-01", "24.02.2022", "02/03/22", "2026-5-4",
            "26-05-04", "yesterday", "2026-05-04/2026-05-03", "2026-05-04/",
        )
    },
    "18 year without quotes": _wrong(
        "said", "2026", old="said: 2026-05-04", new="said: 2026", rule="wrong_type",
        remedy="write a year in quotes",
    ),
    "18 year of four digits that was lost": _wrong(
        "", "2026", old="said: 2026-05-04", new="said: 0025-09-26", rule="cards_stand_under_their_year",
        remedy="move it to the folder 0025", line=1,
    ),
    **{
        f"20 {value} as a day": _wrong(
            "said", value, old="said: 2026-05-04", new=f'said: "{value}"', rule="no_such_day", remedy=DAY,
        )
        for value in (
            "2026-05-04T10:00:00", "2026-05-04 10:00", "2026-05-04T10:00:00Z", "2026-05-04+02:00",
            "2026-05-04Z",
        )
    },
    **{
        f"21 {name} as a code": _wrong(
            "conditions.c03.move", value, old="move: leaves_open", new=f'move: "{value}"',
            rule="unknown_code",
            remedy="did you mean 'leaves_open'?",
        )
        for name, value in {
            "misspelling": "leave_open", "wrong case": "Leaves_open", "space at the end": "leaves_open ",
            "look-alike letter": "leаves_open", "label": "leaves open",
        }.items()
    },
    **{
        f"23 {value} as a number": _wrong(
            "conditions.c03.quantity", value, old="quantity: 30", new=f"quantity: {value}", rule="wrong_type",
            remedy="write a number",
        )
        for value in ("1 000", "1,5", "1e400", "-0", "-0.0", "NaN", "Infinity", ".inf", "+5", "thirty")
    },
    "23 number beyond 2^53": _wrong(
        "conditions.c03.quantity", "", old="quantity: 30", new="quantity: 9007199254740993",
        rule="number_too_long",
        remedy="put it in quotes",
    ),
    "23 number beyond its bound": _wrong(
        "conditions.c03.quantity", "100000000000001", old="quantity: 30", new="quantity: 100000000000001",
        rule="out_of_bounds", remedy="check the figure",
    ),
    "23 whole number with decimals": _wrong(
        "conditions.c02.duration_days", "90.0", old="duration_days: 90", new="duration_days: 90.0",
        rule="wrong_type",
        remedy="write a whole number",
    ),
    "24 empty text": _wrong(
        "place", "", old="place: Harbour Town", new='place: ""', rule="empty_value",
        remedy="leave the key out",
    ),
    "24 null": _wrong(
        "place", "None", old="place: Harbour Town", new="place: null", rule="wrong_type", remedy="write text",
    ),
    "24 -88 for missing": _wrong(
        "conditions.c03.quantity", "-88", old="quantity: 30", new="quantity: -88", rule="out_of_bounds",
        remedy="check the figure",
    ),
    "24 words for missing in a coded key": _wrong(
        "readiness", "not mentioned", old="readiness: ready_on_conditions", new="readiness: not mentioned",
        rule="unknown_code", remedy="valid values are ready",
    ),
    "24 coded key without its code": _wrong(
        "act_type", "None", old="act_type: states_terms", new="act_type: null", rule="unknown_code",
        remedy="valid values are decrees",
    ),
    "24 required key left out": _wrong(
        "", "", old="act_type: states_terms\n", new="", rule="missing_key", remedy="add what is missing",
        line=1,
    ),
    **{
        f"25 {name} in prose": _wrong(
            "summary", value, old=SUMMARY, new=f"summary: {value!r}", rule="wrong_form", remedy="of the form",
        )
        for name, value in {
            "script": "<script>alert(1)</script>", "tag": "a <b>truce</b>", "comment": "<!-- x -->",
        }.items()
    },
    "25 markup in a name": Slip(
        file=ACTORS, old="name: Ukraine,", new="name: <i>Ukraine</i>,", rule="wrong_form", key="ukraine.name",
        value="<i>Ukraine</i>", remedy="of the form",
    ),
    **{
        f"27 {name}": Slip(
            file=MORNING, old="url: https://morning.example.org/two-regions", new=f'url: "{address}"',
            key="url",
            value=address[:80], rule=rule, remedy=remedy,
        )
        for name, (address, rule, remedy) in {
            "script for an address": ("javascript:alert(1)", "wrong_form", "a public host name"),
            "file for an address": ("file:///etc/passwd", "wrong_form", "a public host name"),
            "data for an address": ("data:text/html,x", "wrong_form", "a public host name"),
            "password in an address": ("https://user:secret@example.org/", "wrong_form", "a public host name"),
            "number for a host": ("http://127.0.0.1/x", "wrong_form", "a public host name"),
            "number of IPv6 for a host": ("http://[::1]/x", "wrong_form", "a public host name"),
            "localhost": ("http://localhost/x", "wrong_form", "a public host name"),
            "host with a Cyrillic letter": ("https://mоrning.example.org/x", "wrong_form", "a public host name"),
            "path that is not encoded": ("https://example.org/новини", "wrong_form", "a public host name"),
            "fragment of a text": ("https://example.org/a#:~:text=b", "wrong_form", "a public host name"),
            "address of 8 kB": (f"https://example.org/{'a' * 8000}", "too_long", "shorten it"),
        }.items()
    },
    **{
        f"28 {value} as a Wikidata id": Slip(
            file=ACTORS, old="cow_code: 365", new=f"cow_code: 365, wikidata: {value}", rule="wrong_form",
            key="russia.wikidata", value=value, remedy="of the form",
        )
        for value in ("Q0159", "q159", "159Q", "P31", "Q159a")
    },
    "44 yes for true": _wrong(
        "conditions.c03.uncertain", "yes", old="uncertain: true", new="uncertain: yes", rule="wrong_type",
        remedy="write true or false",
    ),
    "44 1_000 for a number": _wrong(
        "conditions.c03.quantity", "1_000", old="quantity: 30", new="quantity: 1_000", rule="wrong_type",
        remedy="write a number",
    ),
    "44 number for a text": Slip(
        file=ACTORS, old="name: Ukraine,", new="name: 17,", rule="wrong_type", key="ukraine.name", value="17",
        remedy="write text",
    ),
}  # fmt: skip

# --- Values and relations that the tables refuse ---

RELATIONS = {
    "17 mar1 as an id": Slip(
        file=ACTORS, old="harbour-town: {", new="mar1: {", rule="is_not_a_reserved_word", key="mar1.actor",
        value="mar1",
        remedy="codebook",
    ),
    "18 day of 1899": Slip(
        file=OFFICES, old="start_date: 2025-01-01", new="start_date: 1899-01-01",
        rule="is_not_below_its_minimum",
        key="minister-of-russia-r.start_date", value="1899-01-01", remedy="codebook",
    ),
    "18 day after the release": Slip(
        file=EVENING, old="read_date: 2026-05-07", new="read_date: 2999-05-07",
        rule="dates_are_not_after_the_release",
        key="read_date", value="2999-05-07", remedy="check the year",
    ),
    "18 latest day after the year of the release": Slip(
        file=EVENING, old="2026-05-05/2026-05-06", new="2026-05-05/2999-05-06",
        rule="dates_are_not_after_the_release",
        key="published", value="2999-05-06", remedy="check the year",
    ),
    "26 formula": Slip(
        file=MINISTER, old=SUMMARY, new='summary: "=1+1"', rule="text_is_not_a_formula", key="summary",
        value="=1+1",
        remedy="begin with a letter",
    ),
    "27 address of an office network": Slip(
        file=MORNING, old="morning.example.org", new="papers.internal",
        rule="addresses_are_of_the_public_web", key="url",
        value="https://papers.internal", remedy="anyone can open",
    ),
    "27 address that tracks": Slip(
        file=MORNING, old="/two-regions", new="/two-regions?utm_source=x",
        rule="addresses_have_no_tracking_parameters",
        key="url", value="https://morning", remedy="utm_source",
    ),
    "27 host of mixed alphabets behind its encoding": Slip(
        file=MORNING, old="morning.example.org", new="xn--pple-43d.com", rule="hosts_keep_to_one_alphabet",
        key="url",
        value="https://xn--pple-43d.com", remedy="letter by letter",
    ),
    "27 address that two documents share but for https": Slip(
        file=EVENING, old="evidence_url:",
        new="url: http://www.morning.example.org/two-regions/\nevidence_url:",
        rule="addresses_belong_to_one_document", key="url", value="http://www.morning", remedy="one card",
    ),
    "28 code of a state that two states share": Slip(
        file=ACTORS, old="country_code_iso3: UKR, side", new="country_code_iso3: UKR, cow_code: 365, side",
        rule="external_codes_have_evidence", key="ukraine.cow_code", remedy="add the evidence",
    ),
    "28 code that ISO 3166-1 does not list": Slip(
        file=ACTORS, old="country_code_iso3: RUS", new="country_code_iso3: RUX", rule="iso_codes_are_listed",
        key="russia.country_code_iso3", value="RUX", remedy="look the code up",
    ),
    "31 name of mixed alphabets": Slip(
        file=ACTORS, old="Україна", new="Укpаїна", rule="words_keep_to_one_alphabet", key="ukraine.name_uk",
        value="Укpаїна", remedy="one alphabet",
    ),
    "32 other apostrophe in a name": Slip(
        file=TERRITORIES, old="Північна", new="Пів'янська", rule="names_have_the_typographic_apostrophe",
        key="north-region.name_uk", value="Пів'янська", remedy="write ’",
    ),
    "33 emoji in a name": Slip(
        file=MINISTER, old="Harbour Town", new="Harbour \U0001f6a2", rule="names_have_no_pictures",
        key="place",
        value="Harbour", remedy="take it out",
    ),
    "35 reference to nobody": Slip(
        file=MINISTER, old="defaults: {", new="defaults: {holder: rusia, ", rule="references_lead_to_a_row",
        key="defaults.holder", value="rusia", remedy="did you mean 'russia'?",
    ),
    "35 statement recounted in itself": Slip(
        file=MINISTER, old="original_language: ru", new="told_in_statement: minister-r-2026-05-04",
        rule="rows_do_not_run_in_a_circle", key="told_in_statement", value="minister-r-2026-05-04",
        remedy="reads the wrong way",
    ),
    "35 versions of a proposal in a circle": Slip(
        file=PROPOSALS, old="public_date: 2026-01-15", new="parent_proposal: harbour-plan-second",
        rule="rows_do_not_run_in_a_circle", key="harbour-plan.parent_proposal", value="harbour-plan-second",
        remedy="reads the wrong way",
    ),
    "36 key twice": Slip(
        file=MEMBERSHIPS, old="- {member: ukraine,", new="- {member: russia,", rule="keys_are_unique",
        key="[1].member",
        value="russia, all-parties, 2022-02-24", remedy="another key",
    ),
    "37 statement without a passage": Slip(
        file=EVENING, old="p02: {statement: evening-voice-2026-05-05",
        new="p02: {statement: ukraine-morning-2026-05-04",
        reported_in=VOICE, rule="statements_stand_on_a_passage",
        value="evening-voice-2026-05-05", remedy="give the passage", line=1,
    ),
    "37 statement two days after its document": Slip(
        file=MORNING, old="published: 2026-05-04", new="published: 2026-05-02", reported_in=MINISTER, line=4,
        rule="statements_are_not_later_than_their_documents", key="said", value="2026-05-04",
        remedy="check both dates",
    ),
    "38 two moves on one aim for the same places": Slip(
        file=UKRAINE, old="  c02: {issue: territory.recognition",
        new=(
            "  c03: {issue: territory.status, aim: to_russia, move: leaves_open, force: acceptable, "
            "performers: [ukraine], places: [north-region whole_unit], "
            "evidence: [morning-2026-05-04.p04], summary: It is left open.}\n"
            "  c02: {issue: territory.recognition"
        ),
        rule="different_moves_on_one_aim_are_uncertain", key="conditions.c03.move",
        value="leaves_open", remedy="uncertain",
    ),
    "39 speaker before taking office": Slip(
        file=OFFICES, old="start_date: 2025-01-01", new="start_date: 2026-06-01", reported_in=MINISTER, line=3,
        rule="persons_speak_for_bodies_in_which_they_hold_an_office",
        key="speaks_for", value="russia",
        remedy="office",
    ),
    "40 place that the register does not have": Slip(
        file=UKRAINE, old="places: [north-region whole_unit]", new="places: [nort-region whole_unit]",
        rule="references_lead_to_a_row", key="conditions.c01.places[0].territory", value="nort-region",
        remedy="did you mean 'north-region'",
    ),
    "40 code that ISO 3166-2 does not list": Slip(
        file=TERRITORIES, old="territory_type: first_level_unit}",
        new="territory_type: first_level_unit, iso_3166_2_code: UA-99}",
        rule="iso_codes_are_listed", key="north-region.iso_3166_2_code", value="UA-99",
        remedy="look the code up",
    ),
}  # fmt: skip

SLIPS = BYTES | SYNTAX | VALUES | RELATIONS


@pytest.mark.parametrize("slip", [pytest.param(slip, id=name) for name, slip in SLIPS.items()])
def test_a_slip_is_refused_with_file_line_key_value_rule_and_remedy(repository, slip):
    line = corrupt(repository, slip.file, slip.old, slip.new)
    assert_reported(findings_of(repository), slip, line)


def test_the_small_corpus_itself_has_no_finding(repository):
    assert findings_of(repository) == ()


@pytest.mark.parametrize(
    "name",
    [
        "statements/2026/minister-s-2026-05-04.yml",
        "statements/minister-s-2026-05-04.yaml",
        "documents/2026/late/evening-2026-05-06.yaml",
        "documents/2026/evening-2026-05-06.lock",
        "registers/actor.yaml",
        "register/actors.yaml",
        "codings/morning-2026-05-04.yaml",
    ],
)
def test_a_file_that_nothing_would_read_is_refused(repository, name):
    path = repository / "corpus" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("speaker: minister-s\n", encoding="utf-8")
    found = {(finding.rule, finding.file) for finding in findings_of(repository)}
    assert ("every_file_has_its_place", f"corpus/{name}") in found


@pytest.mark.parametrize("name", ["nan", "Minister-R", "minister_r", "minister-r ", "ministеr-r"], ids=ascii)
def test_a_card_whose_file_name_is_not_an_id_is_refused(repository, name):
    """17, 36, 53: what programs read as something else, and what differs from an id by case or form only."""
    card = repository / UKRAINE
    card.rename(card.with_name(f"{name}.yaml"))
    found = [
        finding
        for finding in findings_of(repository)
        if finding.rule in ("ids_have_their_form", "is_not_a_reserved_word") and finding.value == name
    ]
    assert (found[0].file, found[0].line) == (f"corpus/statements/2026/{name}.yaml", 1)
    assert found[0].remedy


def test_two_cards_of_one_id_are_refused(repository):
    """36: the year of the folder is not part of the key."""
    other = repository / UKRAINE.replace("2026/", "2025/", 1)
    other.parent.mkdir()
    shutil.copy(repository / UKRAINE, other)
    corrupt(repository, other.relative_to(repository).as_posix(), "said: 2026-05-04", "said: 2025-05-04")
    found = [finding for finding in findings_of(repository) if finding.rule == "keys_are_unique"]
    assert {finding.value for finding in found} >= {"ukraine-morning-2026-05-04"}


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [('"2026"', "2026-01-01", "2026-12-31"), ("2026-02", "2026-02-01", "2026-02-28")],
    ids=["year", "month"],
)
def test_a_month_and_a_year_become_the_days_that_bound_them(repository, schemas, written, earliest, latest):
    """19: nobody has to write the first of a month for a month."""
    corrupt(repository, VOICE, "as_of: 2026-04", f"as_of: {written}")
    (report,) = reader.read(repository, schemas).records["control_reports"]
    assert [str(report.cells[f"as_of_{bound}_date"]) for bound in ("earliest", "latest")] == [earliest, latest]


@pytest.mark.parametrize("text", ["NO", "on", "Y", "12:30", "0123", "1_000", "2022-02-24T10:00", "1e5"])
def test_a_text_that_yaml_would_take_for_something_else_stays_text(repository, schemas, text):
    """44."""
    corrupt(repository, ACTORS, "name: Ukraine,", f"name: {text},")
    actors = reader.read(repository, schemas).records["actors"]
    assert text in [entry.cells["name"] for entry in actors]


def test_what_a_page_would_run_does_not_reach_the_documents(repository):
    """25: no page that is made from the corpus repeats prose unescaped."""
    text = r"![](http://x.example.org/a.png) [a](javascript:alert(1)) $\input{/etc/passwd}$"
    corrupt(repository, MINISTER, SUMMARY, f"summary: '{text}'")
    tables = corpus_checks.checked_tables(repository, with_reliability=True)
    assert text in tables["statements"]["summary"].to_list()
    shutil.copy(ROOT / "README.md", repository)
    shutil.copy(ROOT / "corpus" / "MANUAL.md", repository / "corpus")
    described = schema_files.descriptor(repository / "schemas")
    written = [
        *generated_files.generated(repository, described).values(),
        generated_files.readme(repository, tables),
        *codebook.pages(datapackage.build(repository, tables), tables, {}).values(),
    ]
    assert not [document for document in written if text in document]


# --- Schemas ---

SCHEMA_SLIPS = {
    "22 label of another code": Slip(
        file="vocabularies/move.yaml", old="label: offers", new="label: demands",
        rule="codes_and_labels_stand_once",
        key="offers", value="demands", remedy="its own label", line=-1,
    ),
    "22 code without a definition": Slip(
        file="vocabularies/move.yaml", old="    definition: ", new="    definitions: ", rule="missing_key",
        key="codes[0]", remedy="add what is missing", line=5,
    ),
    "22 reference of a column that does not exist": Slip(
        file="tables/offices.yaml", old="  - fields: [actor_id]", new="  - fields: [actr_id]",
        rule="foreign_keys_lead_somewhere", key="foreignKeys", value="actr_id",
        remedy="columns of this table", line=-1,
    ),
    "22 column twice": Slip(
        file="tables/offices.yaml", old="  - name: body_actor_id", new="  - name: actor_id",
        rule="columns_stand_once",
        key="fields[3].name", value="actor_id", remedy="one entry",
    ),
    "24 coded column that may be empty": Slip(
        file="tables/coders.yaml", old="column_type: identifier", new="column_type: code",
        rule="codes_name_their_vocabulary",
        key="fields[0]", value="coder_id", remedy="vocabulary", line=10,
    ),
    "45 key of a schema twice": Slip(
        file="vocabularies/move.yaml", old="title: Move", new="title: Move\ntitle: Move",
        rule="duplicate_key", key="title",
        remedy="delete or rename one", line=3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", [pytest.param(slip, id=name) for name, slip in SCHEMA_SLIPS.items()])
def test_a_slip_of_a_schema_is_refused(tmp_path, slip):
    folder = shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    corrupt(folder, slip.file, slip.old, slip.new)
    with pytest.raises(ValidationError) as refused:
        schema_files.read(folder)
    found = [finding for finding in refused.value.findings if (finding.rule, finding.key) == (slip.rule, slip.key)]
    assert found, [str(finding) for finding in refused.value.findings]
    assert found[0].file.endswith(f"schemas/{slip.file}")
    assert found[0].value == slip.value
    assert slip.remedy in found[0].remedy


# --- Texts ---


@pytest.mark.parametrize(
    ("content", "rule", "message"),
    [
        ("мир".encode("cp1251"), "not_utf_8", "byte 0 of the text is not UTF-8"),
        ("text".encode("utf-16"), "not_utf_8", "byte 0 of the text is not UTF-8"),
        (b"a text \xed\xa0\x80", "not_utf_8", "byte 7 of the text is not UTF-8"),
        (b" \n\n", "empty_file", "the text is empty"),
    ],
    ids=["02 cp1251", "03 UTF-16", "04 lone surrogate", "13 empty"],
)
def test_a_text_that_cannot_be_read_is_refused(repository, schemas, tmp_path, content, rule, message):
    text = tmp_path / "text.txt"
    text.write_bytes(content)
    with pytest.raises(ValidationError) as refused:
        anchoring.anchor(repository / MORNING, text, repository / "corpus", schemas)
    (found,) = refused.value.findings
    assert (found.rule, found.file, found.message) == (rule, text.as_posix(), message)
    assert found.remedy
