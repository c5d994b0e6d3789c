"""The reader of YAML: text stays text, and what is not plain is refused with its line."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peaceterms.contract.findings import ValidationError
from peaceterms_build.parsing import yaml_reader

CARD = Path("corpus/card.yaml")


def parse(text):
    return yaml_reader.parse(text.encode("utf-8") if isinstance(text, str) else text, CARD)


def refusal_of(content):
    with pytest.raises(ValidationError) as refused:
        parse(content)
    return [(finding.rule, finding.line) for finding in refused.value.findings]


TEXTS = [
    "NO", "no", "yes", "on", "off", "Y", "True", "TRUE", "Null", "NULL", "12:30", "0123", "1_000", "2022-02-24",
    "2022-02-24T10:00:00Z", "0x1F", "0o17", "1e5", "1e400", ".inf", ".nan", ".5", "5.", "+5", "-0", "-0.0",
    "1,5", "00", "1.2.3", "٣",
]  # fmt: skip


def test_text_stays_text():
    assert [parse(f"key: {text}").data["key"] for text in TEXTS] == TEXTS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-7", -7),
        ("30", 30),
        ("17.5", 17.5),
        ("-0.5", -0.5),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_plain_values_have_their_type(text, value):
    found = parse(f"key: {text}").data["key"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ['"true"', "'17'", '"null"', "|-\n  17", ">-\n  true"])
def test_quoted_values_and_blocks_are_text(text):
    assert isinstance(parse(f"key: {text}").data["key"], str)


def test_keys_are_always_text():
    assert parse("NO: a\n12: b\ntrue: c\nnull: d").data == {"NO": "a", "12": "b", "true": "c", "null": "d"}


@pytest.mark.parametrize(
    ("content", "rule", "line"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", "duplicate_key", 3, id="duplicate key"),
        pytest.param("a:\n  b: 1\n  'b': 2\n", "duplicate_key", 3, id="duplicate key, otherwise quoted"),
        pytest.param("a: &x 1\n", "anchor", 1, id="anchor"),
        pytest.param("a: 1\nb: &x [1]\n", "anchor", 2, id="anchor of a list"),
        pytest.param("a: *x\n", "alias", 1, id="alias"),
        pytest.param("*x : 1\n", "alias", 1, id="alias as a key"),
        pytest.param("<<: {a: 1}\n", "merge_key", 1, id="merge key"),
        pytest.param("a: !!int '3'\n", "tag", 1, id="tag of YAML"),
        pytest.param("a: !!python/object/apply:os.getcwd []", "tag", 1, id="tag of Python"),
        pytest.param("a: ! b\n", "tag", 1, id="bare tag"),
        pytest.param("a: 1\n---\nb: 2\n", "second_document", 2, id="second document"),
        pytest.param("%YAML 1.1\n---\na: 1\n", "directive", 1, id="directive"),
        pytest.param("", "empty_file", 1, id="empty file"),
        pytest.param("# nothing yet\n", "empty_file", 1, id="comment alone"),
        pytest.param("just text\n", "bare_value", 1, id="bare text"),
        pytest.param("a: 1\nb:\n", "empty_value", 2, id="empty value"),
        pytest.param("a: {b}\n", "empty_value", 1, id="empty value in braces"),
        pytest.param("- 1\n-\n- 3\n", "empty_value", 2, id="empty list item"),
        pytest.param('"": 1\n', "empty_key", 1, id="empty key"),
        pytest.param("? [a]\n: 1\n", "key_not_text", 1, id="list as a key"),
        pytest.param("{a: 1}: 2\n", "key_not_text", 1, id="mapping as a key"),
        pytest.param(f"a: {'9' * 5000}\n", "number_too_long", 1, id="5000 digits"),
        pytest.param(f"a: 0.{'1' * 40}\n", "number_too_long", 1, id="long decimal"),
        pytest.param("a: 1\nb: 2: 3\n", "yaml_syntax", 2, id="colon in plain text"),
        pytest.param("a: [1\n", "yaml_syntax", 2, id="open bracket"),
        pytest.param('a: "\\ud800"\n', "yaml_syntax", 1, id="lone surrogate"),
        pytest.param('a: 1\nb: "\\0"\n', "unseen_character", 2, id="escaped NUL"),
        pytest.param('a: "\\u202e"\n', "unseen_character", 1, id="escaped direction mark"),
        pytest.param("a: 1\n# \u202e comment\n", "unseen_character", 2, id="direction mark in a comment"),
        pytest.param(b"a: 1\nb: \x00\n", "unseen_character", 2, id="NUL"),
        pytest.param(b"a: " + b"x" * 2000 + b"\x00", "unseen_character", 1, id="NUL after the first kilobyte"),
        pytest.param("a: b\u0085c\n", "unseen_character", 1, id="C1 control"),
        pytest.param("a: b\u2028c\n", "unseen_character", 1, id="line separator"),
        pytest.param("a: 1\r\nb: 2\r\n", "unseen_character", 1, id="CRLF"),
        pytest.param("a: 1\nb:\t2\n", "unseen_character", 2, id="tab"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", "byte_order_mark", 1, id="UTF-8 byte order mark"),
        pytest.param("a: 1\n".encode("utf-16"), "byte_order_mark", 1, id="UTF-16"),
        pytest.param("a: 1\nb: мир\n".encode("cp1251"), "not_utf_8", 2, id="cp1251"),
        pytest.param(b"a: \xed\xa0\x80\n", "not_utf_8", 1, id="encoded surrogate"),
        pytest.param("[" * 20_000, "too_deep", 1, id="twenty thousand brackets"),
        pytest.param("- " * 20_000 + "1", "too_deep", 1, id="twenty thousand dashes"),
        pytest.param(b"a: " + b"x" * yaml_reader.SIZE_LIMIT, "file_too_large", 0, id="too large"),
        pytest.param("[" + "1," * yaml_reader.NODE_LIMIT + "]", "too_many_values", 1, id="too many values"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(content, rule, line):
    assert (rule, line) in refusal_of(content)


def test_all_faults_are_reported_at_once():
    found = refusal_of("a: 1\na: 2\nb: &x 1\nc:\nd: !!str 1\n")
    assert found == [("duplicate_key", 2), ("anchor", 3), ("empty_value", 4), ("tag", 5)]


def test_a_fault_names_its_file_line_and_key():
    with pytest.raises(ValidationError, match=r"corpus/card.yaml:3: conditions.c01.aim: a value is missing"):
        parse("conditions:\n  c01:\n    aim:\n")


def test_an_alias_bomb_is_refused_before_it_is_expanded():
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    assert {"anchor", "alias"} <= {rule for rule, _ in refusal_of(bomb)}


def test_the_deepest_file_allowed_is_read():
    limit = yaml_reader.DEPTH_LIMIT
    assert parse("[" * limit + "1" + "]" * limit).lines[(0,) * limit] == 1


def test_lines_are_known_for_every_key_and_item():
    document = parse("""title: Harbour news
conditions:
  c01: {issue: berths, gates: [talks,
    ceasefire]}
  c02:
    places:
    - north-pier
    - {territory: south-pier, scope: line}
""")
    expected = {
        (): 1,
        ("title",): 1,
        ("conditions",): 2,
        ("conditions", "c01"): 3,
        ("conditions", "c01", "issue"): 3,
        ("conditions", "c01", "gates"): 3,
        ("conditions", "c01", "gates", 0): 3,
        ("conditions", "c01", "gates", 1): 4,
        ("conditions", "c02"): 5,
        ("conditions", "c02", "places"): 6,
        ("conditions", "c02", "places", 0): 7,
        ("conditions", "c02", "places", 1): 8,
        ("conditions", "c02", "places", 1, "territory"): 8,
        ("conditions", "c02", "places", 1, "scope"): 8,
    }
    assert document.lines == expected


def test_a_missing_file_is_refused_under_the_name_that_is_asked_for(tmp_path):
    with pytest.raises(ValidationError, match=r"^corpus/nowhere.yaml: the file cannot be read"):
        yaml_reader.read(tmp_path / "nowhere.yaml", file="corpus/nowhere.yaml")


def test_a_file_is_read_as_its_bytes_are(tmp_path):
    path = tmp_path / "card.yaml"
    path.write_bytes("назва: Гавань\n".encode())
    assert yaml_reader.read(path).data == {"назва": "Гавань"}


def refusal_or_data(content):
    """Return the findings of the content, or what it says."""
    try:
        return (), parse(content).data
    except ValidationError as refused:
        return refused.findings, None


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(content):
    findings, data = refusal_or_data(content)
    assert isinstance(data, dict | list) != bool(findings)
    assert all(finding.file == "corpus/card.yaml" and finding.remedy for finding in findings)


@settings(deadline=None)
@given(st.text(alphabet="ab:-{}[]&*!?|>'\"%#,~ \n01.<", max_size=60))
def test_any_punctuation_is_read_or_refused(text):
    findings, data = refusal_or_data(text)
    assert isinstance(data, dict | list) != bool(findings)
