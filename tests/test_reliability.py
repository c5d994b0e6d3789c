"""Reliability: the tables of the small corpus, and the pages that say what they are."""

from __future__ import annotations

import re

import polars as pl
import pytest

from peaceterms.contract.findings import ValidationError
from peaceterms_build import __main__
from peaceterms_build import tables as builders
from peaceterms_build.checks import corpus_checks
from peaceterms_build.corpus import reader
from peaceterms_build.docs import bias_report, markdown, reliability_page
from peaceterms_build.reliability import audit, audit_sample

# --- The small corpus ---


def test_codes_that_differ_stand_side_by_side(small_tables):
    codings = small_tables["codings"]
    both = small_tables["coding_units"].filter(pl.col("first_key").is_not_null(), pl.col("second_key").is_not_null())
    differing = codings.filter(pl.col("first_code") != pl.col("second_code"))
    assert differing.join(both, on="coding_unit_id").select(codings.columns).rows() == [
        ("morning-2026-05-04.u003", "passages.reporting_verb", "tell", "say"),
        (
            "morning-2026-05-04.u006",
            "condition_places.territory_id",
            "north-region; south-region",
            "south-region",
        ),
        ("morning-2026-05-04.u006", "conditions.force", "required", "wanted"),
    ]


def test_a_unit_of_one_coder_has_the_codes_of_that_coder_alone(small_tables):
    alone = small_tables["codings"].filter(pl.col("coding_unit_id") == "morning-2026-05-04.u002")
    assert alone["first_code"].null_count() == alone.height
    assert ("statements.statement_type", "standing_position") in alone.select("variable", "second_code").rows()


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("conditions.force", (1, 0.0, 0.0)),
        ("conditions.issue", (1, 100.0, None)),
        # One of two verbs differs.
        ("passages.reporting_verb", (2, 50.0, 0.0)),
    ],
)
def test_the_figures_are_those_worked_out_by_hand(small_tables, variable, expected):
    rows = small_tables["reliability"].filter(pl.col("breakdown") == "all", pl.col("variable") == variable)
    assert rows.select("units", "percent_agreement", "alpha").rows() == [expected]


def test_a_document_that_was_drawn_for_no_sample_is_not_measured(small_repository, schemas):
    (small_repository / "corpus/samples/spring.yaml").unlink()
    built = builders.build_all(reader.read(small_repository, schemas), schemas)
    assert built["coding_units"].is_empty()
    assert built["reliability"].is_empty()


# --- The pages ---


def test_a_variable_under_the_bound_is_marked_where_it_is_described(small_tables):
    assert reliability_page.experimental(small_tables)["conditions.force"] == 0.0
    assert "conditions.issue" not in reliability_page.experimental(small_tables)


def test_the_pages_print_what_the_tables_say(small_tables):
    page = reliability_page.text(small_tables, {})
    assert "| conditions.force | 1 | 0.0 | 0.0 | – |" in page
    assert "| passage | 2 | 3 | 2 | 0 | 0.667 | 1.0 | 0.8 |" in page
    assert "Precision" not in page


def test_doubt_casting_is_counted_by_side_and_country(small_tables):
    shares = bias_report.doubt_casting_shares(small_tables)
    assert shares["passages"].sum() == small_tables["passages"]["reporting_verb"].count()
    assert shares["per_cent"].null_count() == shares.height  # no cell of the small corpus has thirty passages


def test_a_cell_of_thirty_passages_has_its_share(small_tables, monkeypatch):
    monkeypatch.setattr(bias_report, "LEAST_PASSAGES", 1)
    shares = bias_report.doubt_casting_shares(small_tables)
    assert shares["per_cent"].null_count() == 0
    assert shares.select(pl.col("doubt_casting") * 100 / pl.col("passages")).to_series().round(1).to_list() == (
        shares["per_cent"].to_list()
    )


# --- Audits ---

ROWS = [
    {"table": "conditions", "language": "en", "row": "a.c01", "verdict": "right"},
    {
        "table": "conditions",
        "language": "en",
        "row": "a.c02",
        "verdict": "wrong",
        "kind": "wrong_code",
        "reason": "r",
    },
    {"table": "passages", "language": "uk", "row": "a.p01", "verdict": "right"},
]
DOCUMENTS = {
    "gazette": {
        "rows_read": 9,
        "errors": [],
        "missing": [{"about": "a", "kind": "missing_row", "reason": "r"}],
    }
}
SUMMARIES = [
    {"row": "a.c01", "side": "russia", "guess": "russia", "favours": "nobody"},
    {"row": "a.c02", "side": "ukraine", "guess": "cannot_tell", "favours": "the_holder", "reason": "r"},
]


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_one_in_the_books(part, whole, low, high):
    found = audit.share(part, whole)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.0006), pytest.approx(high, abs=0.0006))


def test_precision_recall_and_guesses_are_counted():
    assert (audit.precision(ROWS).part, audit.precision(ROWS).whole) == (2, 3)
    assert (audit.recall(DOCUMENTS).part, audit.recall(DOCUMENTS).whole) == (9, 10)
    errors = {"gazette": {"rows_read": 4, "errors": [ROWS[1]], "missing": []}}
    assert audit.precision_of_documents(errors).part == 3
    assert audit.kinds_of_error(ROWS) == {"wrong_code": 1}
    assert audit.guessed(SUMMARIES).part == 1
    assert audit.seen_to_lean(SUMMARIES).part == 1


def test_the_page_says_what_the_audits_found(small_tables):
    read = {"rows": ROWS, "documents": DOCUMENTS, "summaries": SUMMARIES}
    page = reliability_page.text(small_tables, read)
    assert "Precision, of 3 rows drawn by table and language: 2 of 3, 0.667" in page
    assert "Errors by kind: wrong code 1; missing row 1." in page
    assert "Writer thought to favour a party: 1 of 2, 0.500" in page


def test_what_is_drawn_depends_on_the_seed_and_the_keys_alone(small_tables):
    documents = small_tables["sources"]["source_id"].to_list()
    drawn = audit_sample.rows(small_tables, documents)
    assert drawn == audit_sample.rows(small_tables, reversed(documents))
    assert {table for table, _, _ in drawn} <= set(audit_sample.AUDITED_TABLES)
    assert len({key for _, _, key in drawn}) == len(drawn)


def test_a_document_is_drawn_with_its_language_and_the_number_of_its_rows(small_tables):
    drawn = audit_sample.documents(small_tables, ["morning-2026-05-04", "evening-2026-05-05"])
    assert {key for _, _, key in drawn} == {"morning-2026-05-04", "evening-2026-05-05"}
    rows = audit_sample.rows(small_tables, ["morning-2026-05-04", "evening-2026-05-05"])
    assert sum(int(count) for _, count, _ in drawn) == len(rows)


@pytest.mark.parametrize("what", __main__.DRAWN)
def test_the_command_prints_what_is_drawn(small_repository, capsys, what):
    assert __main__.main(["--root", str(small_repository), "draw", what]) == 0
    assert len(capsys.readouterr().out.splitlines()) >= 1


def test_a_large_corpus_is_drawn_by_table_and_language():
    counts = audit_sample._proportional({("a", "en"): 500, ("a", "uk"): 100, ("b", "en"): 1}, 60)
    assert sum(counts.values()) == 60
    assert counts["b", "en"] == 1
    assert counts["a", "en"] > counts["a", "uk"] > 1


def test_masked_summaries_name_no_party(small_tables):
    aliases = {"russia": ["Moscow", "Russian"]}
    names = audit_sample.party_names(small_tables, aliases)
    for _, _, text in audit_sample.summaries(small_tables, small_tables["sources"]["source_id"], aliases):
        assert "[party 1]" in text
        assert not [name for group in names for name in group if name in text.split()]


def test_an_alias_of_nobody_is_refused(small_repository, capsys):
    path = small_repository / "corpus/audits/aliases.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("russa: [Moscow]\n", encoding="utf-8")
    assert __main__.main(["--root", str(small_repository), "draw", "summaries"]) == 2
    reported = capsys.readouterr().err
    assert "corpus/audits/aliases.yaml" in reported
    assert "did you mean 'russia'?" in reported


def test_an_alias_is_masked_as_the_name_is(small_repository, capsys):
    path = small_repository / "corpus/audits/aliases.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("russia: [demands]\n", encoding="utf-8")
    assert __main__.main(["--root", str(small_repository), "draw", "summaries"]) == 0
    printed = capsys.readouterr().out
    assert "[party 1]" in printed
    assert "demands" not in printed


# --- What only YAML has to say ---


def test_a_third_sample_is_an_edit_of_yaml_alone(small_repository):
    vocabulary = small_repository / "schemas/vocabularies/sample.yaml"
    code = {
        "code": "spring",
        "label": "spring sample",
        "definition": "Documents coded twice under manual 0.4.0.",
        "use_when": "The document was drawn for it.",
        "not_when": "It was drawn for another sample.",
    }
    lines = [f"{'    ' if position else '  - '}{key}: {value}" for position, (key, value) in enumerate(code.items())]
    vocabulary.write_text(vocabulary.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    sample = small_repository / "corpus/samples/spring.yaml"
    sample.write_text(re.sub("sample: .*", "sample: spring", sample.read_text(encoding="utf-8")), encoding="utf-8")
    tables = corpus_checks.checked_tables(small_repository, with_reliability=True)
    assert set(tables["reliability"]["sample"]) == {"spring"}
    page = reliability_page.text(tables, {})
    assert "## The spring sample\n\nDocuments coded twice under manual 0.4.0." in page
    assert reliability_page.experimental(tables)["conditions.force"] == 0.0


@pytest.mark.parametrize(
    ("vocabulary", "file", "content"),
    [
        (
            "audit_error",
            "audits/rows",
            "- {table: conditions, language: en, row: a.c01, verdict: wrong, kind: odd, reason: r}",
        ),
        (
            "audit_verdict",
            "audits/rows",
            "- {table: conditions, language: en, row: a.c01, verdict: odd, kind: wrong_code, reason: r}",
        ),
        ("audit_guess", "audits/summaries", "- {row: a.c01, side: russia, guess: odd, favours: nobody}"),
        ("audit_favour", "audits/summaries", "- {row: a.c01, side: russia, guess: russia, favours: odd}"),
        (
            "adjudication_kind",
            "adjudications/morning-2026-05-04",
            "- {about: a, variable: b, coder_a: c, coder_b: d, decision: e, kind: odd, reason: f}",
        ),
    ],
)
def test_a_new_kind_is_an_edit_of_yaml_alone(small_repository, vocabulary, file, content):
    path = small_repository / f"corpus/{file}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content + "\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="odd"):
        corpus_checks.checked_tables(small_repository)
    codes = small_repository / f"schemas/vocabularies/{vocabulary}.yaml"
    entry = "  - {code: odd, label: odd, definition: It is odd., use_when: It is odd., not_when: It is not odd.}\n"
    codes.write_text(codes.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert corpus_checks.checked_tables(small_repository)


def test_a_row_that_is_not_right_has_its_kind_of_error_and_reason(small_repository):
    path = small_repository / "corpus/audits/rows.yaml"
    path.parent.mkdir()
    path.write_text("- {table: conditions, language: en, row: a.c01, verdict: wrong}\n", encoding="utf-8")
    with pytest.raises(ValidationError) as refused:
        corpus_checks.checked_tables(small_repository)
    messages = [(finding.line, finding.message) for finding in refused.value.findings]
    assert messages == [(1, "missing kind, reason")]


def test_a_page_table_says_where_a_cell_is_empty():
    frame = pl.DataFrame({"a": ["x", None], "b": [1, 2]})
    assert markdown.table(frame).splitlines()[1:] == ["|---|---:|", "| x | 1 |", "| – | 2 |"]
