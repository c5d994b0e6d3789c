"""The words of a text, their fingerprints and their runs of nine."""

import hashlib
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peaceterms.contract import fingerprints

FERRY = "The ferry’s captain won't sail: 17.5% of the berths are closed, and Єва об’їде гавань."
FERRY_WORDS = "the ferry's captain won't sail 17 5 of the berths are closed and єва об'їде гавань"


def texts_of(text):
    return [word.text for word in fingerprints.words(text)]


def test_words_are_folded_as_the_design_promises():
    assert " ".join(texts_of(FERRY)) == FERRY_WORDS


def test_a_fingerprint_is_sha256_of_the_words_joined_by_single_spaces():
    expected = hashlib.sha256(FERRY_WORDS.encode("utf-8")).hexdigest()
    assert fingerprints.of(fingerprints.words(FERRY)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" — … „“ ' ’", [], id="punctuation alone"),
        pytest.param("17.5%", ["17", "5"], id="a decimal is two words"),
        pytest.param("snake_case", ["snake", "case"], id="an underscore divides"),
        pytest.param("well-known", ["well", "known"], id="a hyphen divides"),
        pytest.param("'quoted' ‘quoted’", ["quoted", "quoted"], id="apostrophes outside are left out"),
        pytest.param("the crews' boats", ["the", "crews", "boats"], id="a closing apostrophe is left out"),
        pytest.param("m'aidez l‘eau об\u02bcїзд", ["m'aidez", "l'eau", "об'їзд"], id="every apostrophe folds"),
        pytest.param("he said''so", ["he", "said", "so"], id="two apostrophes are a quotation mark"),
        pytest.param("fo'c's'le", ["fo'c's'le"], id="several apostrophes"),
        pytest.param("Straße İ ΟΔΟΣ", ["strasse", "i\u0307", "οδοσ"], id="case folding"),
        pytest.param("и\u0306од", ["йод"], id="a decomposed letter is composed"),
        pytest.param("=\u0338 \u0301", [], id="a mark without a letter makes no word"),
        pytest.param("co\u00adop\u200ber\u2060ate\ufeff", ["cooperate"], id="invisible characters inside"),
        pytest.param("\ufeffFirst\u200b word", ["first", "word"], id="invisible characters at the edge"),
        pytest.param("it\u200b’\u00ads", ["it's"], id="invisible characters beside an apostrophe"),
        pytest.param("½ x² Ⅳ 5№", ["x", "5"], id="only decimal digits"),
        pytest.param("\U0001d400\U00020000", ["\U0001d400\U00020000"], id="letters beyond the first plane"),
    ],
)
def test_a_word_is_a_run_of_letters_marks_and_digits(text, expected):
    assert texts_of(text) == expected


@settings(deadline=None)
@given(st.text(max_size=60))
def test_offsets_point_into_the_text_as_given(text):
    end = 0
    for word in fingerprints.words(text):
        assert end <= word.start < word.end <= len(text)
        assert texts_of(text[word.start : word.end]) == [word.text]
        end = word.end


@settings(deadline=None)
@given(st.text(max_size=60))
def test_canonically_equal_texts_have_the_same_words(text):
    assert texts_of(unicodedata.normalize("NFD", text)) == texts_of(unicodedata.normalize("NFC", text))


def test_runs_are_of_nine_words_and_shown_by_sixteen_digits():
    words = fingerprints.words("one two three four five six seven eight nine ten")
    expected = [
        hashlib.sha256(b"one two three four five six seven eight nine").hexdigest()[:16],
        hashlib.sha256(b"two three four five six seven eight nine ten").hexdigest()[:16],
    ]
    assert list(fingerprints.nine_word_runs(words)) == expected


def test_fewer_than_nine_words_have_no_run():
    for count in range(9):
        assert list(fingerprints.nine_word_runs(fingerprints.words("word " * count))) == []
