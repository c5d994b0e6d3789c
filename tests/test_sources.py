"""Sources: every coded row leads to its passages, and each passage to a link that opens it."""

from __future__ import annotations

from urllib.parse import unquote

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import peaceterms
from invented_release import PASSAGES, STATEMENT
from peaceterms import links

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")

C01 = ["gazette-2024-03.p01", "gazette-2024-03.p02", "herald-2024-03-13.p01"]
C02 = ["herald-2024-03-13.p02"]
P01 = ["herald-2024-03-13.p01"]
COLUMNS = [
    "row_id", "passage_id", "fit", "statement_id", "source_id", "title", "publisher_name",
    "published_earliest_date", "published_latest_date", "rendition", "reporting_verb",
    "starts_with", "ends_with", "word_count", "fingerprint", "url", "link",
]  # fmt: skip


@pytest.mark.parametrize(
    ("row_id", "passages"),
    [
        (f"{STATEMENT}.c01", C01),
        (f"{STATEMENT}.c02", C02),
        (f"{STATEMENT}.a01", P01),
        (f"{STATEMENT}.c02.river-port", C02),
        (f"{STATEMENT}.r01", P01),
        (STATEMENT, sorted(PASSAGES)),
        ("gazette-2024-03.p02", ["gazette-2024-03.p02"]),
        ("herald-2024-03-13", ["herald-2024-03-13.p01", "herald-2024-03-13.p02"]),
        (f"{STATEMENT}.c01 comes_before {STATEMENT}.c02", C02),
    ],
    ids=["condition", "condition", "assertion", "derived claim", "control report", "statement", "passage",
         "source", "link"],
)  # fmt: skip
def test_an_id_of_any_coded_row_leads_to_its_passages(row_id, passages):
    found = peaceterms.sources(row_id)
    assert found.columns == COLUMNS
    assert found["row_id"].unique().to_list() == [row_id]
    assert found["passage_id"].to_list() == passages


@pytest.mark.parametrize(
    ("table", "passages"),
    [
        ("conditions", C01 + C02),
        ("condition_places", C01 + C02),
        ("condition_performers", C01),
        ("condition_links", C02),
        ("territorial_claims", P01 + C02),
        ("control_reports", P01),
        ("statements", sorted(PASSAGES)),
        ("statement_actors", sorted(PASSAGES)),
        ("passages", sorted(PASSAGES)),
        ("sources", sorted(PASSAGES)),
        ("evidence", P01 + C01 + C02 + P01),
    ],
)
def test_every_coded_table_leads_to_its_passages(table, passages):
    frame = peaceterms.load(table)
    found = peaceterms.sources(frame)
    assert found["passage_id"].to_list() == passages
    assert_frame_equal(peaceterms.sources(frame.lazy()), found)
    assert_frame_equal(peaceterms.sources(peaceterms.load(table, as_="pandas")), found)


def test_fit_is_that_of_the_evidence_and_empty_elsewhere():
    assert peaceterms.sources(f"{STATEMENT}.c01")["fit"].to_list() == ["weakens", "strengthens", "states"]
    assert (
        peaceterms.sources(peaceterms.load("evidence"))["fit"].to_list() == peaceterms.load("evidence")["fit"].to_list()
    )
    assert peaceterms.sources(STATEMENT)["fit"].null_count() == len(PASSAGES)


def test_rows_keep_their_order_and_count_once():
    ids = [f"{STATEMENT}.c02", f"{STATEMENT}.c01", f"{STATEMENT}.c02"]
    expected = [f"{STATEMENT}.c02", f"{STATEMENT}.c01"]
    for rows in (ids, tuple(ids), iter(ids), pl.Series(ids), pd.Series(ids)):
        assert peaceterms.sources(rows)["row_id"].unique(maintain_order=True).to_list() == expected
        if isinstance(rows, list):
            assert peaceterms.sources(rows).height == 4


def test_what_comes_out_can_go_in_again():
    found = peaceterms.sources(peaceterms.load("conditions"))
    assert_frame_equal(peaceterms.sources(found), found)
    side_by_side = peaceterms.renditions(STATEMENT)
    carried = side_by_side["passage_id"].drop_nulls().sort()
    assert peaceterms.sources(side_by_side)["passage_id"].sort().equals(carried)


def test_no_rows_lead_to_no_passages():
    for rows in ([], peaceterms.load("conditions").clear()):
        assert peaceterms.sources(rows).columns == COLUMNS
        assert peaceterms.sources(rows).height == 0


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (
            f"{STATEMENT}.c09",
            peaceterms.UnknownId,
            f"unknown id '{STATEMENT}.c09'; did you mean '{STATEMENT}.c0",
        ),
        ([f"{STATEMENT}.c01", "alfaria"], peaceterms.UnknownId, "unknown id 'alfaria'"),
        ([1], peaceterms.UnknownId, "1 is not an id"),
        (pl.DataFrame({"actor_id": ["alfaria"]}), peaceterms.UnknownColumn, "needs one of claim_id"),
        (pl.DataFrame({"condition_id": [None]}), peaceterms.UnknownId, "empty key"),
        (pl.DataFrame({"condition_id": [STATEMENT]}), peaceterms.UnknownId, f"unknown id '{STATEMENT}'"),
        (
            pl.DataFrame({"row_id": [f"{STATEMENT}.c02"], "passage_id": ["wire-2024.p01"]}),
            peaceterms.UnknownId,
            "passage 'wire-2024.p01' does not carry",
        ),
    ],
    ids=["unknown", "uncoded", "number", "register", "null", "wrong column", "wrong pair"],
)
def test_what_leads_nowhere_is_reported(rows, error, message):
    with pytest.raises(error, match=message):
        peaceterms.sources(rows)


def test_a_document_without_an_address_has_no_link():
    found = peaceterms.sources(STATEMENT)
    assert found.filter(source_id="gazette-2024-03")["link"].null_count() == 2
    assert found.filter(source_id="herald-2024-03-13")["link"].to_list() == [
        "https://example.org/news?id=1&x=%20y#:~:text=The%20minister%20said,named%20both%20valleys",
        "https://example.org/news?id=1&x=%20y#:~:text=He%20also%20ruled,river%20%26%20its%20bridges",
    ]


@pytest.mark.parametrize(
    ("starts_with", "ends_with", "word_count", "directive"),
    [
        ("one two three", "seven eight nine", 9, "one%20two%20three,seven%20eight%20nine"),
        ("one two three", "four five six", 6, "one%20two%20three,four%20five%20six"),
        ("one two three", "three four five", 5, "one%20two%20three,four%20five"),
        ("one two three", "two three, four", 4, "one%20two%20three,four"),
        ("one two three", "one two three", 3, "one%20two%20three"),
        ("one two", "one two", 2, "one%20two"),
        ("well-known, and", "A&B do say", 9, "well%2Dknown%2C%20and,A%26B%20do%20say"),
        ("100% of #1", "it’s – so", 9, "100%25%20of%20%231,it%E2%80%99s%20%E2%80%93%20so"),
        ("мир", "кінець", 9, "%D0%BC%D0%B8%D1%80,%D0%BA%D1%96%D0%BD%D0%B5%D1%86%D1%8C"),
        ("rose to 17", "to 17 again", 4, "rose%20to%2017,again"),
    ],
)  # fmt: skip
def test_a_link_opens_the_document_at_the_passage(starts_with, ends_with, word_count, directive):
    link = links.link("https://example.org/a", starts_with, ends_with, word_count)
    assert link == f"https://example.org/a#:~:text={directive}"
    assert starts_with.startswith(unquote(directive.partition(",")[0]))


def test_a_link_keeps_a_fragment_and_needs_an_address():
    assert links.link("https://example.org/a#top", "one", "nine", 9) == "https://example.org/a#top:~:text=one,nine"
    assert links.link(None, "one", "nine", 9) is None
    assert links.link("https://example.org/a", None, None, None) == "https://example.org/a"


def test_hydration_adds_the_words_of_the_passages_from_any_copies(tmp_path):
    herald = [text for passage_id, text in PASSAGES.items() if passage_id.startswith("herald")]
    (tmp_path / "my copy.txt").write_text("\r\n\r\n".join(herald).replace("“", '"'), encoding="utf-8")
    found = peaceterms.hydrate(iter([f"{STATEMENT}.c01", f"{STATEMENT}.c02"]), str(tmp_path))
    assert found.columns == [*COLUMNS, "words", "file", "reason"]
    words = dict(found.select("passage_id", "words").iter_rows())
    assert words["herald-2024-03-13.p02"] == PASSAGES["herald-2024-03-13.p02"]
    assert words["gazette-2024-03.p01"] is None
    assert found.filter(passage_id="gazette-2024-03.p01")["reason"].item()


def test_verification_looks_for_every_passage(tmp_path):
    (tmp_path / "all.txt").write_text("\n".join(PASSAGES.values()).upper(), encoding="utf-8")
    outcome = peaceterms.verify(tmp_path)
    assert outcome["passage_id"].to_list() == sorted(PASSAGES)
    assert outcome["is_found"].all()
    with pytest.raises(NotADirectoryError):
        peaceterms.verify(tmp_path / "nothing")
