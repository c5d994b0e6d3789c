"""Citation: the dataset, and exactly the documents behind the rows that were used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from peaceterms import _release, _rows, _sources
from peaceterms._errors import UnknownId, UnknownValue

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from peaceterms._rows import Rows

    Fields = Iterable[tuple[str, str | None]]

CITATION_FORMATS = ("bibtex", "text")
# Not those of the `calendar` module, which are in the language of the machine.
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TEX_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # \{ would upset the counting of braces in BibTeX
    "}": r"\textbraceright{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "$&#_%"},
}
NO_PUBLISHER = "not_stated"  # the publisher_type of the entry for a publisher that is not established


def cite(rows: Rows | None = None, format: Literal["bibtex", "text"] = "bibtex") -> str:  # noqa: A002  # the word that users expect
    """Return the citation of the dataset and of the documents behind rows.

    Args:
        rows: A frame with a key column, one id, or several, as for `sources`; None cites the dataset alone.
        format: bibtex or text.

    Returns:
        One entry for the dataset, then one for each document behind the rows, by id. The keys of BibTeX are
        the ids of the documents. A document has no author but an organization, its publisher; day and month
        are given only where they are known.

    Raises:
        UnknownValue: No format has that name.
        UnknownColumn: The frame has no column that leads to passages.
        UnknownId: No coded row has such an id.

    Example:
        >>> cite(format="text").startswith("peaceterms contributors")
        True
        >>> entries = cite("vladimir-putin-2024-03-13-kiselyov").splitlines()
        >>> [line for line in entries if line.startswith("@misc")][1:]
        ['@misc{rt-2024-03-13,', '@misc{ukrainska-pravda-2024-03-13,']
    """
    if format not in CITATION_FORMATS:
        from peaceterms.contract.schemas import nearest

        text = f"unknown format {format!r}; {nearest(str(format), CITATION_FORMATS)}"
        raise UnknownValue(text)
    if isinstance(rows, str) and rows in CITATION_FORMATS:
        text = f"{rows!r} is a format, not an id; write cite(format={rows!r})"
        raise UnknownId(text)
    present = _release.installed()
    documents = [] if rows is None else _documents(rows, present)
    if format == "text":
        lines = [_dataset_in_text(present.descriptor), *map(_document_in_text, documents)]
        return "\n".join(lines) + "\n"
    return "\n".join([_dataset_in_bibtex(present.descriptor), *map(_document_in_bibtex, documents)])


def _documents(rows: Rows, release: _release.Release) -> list[dict[str, Any]]:
    behind = _rows.followed(rows, release).select("source_id").unique()
    publishers = release.frame("publishers").select("publisher_id", "publisher_type")
    return (
        _sources.documents(release)
        .join(behind, on="source_id", how="semi")
        .join(publishers, on="publisher_id", how="left")
        .sort("source_id")
        .to_dicts()
    )


def _dataset_in_bibtex(descriptor: Mapping[str, Any]) -> str:
    year, month, _ = descriptor["created"][:10].split("-")
    licences = ", ".join(licence["name"] for licence in descriptor["licenses"])
    authors = " and ".join(f"{{{_tex(person['title'])}}}" for person in descriptor["contributors"])
    fields = [
        ("author", authors),
        ("title", f"{{{_tex(descriptor['title'])}}}"),
        ("year", year),
        ("month", _macro(int(month))),
        ("version", _tex(descriptor["version"])),
        ("note", f"Data set, version {_tex(descriptor['version'])}, licence {_tex(licences)}"),
    ]
    return _entry(f"{descriptor['name']}-{descriptor['version']}", fields)


def _document_in_bibtex(document: Mapping[str, Any]) -> str:
    year, month, day = _known(document)
    fields = [
        ("title", f"{{{_tex(document['title'])}}}"),
        ("organization", f"{{{_tex(document['publisher_name'])}}}" if _has_publisher(document) else None),
        ("year", None if year is None else str(year)),
        ("month", None if month is None else _macro(month)),
        ("day", None if day is None else str(day)),
        ("note", _between(document) if year is None else None),
        ("language", _tex(document["language"]) if len(document["language"]) == len("en") else None),
        ("url", _address(document["url"])),
        ("urldate", document["read_date"].isoformat() if document["url"] else None),
    ]
    return _entry(document["source_id"], fields)


def _dataset_in_text(descriptor: Mapping[str, Any]) -> str:
    authors = ", ".join(person["title"] for person in descriptor["contributors"])
    licences = ", ".join(licence["name"] for licence in descriptor["licenses"])
    year, version = descriptor["created"][:4], descriptor["version"]
    return f"{authors} ({year}). {descriptor['title']}. Data set, version {version}, {licences}."


def _document_in_text(document: Mapping[str, Any]) -> str:
    year, month, day = _known(document)
    date = " ".join(
        part
        for part in (
            None if day is None else str(day),
            None if month is None else MONTHS[month - 1],
            _between(document) if year is None else str(year),
        )
        if part
    )
    publisher = document["publisher_name"] if _has_publisher(document) else None
    place = ", ".join(part for part in (publisher, date) if part)
    place = place[0].upper() + place[1:]
    stop = "" if document["title"].endswith((".", "?", "!")) else "."
    address = f" {document['url']} (read {document['read_date']})" if document["url"] else ""
    return f"{document['title']}{stop} {place}.{address}"


def _known(document: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
    """Return year, month and day of publication, each only where the bounds agree on it."""
    earliest: datetime.date = document["published_earliest_date"]
    latest: datetime.date = document["published_latest_date"]
    if earliest.year != latest.year:
        return None, None, None
    if earliest.month != latest.month:
        return earliest.year, None, None
    return earliest.year, earliest.month, earliest.day if earliest == latest else None


def _between(document: Mapping[str, Any]) -> str:
    return f"published between {document['published_earliest_date']} and {document['published_latest_date']}"


def _has_publisher(document: Mapping[str, Any]) -> bool:
    return bool(document["publisher_type"] != NO_PUBLISHER)


def _macro(month: int) -> str:
    return MONTHS[month - 1][:3].lower()


def _entry(key: str, fields: Fields) -> str:
    stated = [(name, value) for name, value in fields if value]
    macros = {month[:3].lower() for month in MONTHS}
    lines = [f"  {name} = {value if value in macros else f'{{{value}}}'},\n" for name, value in stated]
    return f"@misc{{{key},\n{''.join(lines)}}}\n"


def _tex(text: str) -> str:
    return "".join(TEX_SIGNS.get(sign, sign) for sign in text)


def _address(url: str | None) -> str | None:
    """Return an address for a field that TeX reads as it is, where only braces would do harm."""
    return url and url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
