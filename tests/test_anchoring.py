"""Anchoring: passages are found once, phrases are in them, and nothing is written unless all is found."""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import ValidationError
from peaceterms_build.evidence import anchoring, locks, phrases
from peaceterms_build.evidence.phrases import Phrase
from peaceterms_build.parsing import yaml_reader
from peaceterms_build.schemas import schema_files

ROOT = Path(__file__).parents[1]
TEXT = """Harbour news

The harbour board will reopen the north pier, its chair told reporters.
"We won’t pay for the cranes," the chair added, "before the dredging ends."
Rain is expected. The harbour board will meet on Friday, its chair told us.
"""
DOCUMENT = """title: Harbour news
passages:
  p01: {statement: chair-2019-05-02, starts_with: "The harbour board", ends_with: "told reporters"}
  p02: {statement: chair-2019-05-02, starts_with: "We won't pay", ends_with: "the cranes"}
"""
STATEMENT = """speaker: chair
conditions:
  c01:
    issue: berths
    key_phrase: "Reopen the north pier"
    places: [south-pier, {territory: north-pier, place_as_named: "the north pier"}]
    evidence: [gazette-2019-05-02.p01, gazette-2019-05-02.p02 weakens]
  c02: {issue: cranes, key_phrase: "pay for the cranes", evidence: [gazette-2019-05-02.p02]}
control_reports:
  r01: {controller: board, place_as_named: "north pier", evidence: [gazette-2019-05-02.p01]}
"""
CODING = """passages:
  p01: {statement: s01, starts_with: "The harbour board", ends_with: "told reporters"}
statements:
  s01:
    speaker: "new: chair"
    conditions:
      c01: {issue: berths, key_phrase: "north pier", evidence: [p01 weakens]}
notes: ["a remark"]
"""


@pytest.fixture
def corpus(tmp_path):
    """Return a corpus of one document and one statement, the document's text beside it."""
    write(tmp_path / "corpus/documents/2019/gazette-2019-05-02.yaml", DOCUMENT)
    write(tmp_path / "corpus/statements/2019/chair-2019-05-02.yaml", STATEMENT)
    write(tmp_path / "corpus/codings/coder-a/gazette-2019-05-02.yaml", CODING)
    write(tmp_path / "texts/gazette.txt", TEXT)
    return tmp_path / "corpus"


@cache
def schemas():
    return schema_files.read(ROOT / "schemas")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def run(corpus, kind="documents/2019"):
    text = corpus.parent / "texts/gazette.txt"
    return anchoring.run(corpus / kind / "gazette-2019-05-02.yaml", text, corpus, schemas())


def refusal_of(corpus, kind="documents/2019"):
    with pytest.raises(ValidationError) as refused:
        run(corpus, kind)
    return refused.value.findings


def change(corpus, file, old, new):
    path = corpus / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    write(path, before.replace(old, new))


def anchored(text, **entry):
    return anchoring.anchor_passages({"p01": entry}, text, phrases.word_limits(schemas()["passages"]))


def words_of(text, anchor):
    return [word.text for word in fingerprints.words(text[anchor.text_start : anchor.text_end])]


def test_an_anchor_bounds_the_passage_and_proves_its_words():
    anchors, findings = anchored(TEXT, starts_with="“WE WON'T pay", ends_with="dredging ends")
    anchor = anchors["p01"]
    assert findings == []
    passage = TEXT[anchor.text_start : anchor.text_end]
    assert passage == 'We won’t pay for the cranes," the chair added, "before the dredging ends'
    spoken = "we won't pay for the cranes the chair added before the dredging ends"
    assert anchor.fingerprint == hashlib.sha256(spoken.encode()).hexdigest()
    assert (anchor.word_count, anchor.occurrence) == (13, None)
    assert (anchor.starts_with, anchor.ends_with) == ("“WE WON'T pay", "dredging ends")


@pytest.mark.parametrize(
    ("starts_with", "ends_with", "expected"),
    [
        pytest.param("Rain is expected", "Rain is expected", "rain is expected", id="three words, given twice"),
        pytest.param("Rain", "Rain", "rain", id="one word"),
        pytest.param("Rain is expected", "is expected The", "rain is expected the", id="edges that overlap"),
        pytest.param("Harbour news", "told", None, id="several"),
    ],
)
def test_edges_may_meet_and_overlap(starts_with, ends_with, expected):
    anchors, findings = anchored(TEXT, starts_with=starts_with, ends_with=ends_with)
    found = " ".join(words_of(TEXT, anchors["p01"])) if anchors else None
    assert found == expected
    assert bool(findings) == (expected is None)


EDGES_THAT_NO_LINK_FINDS = {  # each found nothing in Chromium
    "first words end inside a decimal": (
        "It rained. Inflation reached 17.5 percent over the whole long year in town.", "Inflation reached 17",
        "year in town", ("starts_with", "ends inside a number"),
    ),
    "first words end inside a thousand": (
        "It rained. They returned 1,200 men from the eastern camps of the county.", "They returned 1",
        "of the county", ("starts_with", "ends inside a number"),
    ),
    "last words begin inside a decimal": (
        "It rained. The levy on all imported timber rose to 17.5 percent yesterday.", "The levy on",
        "5 percent yesterday", ("ends_with", "begins inside a number"),
    ),
    "first words begin inside a decimal": (
        "It rained by 2,5 inches in town.", "5 inches", "town", ("starts_with", "begins inside a number"),
    ),
    "last words end inside a decimal": (
        "It rained. The levy rose to 17.5 percent.", "The levy", "to 17", ("ends_with", "ends inside a number"),
    ),
    "first words run over a line": (
        "Weather news\nThe bridge stays shut until the spring comes back to town again.", "news The bridge",
        "to town again", ("starts_with", "runs over the end of a line"),
    ),
    "last words run over a line": (
        "It rained. The bridge stays shut until the spring comes back\nto town.", "The bridge stays",
        "back to town", ("ends_with", "runs over the end of a line"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "starts_with", "ends_with", "expected"), EDGES_THAT_NO_LINK_FINDS.values(), ids=EDGES_THAT_NO_LINK_FINDS
)
def test_an_edge_that_no_link_finds_is_refused(text, starts_with, ends_with, expected):
    anchors, (finding,) = anchored(text, starts_with=starts_with, ends_with=ends_with)
    assert anchors == {}
    assert (finding.rule, finding.key) == ("edges_can_be_linked", f"passages.p01.{expected[0]}")
    assert expected[1] in finding.message


@pytest.mark.parametrize(
    ("text", "starts_with", "ends_with"),
    [
        pytest.param("Inflation reached 17.5 percent.", "Inflation reached", "17 5 percent", id="whole decimal"),
        pytest.param("In 2019. 5 ships came.", "5 ships", "came", id="figure after a sentence"),
        pytest.param("They came in 2019. 5 ships left.", "They", "in 2019", id="figure before a sentence"),
        pytest.param("5 ships came in 2019", "5 ships", "in 2019", id="figures at both ends of a text"),
    ],
)
def test_whole_numbers_may_be_edges(text, starts_with, ends_with):
    anchors, findings = anchored(text, starts_with=starts_with, ends_with=ends_with)
    assert (list(anchors), findings) == (["p01"], [])


REPEATED = "Stop the ferry now. Stop the tram now."


@pytest.mark.parametrize(
    ("occurrence", "expected"),
    [(1, "stop the ferry now"), (2, "stop the ferry now stop the tram now"), (3, "stop the tram now")],
)
def test_an_occurrence_counts_in_the_order_of_the_text_the_shorter_first(occurrence, expected):
    anchors, findings = anchored(REPEATED, starts_with="Stop the", ends_with="now", occurrence=occurrence)
    assert findings == []
    assert " ".join(words_of(REPEATED, anchors["p01"])) == expected
    assert anchors["p01"].occurrence == occurrence


@pytest.mark.parametrize("occurrence", [None, 0, 4, -1, True, "2", 1.0])
def test_several_runs_need_an_occurrence_that_names_one(occurrence):
    anchors, (finding,) = anchored(REPEATED, starts_with="Stop the", ends_with="now", occurrence=occurrence)
    assert anchors == {}
    assert finding.rule == "passage_is_found_once"
    for candidate in ("1: line 1, 4 words", "2: line 1, 8 words", "3: line 1, 4 words"):
        assert candidate in finding.remedy


@pytest.mark.parametrize(("distance", "is_found"), [(198, True), (199, False)])
def test_a_passage_has_at_most_two_hundred_words(distance, is_found):
    text = f"opening {'word ' * distance}closing"
    anchors, findings = anchored(text, starts_with="opening", ends_with="closing")
    assert bool(anchors) == is_found
    assert not findings or "a run of 201 words" in findings[0].message


@pytest.mark.parametrize(
    ("entry", "key", "said"),
    [
        pytest.param(
            {"starts_with": "The harbor board", "ends_with": "reporters"},
            "passages.p01.starts_with",
            "'the harbour board' in line 3",
            id="misspelt start",
        ),
        pytest.param(
            {"starts_with": "The harbour board", "ends_with": "told reportres"},
            "passages.p01.ends_with",
            "'told reporters' in line 3",
            id="misspelt end",
        ),
        pytest.param(
            {"starts_with": "Rain is expected", "ends_with": "told reporters"},
            "passages.p01",
            "(line 3) come only before its first words (line 5)",
            id="swapped",
        ),
        pytest.param(
            {"starts_with": "quux", "ends_with": "reporters"},
            "passages.p01.starts_with",
            "check whether it is the right text",
            id="nothing near",
        ),
        pytest.param({"ends_with": "reporters"}, "passages.p01.starts_with", "one to 3 words", id="no start"),
        pytest.param(
            {"starts_with": "The harbour board will", "ends_with": "reporters"},
            "passages.p01.starts_with",
            "one to 3 words",
            id="four words",
        ),
        pytest.param(
            {"starts_with": "Rain", "ends_with": "…"},
            "passages.p01.ends_with",
            "one to 3 words",
            id="no words",
        ),
        pytest.param(
            {"starts_with": 17, "ends_with": "Rain"},
            "passages.p01.starts_with",
            "one to 3 words",
            id="number",
        ),
    ],
)
def test_what_is_not_found_is_reported_with_what_comes_nearest(entry, key, said):
    anchors, (finding,) = anchored(TEXT, **entry)
    assert anchors == {}
    assert finding.key == key
    assert said in str(finding)


def test_the_lock_of_a_document_holds_its_passages_and_phrases(corpus):
    lock = run(corpus)
    content = TEXT.encode("utf-8")
    assert lock.text_sha256 == hashlib.sha256(content).hexdigest()
    assert lock.words_read == len(fingerprints.words(TEXT))
    assert list(lock.passages) == ["p01", "p02"]
    pier = fingerprints.of(fingerprints.words("the north pier"))
    assert lock.phrases == {
        "chair-2019-05-02.c01": {
            "key_phrase": {
                "gazette-2019-05-02.p01": fingerprints.of(fingerprints.words("reopen the north pier")),
            }
        },
        "chair-2019-05-02.c01.north-pier": {"place_as_named": {"gazette-2019-05-02.p01": pier}},
        "chair-2019-05-02.c02": {
            "key_phrase": {"gazette-2019-05-02.p02": fingerprints.of(fingerprints.words("pay for the cranes"))}
        },
        "chair-2019-05-02.r01": {
            "place_as_named": {"gazette-2019-05-02.p01": fingerprints.of(fingerprints.words("north pier"))}
        },
    }


def test_a_lock_is_read_as_it_was_written(corpus):
    lock = run(corpus)
    path = corpus / "documents/2019/gazette-2019-05-02.lock"
    written = path.read_text(encoding="utf-8")
    assert locks.read(path) == lock
    assert written == json.dumps(json.loads(written), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_fingerprints_of_a_document_are_its_sorted_runs(corpus):
    run(corpus)
    listed = (corpus / "fingerprints/gazette-2019-05-02.txt").read_bytes().decode().splitlines()
    assert listed == sorted(set(fingerprints.nine_word_runs(fingerprints.words(TEXT))))


def test_a_raw_coding_holds_its_own_statements_and_no_runs(corpus):
    lock = run(corpus, "codings/coder-a")
    pier = fingerprints.of(fingerprints.words("north pier"))
    assert lock.phrases == {"s01.c01": {"key_phrase": {"gazette-2019-05-02.p01": pier}}}
    assert (corpus / "codings/coder-a/gazette-2019-05-02.lock").is_file()
    assert not (corpus / "fingerprints").exists()


def test_a_raw_coding_that_repeats_the_text_is_refused_before_it_is_frozen(corpus):
    coding = "codings/coder-a/gazette-2019-05-02.yaml"
    change(corpus, coding, "a remark", "The board will reopen the north pier.")
    run(corpus, "codings/coder-a")  # six words in a row are not a sentence
    lock = corpus / "codings/coder-a/gazette-2019-05-02.lock"
    lock.unlink()
    change(corpus, coding, "The board will reopen the north", "The harbour board will reopen the north")
    change(corpus, coding, "pier.", "pier, its chair told")
    (finding,) = refusal_of(corpus, "codings/coder-a")
    assert (finding.rule, finding.line, finding.value) == ("sentences_are_our_own", 8, "the harbour board …")
    assert not lock.exists()


def test_anchoring_twice_changes_no_byte(corpus):
    def written():
        return {path: path.read_bytes() for path in corpus.rglob("*") if path.is_file()}

    run(corpus)
    first = written()
    run(corpus)
    assert written() == first


STATEMENT_FILE = "statements/2019/chair-2019-05-02.yaml"
DOCUMENT_FILE = "documents/2019/gazette-2019-05-02.yaml"


@pytest.mark.parametrize(
    ("edit", "rule", "line", "said"),
    [
        pytest.param(
            (DOCUMENT_FILE, '"told reporters"', '"asked nobody"'),
            "passage_is_found",
            3,
            "passages.p01.ends_with",
            id="passage",
        ),
        pytest.param(
            (STATEMENT_FILE, "pay for the cranes", "pay for the boats"),
            "phrase_stands_in_its_passage",
            8,
            "the nearest words are 'pay for the cranes'",
            id="phrase",
        ),
        pytest.param(
            (STATEMENT_FILE, "gazette-2019-05-02.p02]}", "gazette-2019-05-02.p01]}"),
            "phrase_stands_in_its_passage",
            8,
            "gazette-2019-05-02.p02",
            id="phrase of another passage",
        ),
        pytest.param(
            (STATEMENT_FILE, '"the north pier"', '"the east pier"'),
            "phrase_stands_in_its_passage",
            6,
            "conditions.c01.places[1].place_as_named",
            id="name of a place",
        ),
        pytest.param(
            (STATEMENT_FILE, "pay for the cranes", "a b c d e f g h i"),
            "phrase_is_short",
            8,
            "at most 8",
            id="long phrase",
        ),
        pytest.param(
            (STATEMENT_FILE, '"north pier"', '"a b c d e f g"'),
            "phrase_is_short",
            10,
            "at most 6",
            id="long name",
        ),
        pytest.param(
            (STATEMENT_FILE, "pay for the cranes", "…"),
            "phrase_has_words",
            8,
            "no words",
            id="no words",
        ),
        pytest.param(
            (STATEMENT_FILE, "gazette-2019-05-02.p02]}", "gazette-2019-05-02.p09]}"),
            "unknown_passage",
            8,
            "gazette-2019-05-02.p02",
            id="unknown passage",
        ),
        pytest.param(
            (STATEMENT_FILE, "speaker: chair", "speaker: chair: x"),
            "yaml_syntax",
            1,
            "not YAML",
            id="broken card",
        ),
    ],
)
def test_a_fault_names_its_line_and_nothing_is_written(corpus, edit, rule, line, said):
    change(corpus, *edit)
    file = (corpus / edit[0]).as_posix()
    before = sorted(corpus.rglob("*"))
    findings = refusal_of(corpus)
    assert [(finding.rule, finding.file, finding.line) for finding in findings] == [(rule, file, line)]
    assert said in str(findings[0])
    assert sorted(corpus.rglob("*")) == before


def test_all_faults_are_reported_at_once(corpus):
    change(corpus, DOCUMENT_FILE, '"told reporters"', '"asked nobody"')
    change(corpus, STATEMENT_FILE, "pay for the cranes", "pay for the boats")
    rules = [finding.rule for finding in refusal_of(corpus)]
    assert rules == ["passage_is_found", "phrase_stands_in_its_passage"]


def test_a_phrase_may_stand_in_another_cited_document(corpus):
    change(corpus, STATEMENT_FILE, "pay for the cranes", "pay for the boats")
    change(corpus, STATEMENT_FILE, "gazette-2019-05-02.p02]}", "gazette-2019-05-02.p02, courier-2019-05-03.p01]}")
    assert "chair-2019-05-02.c02" not in run(corpus).phrases


def test_statements_about_other_documents_do_not_matter(corpus):
    write(corpus / "statements/2019/other.yaml", "conditions: {c01: [broken\n")
    assert len(run(corpus).passages) == 2


@pytest.mark.parametrize(
    "content",
    ["title: x\n", "passages: [p01]\n", "passages: {p01: text}\n", "- p01\n"],
    ids=["no passages", "a list", "text", "no mapping"],
)
def test_a_card_without_passages_is_refused(corpus, content):
    write(corpus / DOCUMENT_FILE, content)
    assert {finding.rule for finding in refusal_of(corpus)} == {"wrong_type"}


def test_a_card_may_have_no_passage_at_all(corpus):
    write(corpus / DOCUMENT_FILE, "title: x\npassages: {}\n")
    (corpus / STATEMENT_FILE).unlink()
    assert run(corpus).passages == {}


@pytest.mark.parametrize(("content", "rule"), [(b"", "empty_file"), (b" \n", "empty_file"), (b"caf\xe9", "not_utf_8")])
def test_a_text_that_cannot_be_read_is_refused(corpus, content, rule):
    (corpus.parent / "texts/gazette.txt").write_bytes(content)
    assert [finding.rule for finding in refusal_of(corpus)] == [rule]


def test_a_missing_text_is_refused(corpus):
    (corpus.parent / "texts/gazette.txt").unlink()
    assert [finding.rule for finding in refusal_of(corpus)] == ["unreadable_file"]


def test_offsets_count_the_code_points_of_the_text_as_stored(corpus):
    stored = "\ufeff" + TEXT.replace("\n", "\r\n")
    write(corpus.parent / "texts/gazette.txt", stored)
    anchor = run(corpus).passages["p01"]
    assert stored[anchor.text_start : anchor.text_end].startswith("The harbour board will reopen")


@pytest.mark.parametrize(
    ("phrase", "passage", "is_found"),
    [
        ("重开北码头", "港务局将重开北码头，主席说。", True),
        ("重开南码头", "港务局将重开北码头，主席说。", False),
        ("pier", "The piers reopen", False),
        ("PIER’S end", "The pier's end, again", True),
    ],
)
def test_phrases_are_whole_words_except_where_a_script_writes_no_spaces(phrase, passage, is_found):
    anchors, _ = anchored(
        passage,
        starts_with=fingerprints.words(passage)[0].text,
        ends_with=fingerprints.words(passage)[-1].text,
    )
    row = Phrase(row_id="s.c01", name="key_phrase", text=phrase, word_limit=8, passage_ids=("d.p01",))
    found, findings = phrases.find_phrases([row], "d", anchors, passage)
    assert bool(found) == is_found
    assert bool(findings) != is_found


@pytest.mark.parametrize(("length", "is_short"), [(16, True), (17, False)])
def test_a_phrase_without_spaces_has_at_most_sixteen_characters(length, is_short):
    text = "港" * length
    anchors, _ = anchored(text, starts_with=text, ends_with=text)
    row = Phrase(row_id="s.c01", name="key_phrase", text=text, word_limit=8, passage_ids=("d.p01",))
    _, findings = phrases.find_phrases([row], "d", anchors, text)
    assert [finding.rule for finding in findings] == ([] if is_short else ["phrase_is_short"])


def test_a_phrase_that_was_changed_since_is_not_proven(corpus):
    lock = run(corpus)
    path = corpus / STATEMENT_FILE

    def unproven():
        sought = phrases.phrases_of("chair-2019-05-02", yaml_reader.read(path), schemas())
        return [(finding.key, finding.line) for finding in phrases.unproven_phrases(sought, [lock])]

    assert unproven() == []
    change(corpus, STATEMENT_FILE, "pay for the cranes", "won't pay")
    assert unproven() == [("conditions.c02.key_phrase", 8)]


@pytest.mark.parametrize(
    ("entry", "is_stale"),
    [
        ({"starts_with": "The harbour board", "ends_with": "told reporters"}, False),
        ({"starts_with": "The harbour", "ends_with": "told reporters"}, True),
        ({"starts_with": "The harbour board", "ends_with": "reporters"}, True),
        ({"starts_with": "The harbour board", "ends_with": "told reporters", "occurrence": 1}, True),
    ],
)
def test_a_passage_that_was_changed_since_is_stale(entry, is_stale):
    anchors, _ = anchored(TEXT, starts_with="The harbour board", ends_with="told reporters")
    lock = locks.Lock(text_sha256="0" * 64, words_read=1, passages=anchors)
    assert locks.stale_passages(lock, {"p01": entry}) == (["p01"] if is_stale else [])
    assert locks.stale_passages(lock, {}) == ["p01"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"text_sha256": NaN}',
        b'{"words_read": 1, "words_read": 2}',
        b"[" * 100_000,
        b'{"words_read": 1.0}',
        b'{"words_read": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "list", "no keys", "no UTF-8", "NaN", "duplicate", "deep", "decimal", "5000 digits"],
)
def test_a_malformed_lock_is_a_finding(content):
    with pytest.raises(ValidationError) as refused:
        locks.parse(content, "card.lock")
    assert {finding.rule for finding in refused.value.findings} == {"malformed_lock"}
    assert all("peaceterms_build anchor" in finding.remedy for finding in refused.value.findings)


def test_a_lock_that_was_edited_by_hand_is_a_finding(corpus):
    run(corpus)
    path = corpus / "documents/2019/gazette-2019-05-02.lock"
    change(corpus, "documents/2019/gazette-2019-05-02.lock", '"word_count": 12', '"word_count": 0')
    with pytest.raises(ValidationError, match=r"passages\.p01\.word_count"):
        locks.read(path)


def test_a_missing_lock_is_a_finding(tmp_path):
    with pytest.raises(ValidationError, match="never anchored"):
        locks.read(tmp_path / "card.lock")


def test_files_are_written_all_or_none(tmp_path):
    (tmp_path / "taken").write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(OSError, match="taken"):
        locks.write_whole({tmp_path / "first.txt": "1", tmp_path / "taken/second.txt": "2"})
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
