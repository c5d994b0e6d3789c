"""Descriptions: columns, codes, and what is found by words."""

from __future__ import annotations

import pytest

import peaceterms

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")


def test_every_column_of_every_table_is_described(invented):
    for name in invented.schemas:
        described = peaceterms.describe(name)
        assert described["name"].to_list() == peaceterms.load(name).columns
        message = described.select("title", "type", "required", "description")
        assert message.equals(message.drop_nulls())


def test_a_column_says_its_vocabulary_and_the_key_it_refers_to():
    described = {row["name"]: row for row in peaceterms.describe("conditions").to_dicts()}
    assert described["move"]["vocabulary"] == "move"
    assert described["holder_id"]["refers_to"] == "actors.actor_id"
    assert described["deadline_date"]["type"] == "date"
    assert described["summary"]["required"]
    assert not described["key_phrase"]["required"]


def test_codes_are_reported_by_vocabulary_and_by_column():
    by_vocabulary = peaceterms.codes("move")
    assert by_vocabulary.columns == ["code", "label", "definition", "use_when", "not_when"]
    assert by_vocabulary.equals(peaceterms.codes("conditions.move"))
    assert peaceterms.codes("condition_places.scope").equals(peaceterms.codes("territorial_claims.claim_scope"))


def test_aims_tell_their_issue_and_their_opposite():
    aims = peaceterms.codes("aim")
    assert aims.columns == ["code", "label", "definition", "use_when", "not_when", "issue", "opposite_aim"]
    assert aims.filter(issue="every_issue")["code"].sort().to_list() == ["not_stated", "other"]


def test_every_vocabulary_can_be_shown(invented):
    for name in invented.schemas.vocabularies:
        assert peaceterms.codes(name).height


@pytest.mark.parametrize(
    ("vocabulary", "error", "message"),
    [
        ("mvoe", peaceterms.UnknownVocabulary, "did you mean 'move'"),
        ("condition.move", peaceterms.UnknownTable, "did you mean 'conditions'"),
        ("conditions.mvoe", peaceterms.UnknownColumn, "did you mean 'move'"),
        (
            "conditions.summary",
            peaceterms.UnknownVocabulary,
            "columns of 'conditions' that do: issue, aim, move",
        ),
        ("passages.locator", peaceterms.UnknownVocabulary, "rendition"),
    ],
)
def test_what_has_no_codes_is_reported(vocabulary, error, message):
    with pytest.raises(error, match=message):
        peaceterms.codes(vocabulary)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("gates_talks", "column", "gates_talks"),
        ("Red Line", "column", "is_red_line"),
        ("conditions", "table", "conditions"),
        ("rendition", "column", "rendition"),
        ("territory.withdrawal", "code", "territory.withdrawal"),
        ("direct quot", "code", "direct_quote"),
    ],
)
def test_the_best_is_found_first(text, kind, name):
    best = peaceterms.find(text).row(0, named=True)
    assert (best["kind"], best["name"]) == (kind, name)


def test_every_word_must_be_found():
    assert peaceterms.find("rendition zebra").height == 0
    assert peaceterms.find("rendition zebra").columns == [
        "kind",
        "where",
        "issue",
        "name",
        "label",
        "description",
    ]


def test_an_aim_is_found_with_its_issue():
    found = peaceterms.find("belongs to Russia").filter(kind="code", name="to_russia")
    assert found["issue"].to_list() == ["territory.status"]


@pytest.mark.parametrize("text", ["", "  ", "—", "?!"])
def test_a_search_without_a_word_is_refused(text):
    with pytest.raises(peaceterms.UnknownValue, match="give one or more words"):
        peaceterms.find(text)
