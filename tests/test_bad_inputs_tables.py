"""Bad inputs in tables: cells in memory, and bytes, rows and cells of the written files.

The name of a case begins with its number in the table of `README.md`, which says which layer catches it.
"""

from __future__ import annotations

import datetime
import io
import re
import shutil
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bad_inputs import ROOT, publish, redescribe, rewrite, write_few_tables
from peaceterms.contract import characters, column_checks, keys, release_files, strict_json
from peaceterms.contract.findings import ValidationError
from peaceterms.contract.tables import Tables
from peaceterms_build.schemas import schema_files

DESCRIPTOR = schema_files.descriptor(ROOT / "schemas")
STATA_TEXT_LIMIT = 2045  # characters of a text variable that is not a long text; Excel takes 32 767, csv 131 072


# --- Cells in memory ---


def corrupted(frame, column, value):
    """Return the frame with another value in the last row of a column."""
    rows = pl.int_range(pl.len()) == pl.len() - 1
    return frame.with_columns(
        pl.when(rows).then(pl.lit(value, dtype=frame.schema[column])).otherwise(column).alias(column)
    )


def violations_of(frame, schema):
    """Return what the checks of single cells find in a frame."""
    return [*column_checks.findings(frame, schema), *characters.findings_in_frame(frame, schema)]


CELLS = {
    **{
        f"06 {name} in a note": (
            "actors", "note", f"one{character}two", "text_has_no_controls", "take it out",
        )
        for name, character in {
            "line feed": "\n", "tab": "\t", "C1 control": "\x85", "line separator": "\u2028",
        }.items()
    },
    "05 NUL after the first kilobyte": (
        "actors", "note", "x" * 900 + "\0", "text_has_no_controls", "take it out",
    ),
    "14 text beyond its limit": ("statements", "summary", "x" * 301, "keeps_its_length", "shorten it"),
    "14 text beyond the limit of csv": ("actors", "note", "x" * 131_073, "keeps_its_length", "shorten it"),
    "16 space at the end of a key": (
        "actors", "actor_id", "ukraine ", "matches_its_pattern", "form that the codebook gives",
    ),
    "16 zero-width space in a key": (
        "actors", "actor_id", "ukra\u200bine", "matches_its_pattern", "form that the codebook gives",
    ),
    **{
        f"17 {value} as an id": ("actors", "actor_id", value, rule, remedy)
        for value, rule, remedy in (
            ("001", "matches_its_pattern", "form"), ("1E5", "matches_its_pattern", "form"),
            ("NA", "matches_its_pattern", "form"), ("2-3", "matches_its_pattern", "form"),
            ("nan", "is_not_a_reserved_word", "codebook"), ("inf", "is_not_a_reserved_word", "codebook"),
            ("none", "is_not_a_reserved_word", "codebook"), ("true", "is_not_a_reserved_word", "codebook"),
            ("mar1", "is_not_a_reserved_word", "codebook"), ("sept-2", "is_not_a_reserved_word", "codebook"),
            ("may-2022", "is_not_a_reserved_word", "codebook"), ("con", "is_not_a_reserved_word", "codebook"),
        )
    },
    "18 year 25": (
        "sources", "published_earliest_date", datetime.date(25, 9, 26), "is_not_below_its_minimum",
        "codebook",
    ),
    "18 day before the period": (
        "statements", "said_earliest_date", datetime.date(2013, 11, 20), "is_not_below_its_minimum",
        "codebook",
    ),
    "18 office before 1991": (
        "offices", "start_date", datetime.date(1899, 12, 31), "is_not_below_its_minimum", "codebook",
    ),
    **{
        f"21 {name}": ("actors", "side", value, "is_a_code_of_its_vocabulary", "did you mean 'ukraine'")
        for name, value in {
            "unknown code": "ukrain", "code in the wrong case": "Ukraine", "code with a space": "ukraine ",
            "code with a look-alike letter": "ukrаine",
        }.items()
    },
    "23 NaN": ("conditions", "quantity", float("nan"), "is_not_above_its_maximum", "codebook"),
    "23 infinity": ("conditions", "quantity", float("inf"), "is_not_above_its_maximum", "codebook"),
    "23 negative zero": ("conditions", "quantity", -0.0, "is_not_negative_zero", "codebook"),
    "23 number beyond 2^53": ("conditions", "quantity", 2.0**53 + 2, "is_not_above_its_maximum", "codebook"),
    "23 whole number beyond its bound": (
        "passages", "word_count", 2**40, "is_not_above_its_maximum", "codebook",
    ),
    "23 percentage beyond a hundred": (
        "control_reports", "share_pct", 100.5, "is_not_above_its_maximum", "codebook",
    ),
    "24 empty text": ("statements", "place", "", "keeps_its_length", "leave it out"),
    "24 -88 for missing": ("conditions", "quantity", -88.0, "is_not_below_its_minimum", "codebook"),
    "24 empty code": ("conditions", "move", None, "not_nullable", "fill it in"),
    "24 empty required text": ("conditions", "summary", None, "not_nullable", "fill it in"),
    "25 markup": ("statements", "summary", "a <script>", "text_has_no_markup", "in words"),
    **{
        f"26 {name}": ("statements", "summary", value, "text_is_not_a_formula", "begin with a letter or digit")
        for name, value in {
            "equals sign": "=1+1", "plus sign": "+1", "minus sign": "-1", "at sign": "@SUM(A1)",
            "full-width sign": "＝1",
            "full-width minus": "－1", "quote before the sign": "'=1",
            "second cell in another dialect": "a;=1",
            "call of a program": "=cmd|' /C calc'!A0", "link": '=HYPERLINK("x")', "import": "=IMPORTXML(1)",
        }.items()
    },
    "27 script for an address": (
        "sources", "url", "javascript:alert(1)", "matches_its_pattern", "form that the codebook gives",
    ),
    "28 malformed Wikidata id": (
        "actors", "wikidata_id", "Q0159", "matches_its_pattern", "form that the codebook gives",
    ),
    "28 hash in capitals": (
        "sources", "text_sha256", "A" * 64, "matches_its_pattern", "form that the codebook gives",
    ),
    "29 letter and mark apart": ("actors", "name_uk", "Киі\u0308в", "text_is_composed", "as one character"),
    **{
        f"30 {name}": ("statements", "summary", f"one{character}two", rule, "take it out")
        for name, character, rule in (
            ("right-to-left override", "\u202e", "text_has_no_unseen_characters"),
            ("isolate", "\u2066", "text_has_no_unseen_characters"),
            ("zero-width space", "\u200b", "text_has_no_unseen_characters"),
            ("byte order mark", "\ufeff", "text_has_no_unseen_characters"),
            ("soft hyphen", "\u00ad", "text_has_no_unseen_characters"),
            ("tag character", "\U000e0041", "text_has_no_unseen_characters"),
            ("variation selector", "\ufe0f", "text_has_no_unseen_characters"),
        )
    },
    "31 name of mixed alphabets": (
        "actors", "name", "Dоnetsk", "words_keep_to_one_alphabet", "in one alphabet",
    ),
    "32 other apostrophe in a name": (
        "territories", "name_uk", "Слов'янськ", "names_have_the_typographic_apostrophe", "write ’",
    ),
    "33 character for private use": (
        "actors", "name", "A \ue000", "characters_have_a_meaning", "write the character",
    ),
    "33 noncharacter": ("actors", "name", "A \uffff", "characters_have_a_meaning", "write the character"),
    "33 unassigned character": (
        "actors", "name", "A \u0378", "characters_have_a_meaning", "write the character",
    ),
    "33 emoji in a name": ("actors", "name", "A \U0001f600", "names_have_no_pictures", "take it out"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("table", "column", "value", "rule", "remedy"),
    CELLS.values(),
    ids=[name.replace("\0", "") for name in CELLS],
)
def test_a_cell_is_refused_with_table_key_column_value_rule_and_remedy(
    small_tables, table, column, value, rule, remedy
):
    schema, frame = small_tables.schemas[table], corrupted(small_tables[table], column, value)
    found = [finding for finding in violations_of(frame, schema) if finding.rule == rule]
    assert found, violations_of(frame, schema)
    finding = found[0]
    assert (finding.table, finding.column) == (table, column)
    assert finding.value.lower() == ("" if value is None else str(value).lower())
    key = schema.primary_key[0]
    assert finding.row[key] == frame[key][-1]
    assert finding.message
    assert remedy in finding.remedy


def test_every_text_column_has_a_limit_that_every_program_takes():
    """14."""
    for table in DESCRIPTOR["resources"]:
        for field in table["schema"]["fields"]:
            if field["type"] == "string":
                assert 0 < field["constraints"]["maxLength"] <= STATA_TEXT_LIMIT, f"{table['name']}.{field['name']}"


FRAMES = {
    "12 column left out": (lambda frame: frame.drop("note"), "column_in_dataframe", "note", "add the column"),
    "12 column too many": (
        lambda frame: frame.with_columns(extra=1), "column_in_schema", "extra", "drop the column",
    ),
    "12 column in the wrong case": (
        lambda frame: frame.rename({"note": "Note"}), "column_in_schema", "Note", "drop the column",
    ),
    "12 column with a space": (
        lambda frame: frame.rename({"note": "note "}), "column_in_schema", "note ", "drop the column",
    ),
    "12 columns out of order": (
        lambda frame: frame.select(reversed(frame.columns)), "column_ordered", "note", "codebook",
    ),
    "20 time for a day": (
        lambda frame: frame.with_columns(pl.col("start_date").cast(pl.Datetime)),
        "dtype", "start_date", "codebook",
    ),
    "20 time with a zone for a day": (
        lambda frame: frame.with_columns(pl.col("start_date").cast(pl.Datetime("us", "Europe/Kyiv"))),
        "dtype", "start_date", "codebook",
    ),
    "23 text for a number": (
        lambda frame: frame.with_columns(pl.col("cow_code").cast(pl.String)), "dtype", "cow_code", "codebook",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "rule", "column", "remedy"), FRAMES.values(), ids=FRAMES)
def test_a_frame_of_other_columns_is_refused(small_tables, change, rule, column, remedy):
    table = "offices" if column == "start_date" else "actors"
    found = violations_of(change(small_tables[table]), small_tables.schemas[table])
    said = [finding for finding in found if (finding.rule, finding.column) == (rule, column)]
    assert said, found
    assert remedy in said[0].remedy


def test_a_key_that_another_row_has_is_refused(small_tables):
    """15, 36: the same row twice, and keys that differ by case or form alone where their pattern allows it."""
    verbs = small_tables["reporting_verbs"]
    twice = pl.concat([verbs, verbs.tail(1)])
    alike = pl.concat([verbs, verbs.tail(1).with_columns(pl.col("lemma").str.to_uppercase())])
    for frame, rule in ((twice, "keys_are_unique"), (alike, "keys_differ_by_more_than_case")):
        found = list(keys.findings(Tables({"reporting_verbs": frame}, small_tables.schemas)))
        assert {(finding.rule, finding.table, finding.column) for finding in found} == {
            (rule, "reporting_verbs", "lemma")
        }
        assert len(found) == 2
        assert all("another key" in finding.remedy for finding in found)


def test_a_column_of_a_wrong_type_is_one_finding_without_the_plan_of_a_query(small_tables):
    """20, 23: what is wrong with its cells cannot be known."""
    frame = small_tables["statements"].with_columns(pl.col("summary").cast(pl.Categorical), place=pl.lit(5))
    found = list(column_checks.findings(frame, small_tables.schemas["statements"]))
    assert [(finding.rule, finding.column) for finding in found] == [("dtype", "place"), ("dtype", "summary")]
    assert found[0].message == "the column has the type Int32, not String"


@pytest.mark.parametrize("empty", [None, float("nan")])
def test_a_column_without_a_value_has_the_type_of_its_schema(small_tables, empty):
    """24: as pandas reads an empty column."""
    frame = small_tables["statements"].with_columns(place=pl.lit(empty, pl.Float64), evidence_url=pl.lit(None))
    assert list(column_checks.findings(frame, small_tables.schemas["statements"])) == []
    without_summary = frame.with_columns(summary=pl.lit(empty, pl.Float64))
    found = list(column_checks.findings(without_summary, small_tables.schemas["statements"]))
    assert {(finding.rule, finding.column) for finding in found} == {("not_nullable", "summary")}


SENTENCES = {
    "14 text beyond its limit": ("statements", "summary", "x" * 312, "too long: 312 characters, limit 300"),
    "14 empty text": ("statements", "place", "", "too short: 0 characters, at least 1"),
    "14 words beyond their limit": ("conditions", "key_phrase", "w " * 8 + "w", "too long: 9 words, limit 8"),
    "14 characters beyond their limit": (
        "conditions", "key_phrase", "一" * 17,
        "too long: 17 characters, limit 16 in a script without spaces between words",
    ),
    "18 day before the period": (
        "statements", "said_earliest_date", datetime.date(2013, 11, 20), "below the minimum 2013-11-21",
    ),
    "21 unknown code": ("actors", "side", "ukrain", "not a code of the vocabulary side"),
    "23 percentage beyond a hundred": ("control_reports", "share_pct", 100.5, "above the maximum 100"),
}  # fmt: skip


@pytest.mark.parametrize(("table", "column", "value", "message"), SENTENCES.values(), ids=SENTENCES)
def test_a_message_is_a_sentence_with_figures(small_tables, table, column, value, message):
    frame = corrupted(small_tables[table], column, value)
    assert message in [finding.message for finding in column_checks.findings(frame, small_tables.schemas[table])]


@pytest.mark.parametrize("value", ["harbour-tow", "Harbour-town", "harbour-town "])
def test_a_reference_to_nothing_is_refused_with_the_nearest(small_tables, value):
    """35."""
    host = small_tables["statement_actors"].filter(actor_id="harbour-town").with_columns(actor_id=pl.lit(value))
    tables = Tables({**small_tables.frames, "statement_actors": host}, small_tables.schemas)
    (found,) = [finding for finding in keys.findings(tables) if finding.table == "statement_actors"]
    assert (found.rule, found.column, found.value) == ("references_lead_to_a_row", "actor_id", value)
    assert "did you mean 'harbour-town'" in found.remedy


# --- Ids in programs that guess ---

IDENTIFIER = re.compile(
    next(
        field["constraints"]["pattern"]
        for field in DESCRIPTOR["resources"][0]["schema"]["fields"]
        if field["column_type"] == "identifier"
    )
)
RESERVED = re.compile(
    "|".join(f"(?:{pattern})" for pattern in DESCRIPTOR["resources"][0]["schema"]["fields"][0]["reserved"])
)


def as_pandas_reads(values):
    """Return the values as pandas reads them from CSV with its defaults."""
    return pd.read_csv(io.StringIO("\n".join(["id", *values])))["id"].tolist()


@given(
    st.lists(
        st.from_regex(IDENTIFIER, fullmatch=True).filter(lambda value: not RESERVED.fullmatch(value)),
        min_size=1,
        max_size=4,
    )
)
def test_pandas_reads_every_id_as_it_is_written(identifiers):
    """17: alone in a column, where the guess of a type is likeliest."""
    assert as_pandas_reads(identifiers) == identifiers
    for identifier in identifiers:
        assert as_pandas_reads([identifier]) == [identifier]


@pytest.mark.parametrize("value", ["001", "1E5", "NA", "None", "nan", "inf", "TRUE", "true", "null"])
def test_pandas_would_read_as_something_else_what_is_refused(value):
    """17: the reason for the reserved words."""
    assert as_pandas_reads([value]) != [value]
    assert not IDENTIFIER.fullmatch(value) or RESERVED.fullmatch(value)


def test_pandas_reads_the_texts_of_a_release_as_they_are_written(small_tables):
    """07, 26: no cell is lost, split or calculated between writing and reading."""
    for table, frame in small_tables.items():
        read = pd.read_csv(io.BytesIO(release_files.as_csv(frame)), dtype=str, keep_default_na=False)
        texts = [column.name for column in small_tables.schemas[table].columns if column.frictionless_type == "string"]
        assert read.columns.tolist() == frame.columns
        for name in texts:
            assert read[name].tolist() == frame[name].fill_null("").to_list(), f"{table}.{name}"


# --- Written files ---

ACTORS, CONDITIONS, OFFICES = "csv/actors.csv", "csv/conditions.csv", "csv/offices.csv"


@pytest.fixture(scope="module")
def few_tables(tmp_path_factory, small_tables):
    """Return the folder of a release of few tables, which no test may change."""
    return write_few_tables(small_tables, tmp_path_factory.mktemp("few") / "release")


@pytest.fixture
def written(few_tables, tmp_path):
    """Return the folder of a release that a test may corrupt."""
    return Path(shutil.copytree(few_tables, tmp_path / "release"))


def put(old, new):
    """Return a change of bytes: another text in the place of one."""
    as_bytes = [part.encode() if isinstance(part, str) else part for part in (old, new)]
    return lambda content: content.replace(*as_bytes, 1)


def with_row(change):
    """Return a change of bytes: other lines in the place of the lines."""

    def changed(content):
        lines = content.split(b"\n")
        change(lines)
        return b"\n".join(lines)

    return changed


# What the message shows: the line or cell as it is found; the Parquet file gives the right one.
BYTES = {
    "01 byte order mark": (lambda content: b"\xef\xbb\xbf" + content, 1, "actor_id", r"\ufeffactor_id"),
    "02 cp1251 bytes": (put("Україна", "Украина".encode("cp1251")), 9, "name_uk", r"\\xd3\\xea"),
    "03 UTF-16": (lambda content: content.decode().encode("utf-16"), 1, "actor_id", r"\\xff\\xfea\x00"),
    "04 lone surrogate": (put("Council", b"\xed\xa0\x80"), 6, "name", r"\\xed\\xa0\\x80"),
    "05 NUL byte": (put("Council", b"Coun\0cil"), 6, "name", r"Coun\x00cil"),
    "06 C1 control": (put("Council", "Coun\x85cil"), 6, "name", r"Coun\x85cil"),
    "06 line separator": (put("Council", "Coun\u2028cil"), 6, "name", r"Coun\u2028cil"),
    "07 carriage return in a cell": (put("Council", "Coun\rcil"), 6, "", r"Coun\rcil"),
    "08 CRLF line ends": (lambda content: content.replace(b"\n", b"\r\n"), 1, "", r"\r\n"),
    "09 semicolons": (lambda content: content.replace(b",", b";"), 1, "", "actor_id;name"),
    "09 tabs": (lambda content: content.replace(b",", b"\t"), 1, "", r"actor_id\tname"),
    "10 quotation mark that is never closed": (put("Council", '"Council'), 6, "", '"Council'),
    "11 short row": (put(",none,\n", ",none\n"), 2, "", r",none\n"),
    "11 long row": (put(",none,\n", ",none,,\n"), 2, "", r",none,,\n"),
    "12 header twice": (put("name_uk", "name"), 1, "name_uk", "has 'name' where"),
    "12 blank header": (put("name_uk", ""), 1, "name_uk", "has '' where"),
    "12 header in the wrong case": (put("name_uk", "Name_uk"), 1, "name_uk", "Name_uk"),
    "12 header with a space": (put("name_uk", "name_uk "), 1, "name_uk", "'name_uk '"),
    "12 headers out of order": (put("name_uk,name_ru", "name_ru,name_uk"), 1, "name_uk", "name_ru"),
    "13 header alone": (lambda content: content.partition(b"\n")[0] + b"\n", 2, "", "ends here"),
    "13 empty file": (lambda _: b"", 1, "", "ends here"),
    "13 missing final newline": (lambda content: content[:-1], 10, "", r"\n'"),
    "14 cell of 40 000 characters": (put("Council", "C" * 40_000), 6, "name", "CCCCC"),
    "14 cell beyond its limit": (put("Council", "C" * 2046), 6, "name", "CCCCC"),
    "15 blank row": (put("\n", "\n\n"), 2, "", r"has '\n' where"),
    "15 row of commas": (lambda content: content + b"," * 10 + b"\n", 11, "", "where the Parquet file ends"),
    "15 row left out": (with_row(lambda lines: lines.pop(3)), 4, "actor_id", "example-morning"),
    "15 row twice": (with_row(lambda lines: lines.__setitem__(3, lines[2])), 4, "actor_id", "example-morning"),
    "15 rows out of order": (
        with_row(lambda lines: lines.insert(2, lines.pop(3))), 3, "actor_id", "example-morning",
    ),
    "16 space after a key": (put("harbour-town,", "harbour-town ,"), 6, "actor_id", "'harbour-town '"),
    "21 unknown code": (put(",state,", ",sate,"), 8, "actor_type", "'sate'"),
    "23 sign before a number": (put(",365,", ",+365,"), 8, "cow_code", "+365"),
    "23 zero before a number": (put(",365,", ",0365,"), 8, "cow_code", "0365"),
    "23 number with an exponent": (put(",365,", ",3e2,"), 8, "cow_code", "3e2"),
    "23 number beyond 2^53": (put(",365,", f",{2**70},"), 8, "cow_code", str(2**70)),
    "24 quotation marks around nothing": (put("russia,Russia,,", 'russia,Russia,"",'), 8, "", '"",'),
    "24 empty required cell": (put("russia,Russia,", "russia,,"), 8, "name", "has '' where"),
    "26 formula": (put("Council", "=Council"), 6, "name", "=Council"),
    "29 letter and mark apart": (put("Україна", "Украі\u0308на"), 9, "name_uk", r"\u0308"),
    "30 right-to-left override": (put("Council", "Coun\u202ecil"), 6, "name", r"Coun\u202ecil"),
    "30 zero-width space": (put("Council", "Coun\u200bcil"), 6, "name", r"Coun\u200bcil"),
}  # fmt: skip
CONTENT = {
    "18 day that does not exist": (CONDITIONS, put("2026-05-10", "2026-02-30"), 4, "takes_effect_date", "2026-02-30"),
    "18 day as it is written in Kyiv": (
        CONDITIONS, put("2026-05-10", "10.05.2026"), 4, "takes_effect_date", "10.05.2026",
    ),
    "20 time of a day": (CONDITIONS, put("2026-05-10", "2026-05-10T00:00:00"), 4, "takes_effect_date", "T00"),
    "23 number with a comma": (CONDITIONS, put("30.0", '"30,0"'), 4, "quantity", "30,0"),
    "23 NaN": (CONDITIONS, put("30.0", "NaN"), 4, "quantity", "NaN"),
    "23 infinity": (CONDITIONS, put("30.0", "INF"), 4, "quantity", "INF"),
    "23 1e400": (CONDITIONS, put("30.0", "1e400"), 4, "quantity", "1e400"),
    "23 number without its decimals": (CONDITIONS, put("30.0", "30"), 4, "quantity", "'30'"),
    "35 reference to nobody": (OFFICES, put(",minister-r,", ",minister-s,"), 2, "actor_id", "minister-s"),
    "44 0 for false": (CONDITIONS, put("false", "0"), 2, "is_vague", "0"),
    "44 TRUE for true": (CONDITIONS, put("true", "TRUE"), 2, "gates_ceasefire", "TRUE"),
}  # fmt: skip
SLIPS = {name: (ACTORS, *slip) for name, slip in BYTES.items()} | CONTENT


@pytest.mark.parametrize(("file", "change", "line", "column", "shown"), SLIPS.values(), ids=SLIPS)
def test_a_csv_file_that_differs_from_its_parquet_file_is_refused_at_the_first_difference(
    written, file, change, line, column, shown
):
    rewrite(written / file, change)
    publish(written)
    (found,) = release_files.findings(written)
    assert (found.rule, found.file, found.line, found.key) == ("parquet_equals_csv", file, line, column)
    assert shown in found.message
    assert "make release" in found.remedy
    assert len(str(found)) < 1000


def test_a_release_as_it_was_written_has_no_finding(written):
    assert release_files.findings(written) == []


def test_a_file_that_was_not_published_so_is_refused_first(written):
    """55: the checksums show it before anything is read."""
    rewrite(written / ACTORS, put("Council", "Councils"))
    (found,) = release_files.findings(written)
    assert (found.rule, found.file) == ("checksums_hold", ACTORS)
    assert re.fullmatch(r"expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}", found.message)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda content: content[:-20], "parquet_can_be_read"),
        (lambda _: b"", "parquet_can_be_read"),
        (lambda content: content[:-12] + b"\xff" * 4 + content[-8:], "parquet_can_be_read"),
        (lambda content: b"\x1f\x8b" + content, "parquet_can_be_read"),
    ],
    ids=["54 truncated", "54 emptied", "54 corrupted at its end", "54 another format"],
)
def test_a_parquet_file_that_cannot_be_read_is_refused(written, change, rule):
    rewrite(written / "parquet/actors.parquet", change)
    publish(written)
    found = release_files.findings(written)
    assert [(finding.rule, finding.file) for finding in found] in (
        [(rule, "parquet/actors.parquet")],
        [("parquet_equals_csv", ACTORS)],
    )


def test_a_parquet_file_of_other_rows_or_types_is_refused(written, small_tables):
    actors = small_tables["actors"]
    for frame, rule, file in (
        (actors.with_columns(pl.col("name").str.to_uppercase()), "parquet_equals_csv", ACTORS),
        (actors.reverse(), "parquet_equals_csv", ACTORS),
        (
            actors.with_columns(pl.col("cow_code").cast(pl.Int32)),
            "parquet_has_the_types_of_its_schema",
            "parquet/actors.parquet",
        ),
    ):
        frame.write_parquet(written / "parquet/actors.parquet")
        publish(written)
        assert (rule, file) in {(finding.rule, finding.file) for finding in release_files.findings(written)}


def test_a_table_out_of_the_order_of_its_key_is_refused(written, small_tables):
    """15: also where both files agree."""
    reverse = small_tables["actors"].reverse()
    (written / ACTORS).write_bytes(release_files.as_csv(reverse))
    reverse.write_parquet(written / "parquet/actors.parquet")
    publish(written)
    assert [(finding.rule, finding.file) for finding in release_files.findings(written)] == [
        ("rows_are_in_the_order_of_their_key", ACTORS),
    ]


# --- The descriptor ---

UNSAFE_PATHS = (
    "../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://169.254.169.254/x",
    "\\\\server\\share", "C:x",
    "C:\\x", "csv\\actors.csv", "csv/./actors.csv", "csv/../csv/actors.csv", "csv//actors.csv", ".hidden", "",
    ["https://example.org/actors.csv"] * 100_000, {"csv/actors.csv": 1}, 7, None, True,
)  # fmt: skip


@pytest.mark.parametrize("key", ["path", "parquet"])
@pytest.mark.parametrize("path", UNSAFE_PATHS, ids=lambda path: ascii(path)[:40])
def test_a_path_that_leads_elsewhere_is_refused_unread(written, key, path):
    """50: the rule is one of text, so it is the same under either separator."""
    redescribe(written, lambda described: described["resources"][0].update({key: path}))
    publish(written)
    found = release_files.findings(written)
    assert [(finding.rule, finding.file) for finding in found] == [
        ("paths_are_those_of_their_tables", "datapackage.json")
    ]
    assert "is not safe" in found[0].message
    assert len(str(found[0])) < 1000


def test_a_link_out_of_the_release_is_refused(written, tmp_path):
    """50."""
    outside = tmp_path / "outside.csv"
    shutil.move(written / ACTORS, outside)
    (written / ACTORS).symlink_to(outside)
    found = release_files.findings(written)
    assert [(finding.rule, finding.file) for finding in found] == [("paths_are_those_of_their_tables", ACTORS)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda described: described.pop("resources"), "lacks 'resources'"),
        (lambda described: described["resources"][0].pop("schema"), "lacks 'schema'"),
        (lambda described: described["resources"][0]["schema"].pop("primaryKey"), "lacks 'primaryKey'"),
        (lambda described: described.update(resources=7), "malformed"),
        (lambda described: described.update(resources=["actors"]), "malformed"),
        (lambda described: described["vocabularies"]["aim"]["codes"][-1].update(issue={}), "cannot be checked"),
    ],
    ids=["no tables", "no schema", "no key", "number of tables", "names alone", "mapping for a text"],
)
def test_a_descriptor_that_lacks_something_is_refused(written, change, said):
    redescribe(written, change)
    publish(written)
    (found,) = release_files.findings(written)
    assert (found.rule, found.file) == ("descriptors_have_their_form", "datapackage.json")
    assert said in found.message


def test_a_table_that_the_descriptor_leaves_out_is_refused(written):
    redescribe(written, lambda described: described["resources"].pop())
    publish(written)
    assert {finding.message for finding in release_files.findings(written)} == {"no table has this file"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1, "a": 2}', "the key 'a' is there twice"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": [-Infinity]}', "-Infinity is not a number"),
        (b"[" * 100_000, "it nests too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"a": ["\\ud800"]}', "surrogates not allowed"),
        ("{}".encode("utf-16"), "codec can't decode"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b'{"a": 1} {', "Extra data"),
        (b"", "Expecting value"),
    ],
    ids=[
        "45 key twice", "45 NaN", "45 Infinity", "48 deep nesting", "49 5000 digits", "04 lone surrogate",
        "03 UTF-16",
        "01 byte order mark", "54 garbage appended", "13 empty",
    ],
)  # fmt: skip
def test_malformed_json_is_refused(written, content, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        strict_json.parse(content)
    (written / "datapackage.json").write_bytes(content)
    with pytest.raises(ValidationError) as refused:
        release_files.read_descriptor(written)
    assert said in str(refused.value)
