"""Finding: tables, columns, vocabularies and codes by the words in their descriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from peaceterms import _release
from peaceterms._errors import UnknownValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import polars as pl

KINDS = ("table", "column", "vocabulary", "code")
# A word in a name counts for more than one in a label, and that for more than one in a description, in such
# steps that several words in a description never outdo one in a name.
NAME, LABEL, DESCRIPTION = 100, 10, 1
WHOLE_WORD = 2  # a whole word counts double


class _Entry(NamedTuple):
    """Something that can be found."""

    kind: str
    where: str | None
    issue: str | None
    name: str
    label: str
    description: str


def find(text: str) -> pl.DataFrame:
    """Search the names, labels and descriptions of tables, columns, vocabularies and codes.

    Args:
        text: One or more words, or beginnings of words; all of them must be in what is found.

    Returns:
        The best first: kind (table, column, vocabulary, code), where (the table of a column, the vocabulary
        of a code), issue (of an aim), name, label and description. Nothing found is an empty frame.

    Raises:
        UnknownValue: The text holds no word.

    Example:
        >>> find("ceasefire")["name"].to_list()[0]
        'gates_ceasefire'
    """
    import polars as pl

    wanted = _words(text)
    if not wanted:
        message = f"no word to look for in {text!r}; give one or more words"
        raise UnknownValue(message)
    scored = [(_score(entry, wanted), entry) for entry in _entries(_release.installed().descriptor)]
    found = sorted(
        ((score, entry) for score, entry in scored if score),
        key=lambda pair: (-pair[0], KINDS.index(pair[1].kind), pair[1].where or "", pair[1].name),
    )
    schema = dict.fromkeys(_Entry._fields, pl.String)
    return pl.DataFrame([entry for _, entry in found], schema=schema, orient="row")


def _entries(descriptor: Mapping[str, Any]) -> Iterator[_Entry]:
    for table in descriptor["resources"]:
        name = table["name"]
        yield _Entry("table", None, None, name, table["title"], table["description"])
        for field in table["schema"]["fields"]:
            yield _Entry("column", name, None, field["name"], field["title"], field["description"])
    for name, vocabulary in descriptor["vocabularies"].items():
        yield _Entry("vocabulary", None, None, name, vocabulary["title"], vocabulary["description"])
        for code in vocabulary["codes"]:
            if "code" in code:
                yield _Entry("code", name, code.get("issue"), code["code"], code["label"], code["definition"])


def _score(entry: _Entry, wanted: list[str]) -> int:
    """Return how well an entry answers; 0 if it lacks one of the words."""
    fields = [(NAME, entry.name), (LABEL, entry.label), (DESCRIPTION, entry.description)]
    weighed = [(weight, _words(text)) for weight, text in fields]
    total = 0
    for word in wanted:
        best = max(weight * _likeness(word, words) for weight, words in weighed)
        if not best:
            return 0
        total += best
    return total


def _likeness(word: str, words: list[str]) -> int:
    if word in words:
        return WHOLE_WORD
    return int(any(other.startswith(word) for other in words))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", str(text).casefold())
