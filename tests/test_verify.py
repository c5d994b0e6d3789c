"""Verification: every passage is found in any copy of its document, and a changed word is noticed."""

import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peaceterms import _verify
from peaceterms.contract import fingerprints

GAZETTE = """The gazette of the port

"We won't reopen the north pier," the harbour master message a crowd of sailors. “Not before the silt is gone.”
A pilot – who gave no name – said 12.5% of berths were free; об'їзд через гавань закрито до весни.
The harbour master’s deputy agreed: the tolls stay, the lamps stay, the bell stays.
"""
COURIER = """Courier
The harbour master message a crowd of sailors that the lamps stay. The ice is thin, he said.
"""
PASSAGES = {  # by their first and last three words
    "gazette.p01": ("We won't reopen", "crowd of sailors"),
    "gazette.p02": ("Not before the", "silt is gone"),
    "gazette.p03": ("said 12.5", "до весни"),
    "gazette.p04": ("The harbour master’s", "the bell stays"),
    "gazette.p05": ("agreed", "agreed"),
    "courier.p01": ("The ice is", "he said"),
}


def passage_of(passage_id, text, starts_with, ends_with):
    start = text.index(starts_with)
    end = text.index(ends_with, start) + len(ends_with)
    words = fingerprints.words(text[start:end])
    return {
        "passage_id": passage_id,
        "source_id": passage_id.partition(".")[0],
        "word_count": len(words),
        "fingerprint": fingerprints.of(words),
        "starts_with": starts_with,
        "ends_with": ends_with,
        "text_start": start,
        "text_end": end,
    }


@pytest.fixture(scope="module")
def passages():
    """Return the table of the passages of both documents."""
    texts = {"gazette": GAZETTE, "courier": COURIER}
    return pl.DataFrame([passage_of(key, texts[key.partition(".")[0]], *edges) for key, edges in PASSAGES.items()])


@pytest.fixture
def store(tmp_path):
    """Return a folder that holds both documents as they were coded."""
    return store_of(tmp_path / "texts", {"gazette.txt": GAZETTE, "courier.txt": COURIER})


def store_of(folder, texts):
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def reason_of(outcome, passage_id):
    return outcome.row(by_predicate=pl.col("passage_id") == passage_id, named=True)["reason"]


def test_every_passage_is_found_where_it_was_coded(store, passages):
    outcome = _verify.search(store, passages).frame()
    assert outcome.columns == [
        "passage_id",
        "source_id",
        "is_found",
        "file",
        "text_start",
        "text_end",
        "reason",
    ]
    assert outcome["is_found"].all()
    assert outcome["reason"].is_null().all()
    assert outcome.select("passage_id", "text_start", "text_end").equals(
        passages.select("passage_id", "text_start", "text_end")
    )
    assert outcome["file"].to_list() == ["gazette.txt"] * 5 + ["courier.txt"]


QUOTATION_MARKS = {"'": "'’‘\u02bc", "’": "'’‘\u02bc", '"': '"“„«', "“": '"“„«', "”": '"”»'}
SPACES = [" ", "  ", "\n", "\r\n", "\u00a0", "\t", "\u2009", " \u200b"]
INVISIBLE = ["", "", "", "\u00ad", "\u200b", "\u2060", "\ufeff"]
HEADERS = ["", "\ufeff", "Page 3\n\n", "The harbour master\n", "Not before the\n", "the bell stays "]


@st.composite
def copies(draw, text):
    """Draw a copy of a text, laid out otherwise: the words are the same."""
    shown = []
    for character in text:
        if character in QUOTATION_MARKS:
            shown.append(draw(st.sampled_from(QUOTATION_MARKS[character])))
        elif character.isspace():
            shown.append(draw(st.sampled_from(SPACES)))
        elif character.isalpha():
            shown.append(character + draw(st.sampled_from(INVISIBLE)))
        else:
            shown.append(character)
    change_case = draw(st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]))
    form = draw(st.sampled_from(["NFC", "NFD"]))
    body = unicodedata.normalize(form, change_case("".join(shown)))
    return draw(st.sampled_from(HEADERS)) + body + draw(st.sampled_from(HEADERS))


@settings(deadline=None)
@given(data=st.data())
def test_every_passage_is_found_in_any_copy(tmp_path_factory, passages, data):
    copy = data.draw(copies(GAZETTE))
    folder = store_of(tmp_path_factory.mktemp("copies"), {"copy.txt": copy, "noise.txt": COURIER})
    outcome = _verify.search(folder, passages).frame(words=True)
    assert outcome["is_found"].all()
    for row, fingerprint in zip(outcome.iter_rows(named=True), passages["fingerprint"], strict=True):
        assert fingerprints.of(fingerprints.words(row["words"])) == fingerprint


@settings(deadline=None)
@given(st.sampled_from(sorted(re.finditer(r"\b[a-z]+\b", COURIER), key=re.Match.start)))
def test_a_changed_word_is_noticed(tmp_path_factory, passages, match):
    changed = COURIER[: match.start()] + "walrus" + COURIER[match.end() :]
    folder = store_of(tmp_path_factory.mktemp("copies"), {"courier.txt": changed})
    outcome = _verify.search(folder, passages.filter(pl.col("source_id") == "courier")).frame()
    is_inside = match.start() >= COURIER.index("The ice")
    assert outcome["is_found"].to_list() == [not is_inside]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        pytest.param(
            "The ice is thin",
            "Some ice is thin",
            "no text in the folder has its first words ('the ice is')",
            id="first words",
        ),
        pytest.param(
            "is thin, he said",
            "is thick, he said",
            "its first words are in courier.txt, line 2, but a word between its first and last words differs",
            id="a word between",
        ),
        pytest.param(
            "is thin, he said",
            "is very thin, he said",
            "its first words are in courier.txt, line 2, but there are 7 words up to its last words, not 6: "
            "words were added or left out",
            id="a word more",
        ),
        pytest.param(
            "he said.",
            "he wrote.",
            "its first words are in courier.txt, line 2, but its last words do not follow",
            id="last words",
        ),
    ],
)
def test_a_reason_says_what_differs(store, passages, old, new, reason):
    store_of(store, {"courier.txt": COURIER.replace(old, new)})
    outcome = _verify.search(store, passages).frame()
    assert reason_of(outcome, "courier.p01") == reason
    assert outcome["is_found"].sum() == len(PASSAGES) - 1


def test_the_nearest_place_is_reported(store, passages):
    store_of(store, {"courier.txt": "The ice is old.\n\nThe ice is thick, he said."})
    outcome = _verify.search(store, passages).frame()
    assert "courier.txt, line 3, but a word between" in reason_of(outcome, "courier.p01")


def test_an_empty_folder_finds_nothing(tmp_path, passages):
    outcome = _verify.search(tmp_path, passages).frame()
    assert not outcome["is_found"].any()
    assert outcome["reason"].unique().to_list() == ["the folder holds no .txt files"]


def test_a_file_that_is_not_utf_8_is_named(tmp_path, passages):
    folder = store_of(tmp_path, {"gazette.txt": GAZETTE, "old/courier.txt": COURIER.encode("utf-16")})
    outcome = _verify.search(folder, passages).frame()
    assert reason_of(outcome, "courier.p01").endswith(
        "; files or folders passed over: 1 (`peaceterms verify` names them)"
    )
    assert outcome["is_found"].sum() == len(PASSAGES) - 1


def test_a_missing_folder_is_refused(tmp_path, passages):
    with pytest.raises(NotADirectoryError, match="give the folder"):
        _verify.search(tmp_path / "nowhere", passages).frame()


def test_a_frame_of_other_rows_is_refused(store, passages):
    with pytest.raises(ValueError, match="the frame lacks fingerprint, ends_with"):
        _verify.search(store, passages.drop("fingerprint", "ends_with")).frame()


def test_an_empty_cell_is_refused(store, passages):
    emptied = passages.with_columns(fingerprint=pl.lit(None, dtype=pl.String))
    with pytest.raises(ValueError, match="fingerprint has empty cells"):
        _verify.search(store, emptied).frame()


def test_no_passages_give_no_rows(store, passages):
    outcome = _verify.search(store, passages.clear()).frame(words=True)
    assert outcome.is_empty()
    assert outcome.columns[-1] == "words"


def test_words_quoted_elsewhere_are_found_in_their_own_document(store, passages):
    quoted = store_of(store, {"a-quoting.txt": "It wrote: 'The ice is thin, he said.' It agreed."})
    whole = passages.with_columns(source_id=pl.lit("gazette"))
    files = _verify.search(quoted, whole).frame()["file"].to_list()
    assert files == ["gazette.txt"] * 5 + ["a-quoting.txt"]


def test_words_that_stand_twice_are_found_where_they_were_coded(tmp_path):
    text = "The bell rang. Nobody came. The bell rang. Somebody came."
    second = passage_of("bell.p01", text, "The bell rang", "The bell rang")
    second["text_start"], second["text_end"] = 28, 41
    outcome = _verify.search(store_of(tmp_path, {"bell.txt": text}), pl.DataFrame([second])).frame()
    assert outcome.select("text_start", "text_end").row(0) == (28, 41)


def test_the_words_are_as_the_copy_has_them(tmp_path, passages):
    folder = store_of(tmp_path, {"courier.txt": COURIER.upper().replace(" ", "\r\n")})
    outcome = _verify.search(folder, passages).frame(words=True)
    assert outcome.filter(passage_id="courier.p01")["words"].to_list() == ["THE\r\nICE\r\nIS\r\nTHIN,\r\nHE\r\nSAID"]
    assert outcome.filter(~pl.col("is_found"))["words"].is_null().all()
