"""Plain English: words that code, comments, pages and the codebook do without.

Out of scope are the manual, what coders wrote (cards, codings, adjudications), the licences, and labels: a label is a
cell of released tables, so it changes with the data.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LABEL = re.compile(r"^ +(- )?label: .*$", re.MULTILINE)

# What to avoid, and what to write; `~` is any white space, a line break in a comment included.
WORDS = {
    r"(?<![“\"])(?:tells?|told|telling)(?![”\"]|(?: reporters| a crowd| us))": "say, report, show, distinguish",
    r"(?:held|holds?)~(?:[a-z_]+~)?against": "compare with, check against",
    r"(?:stands?|stood)~(?:in|on|behind|here|there)": "is in, covers, supports",
    r"(?<!there )(?:is|are)~no(?! longer)": "is not a, are not",
    r"of~(?:its|their|his|her|your|one's)~own": "own, separate",
    r"anew": "again",
    r"mend(?:s|ed|ing)?": "fix, correct",
    r"spoil(?:s|t|ed)?": "corrupt",
    r"parted": "separated",
    r"sees?~to~it": "checks",
    r"days~ahead": "future dates",
    r"denied:": "say what is wrong",
    r"breaks~the~check": "say what is wrong",
    r"minted": "new ids",
    r"unitising": "unit alignment",
    r"borrowed~sentences?": "text reuse",
    r"lasting~address": "permanent address",
}
SPACE = r"[\s#*]+"
SEARCHED = {word: re.compile(rf"\b{word.replace('~', SPACE)}(?!\w)", re.IGNORECASE) for word in WORDS}


def prose():
    """Yield every file in scope with its text, labels blanked out."""
    for pattern in ("build/**/*", "dataset/**/*", "schemas/**/*", "tests/**/*", "corpus/**/README.md", ".ci/*", "*"):
        for path in ROOT.glob(pattern):
            name = path.relative_to(ROOT).as_posix()
            is_text = path.suffix in (".py", ".md", ".yaml", ".j2", ".toml", ".cff") or path.name in ("Makefile", "run")
            is_data = name.startswith(("dataset/peaceterms/release/", "tests/examples/small_corpus/corpus/"))
            if path.is_file() and is_text and not is_data and path != Path(__file__):
                yield name, LABEL.sub("", path.read_text(encoding="utf-8"))


def findings(name, text):
    """Return where a text has a word to avoid, and what to write."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]!r}: {WORDS[word]}"
        for word, pattern in SEARCHED.items()
        for match in pattern.finditer(text)
    ]


def test_no_page_and_no_code_has_a_word_to_avoid():
    found = [finding for name, text in prose() for finding in findings(name, text)]
    assert found == [], f"{len(found)} findings:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text", ["The file stands in\n# the folder.", "A row of its own.", "It is no id.", "A card held against its text."]
)
def test_a_word_to_avoid_is_found_once_across_lines_too(text):
    assert len(findings("page.md", text)) == 1


@pytest.mark.parametrize(
    "text", ["There is no default.", "It is no longer there.", "told_in_statement_id", "a lemma: “tell”"]
)
def test_what_is_plain_is_left_alone(text):
    assert findings("page.md", text) == []
