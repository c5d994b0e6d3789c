"""The codebook of a release: its pages, and what they show of columns and codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peaceterms_build.docs import codebook

LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.fixture(scope="module")
def pages(small_release):
    """Return the text of each page of the small release's codebook, by its path."""
    paths = [small_release / codebook.INDEX, *sorted((small_release / codebook.FOLDER).iterdir())]
    return {path.relative_to(small_release).as_posix(): path.read_text("utf-8") for path in paths}


def section(page, heading):
    """Return what follows a heading of the second level."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def uses(pages, vocabulary):
    """Return the uses that the page of codes gives for each code of a list, an aim with its issue before it."""
    rows = re.findall(
        r"^\| (?:`(\S+)` \| )?`(\S+)` \|.* \| (\d+) \|$", section(pages["codebook/vocabularies.md"], vocabulary), re.M
    )
    return {(issue or None, code): int(count) for issue, code, count in rows}


def test_every_link_of_the_codebook_leads_to_a_page_and_a_heading(pages):
    for name, page in pages.items():
        for target, heading in LINK.findall(page):
            path = (Path(name).parent / target).as_posix() if target else name
            path = path.replace("codebook/../", "")
            assert path in pages, (name, target)
            headings = [
                line.lstrip("# ").lower().replace(" ", "-") for line in pages[path].splitlines() if line[:1] == "#"
            ]
            assert not heading or heading in headings, (name, target, heading)


def test_the_index_leads_to_every_page(pages):
    linked = {target for target, _ in LINK.findall(pages[codebook.INDEX])}
    assert linked == set(pages) - {codebook.INDEX}


def test_every_column_has_its_meaning_apart_from_the_coders_rule(pages, schemas):
    for table in schemas:
        page = pages[f"codebook/{table}.md"]
        for column in schemas[table].columns:
            assert f"\n### {column.name}\n\n{column.description}\n" in section(page, "Meaning")
            assert f"\n- **{column.name}**: " in section(page, "For coders")


def test_codes_are_counted_where_they_are_coded(pages, small_tables):
    moves = dict(small_tables["conditions"]["move"].value_counts().iter_rows())
    assert uses(pages, "move") == {(None, code): moves.get(code, 0) for code in small_tables.vocabulary("move")["code"]}
    assert 0 in uses(pages, "move").values()


def test_codes_of_derived_tables_and_crosswalks_alone_are_counted_there(pages, small_tables):
    assert sum(uses(pages, "role").values()) == small_tables["conditions_flat"].height
    crosswalks = small_tables["crosswalk"].height + small_tables["move_crosswalk"].height
    assert sum(uses(pages, "crosswalk_scheme").values()) == sum(uses(pages, "match").values()) == crosswalks


def test_aims_are_counted_under_their_issue(pages, small_tables):
    counted = uses(pages, "aim")
    assert len(counted) == small_tables.vocabulary("aim").height
    assert sum(counted.values()) == small_tables["conditions"].height
