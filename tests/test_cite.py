"""Citation: the dataset, and exactly the documents behind the rows."""

from __future__ import annotations

import re

import pytest

import peaceterms
from invented_release import STATEMENT

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")

DATASET = """\
@misc{peaceterms-0.2.0,
  author = {{peaceterms contributors}},
  title = {{peaceterms: who demands what to end the Russia-Ukraine war}},
  year = {2026},
  month = nov,
  version = {0.2.0},
  note = {Data set, version 0.2.0, licence CC-BY-4.0},
}
"""
HERALD = r"""
@misc{herald-2024-03-13,
  title = {{100\% certain\_ \& \textbraceleft{}sure\textbraceright{}?}},
  organization = {{The Herald}},
  year = {2024},
  month = mar,
  day = {13},
  language = {en},
  url = {https://example.org/news?id=1&x=%20y},
  urldate = {2024-03-13},
}
"""
GAZETTE = r"""
@misc{gazette-2024-03,
  title = {{Troops to go}},
  organization = {{The Gazette \& Sons}},
  year = {2024},
  month = mar,
  language = {en},
}
"""
WIRE = """
@misc{wire-2024,
  title = {{Interview}},
  note = {published between 2023-12-30 and 2024-04-02},
  language = {en},
  url = {https://example.org/wire},
  urldate = {2024-03-13},
}
"""


def the_version(text: str, version: str) -> str:
    """Return the expected text for the version that is being tested."""
    return text.replace("0.2.0", version)


def test_the_dataset_alone_is_cited_without_rows(invented):
    year = invented.descriptor["created"][:4]
    expected = the_version(DATASET, invented.version).replace("2026", year)
    assert re.sub(r"month = \w+", "month = nov", peaceterms.cite()) == expected


@pytest.mark.parametrize(
    ("rows", "documents"),
    [
        (f"{STATEMENT}.c02", HERALD),
        (f"{STATEMENT}.c01", GAZETTE + HERALD),
        (STATEMENT, GAZETTE + HERALD + WIRE),
        ("wire-2024", WIRE),
        ([], ""),
    ],
    ids=["one document", "two documents", "statement", "source", "no rows"],
)
def test_exactly_the_documents_behind_the_rows_are_cited(rows, documents):
    assert peaceterms.cite(rows) == peaceterms.cite() + documents


def test_a_frame_and_its_sources_cite_the_same():
    frame = peaceterms.load("territorial_claims")
    assert peaceterms.cite(frame) == peaceterms.cite(peaceterms.sources(frame)) == peaceterms.cite() + HERALD


def test_no_document_has_an_author():
    assert peaceterms.cite(STATEMENT).count("author") == 1


def test_braces_balance_whatever_the_title():
    text = peaceterms.cite(STATEMENT)
    assert text.count("{") == text.count("}")


def test_a_list_of_references_has_a_line_for_each(invented):
    lines = peaceterms.cite(STATEMENT, "text").splitlines()
    assert lines[1:] == [
        "Troops to go. The Gazette & Sons, March 2024.",
        "100% certain_ & {sure}? The Herald, 13 March 2024. https://example.org/news?id=1&x=%20y (read 2024-03-13)",
        "Interview. Published between 2023-12-30 and 2024-04-02. https://example.org/wire (read 2024-03-13)",
    ]
    assert lines[0].endswith(f"Data set, version {invented.version}, CC-BY-4.0.")


def test_an_unknown_format_is_reported():
    with pytest.raises(peaceterms.UnknownValue, match="did you mean 'bibtex'"):
        peaceterms.cite(format="bibtx")
