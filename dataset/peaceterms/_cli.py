"""The command line: what the functions of the package do, as text in a terminal."""

from __future__ import annotations

import argparse
import os
import sys
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from peaceterms import (
    _check,
    _cite,
    _describe,
    _find,
    _hydrate,
    _load,
    _release,
    _renditions,
    _sources,
    plain_text,
)
from peaceterms._errors import PeacetermsError, UnknownColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

DONE, NOT_ALL_FOUND, REFUSED = 0, 1, 2
FRAME_FORMATS: dict[str, Callable[[pl.DataFrame], str]] = {
    "csv": plain_text.as_csv,
    "json": plain_text.as_json,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after `peaceterms`; those of the command line if left out.

    Returns:
        The exit code: 0 done, 1 not every passage was found (verify), 2 refused with the reason told.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. What Python still holds must not be written when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (PeacetermsError, ImportError, OSError) as error:
        for line in str(error).splitlines() or [type(error).__name__]:
            sys.stderr.write(f"peaceterms: {line}\n")
        return REFUSED
    return code


class _Parser(argparse.ArgumentParser):
    """A parser that tells a mistake on one line."""

    def error(self, message: str) -> NoReturn:
        """Tell the mistake and end with the exit code of refused input."""
        self.exit(REFUSED, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the commands."""
    parser = _Parser(prog="peaceterms", description="Who demands what to end the Russia-Ukraine war.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version of the release")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[Any], int], told: str) -> argparse.ArgumentParser:
        subparser = commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
        subparser.set_defaults(run=run)
        return subparser

    frames = {
        "list": command("list", _list, "list the tables"),
        "show": command("show", _show, "print a table, or the rows whose columns equal the values given"),
        "describe": command("describe", _describe_table, "print what a table and its columns mean"),
        "codes": command("codes", _codes, "print what the codes of a vocabulary or of a column mean"),
        "find": command("find", _find_words, "search tables, columns and codes by words"),
        "sources": command("sources", _sources_of, "print the passages that carry rows, with links"),
        "renditions": command("renditions", _renditions_of, "print how each document words a statement"),
    }
    for subparser in frames.values():
        subparser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    for name in ("show", "describe"):
        frames[name].add_argument("table", metavar="TABLE", help="such as conditions; see `peaceterms list`")
    frames["show"].add_argument(
        "equals",
        nargs="*",
        metavar="COLUMN=VALUE",
        help="the same column twice: either value; no value: empty cells",
    )
    frames["show"].add_argument("--labels", action="store_true", help="add what each code is called")
    frames["codes"].add_argument(
        "vocabulary", metavar="VOCABULARY", help="such as move, or conditions.move for that of a column"
    )
    frames["find"].add_argument("words", nargs="+", metavar="WORD")
    frames["sources"].add_argument("rows", nargs="+", metavar="ID", help="the id of any coded row")
    frames["renditions"].add_argument("statement", metavar="STATEMENT", help="the id of a statement")
    citation = command("cite", _cite_rows, "print the citation of the dataset and of documents behind rows")
    citation.add_argument("rows", nargs="*", metavar="ID", help="the id of any coded row")
    citation.add_argument("--format", choices=_cite.CITATION_FORMATS, default="bibtex")
    verify = command("verify", _verify_folder, "look for every passage in copies of the documents")
    verify.add_argument("folder", metavar="FOLDER", help="a folder of UTF-8 .txt files, under any names")
    command("validate", _validate, "hold the installed release against all that it promises")
    path = command("path", _path, "print the path of a table's file")
    path.add_argument("table", metavar="TABLE", help="such as conditions; see `peaceterms list`")
    path.add_argument("--format", choices=get_args(_release.FileFormat), default="parquet")
    return parser


class _Version(argparse.Action):
    """Print the version of the release and end; it is read only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        """Print the version."""
        _print(f"peaceterms {_release.version()}\n")
        parser.exit(DONE)


def _list(options: argparse.Namespace) -> int:
    tables = _load.tables()
    if options.format == "table":
        tables = tables.select("table", "title", "group", "rows")
    return _print_frame(tables, options)


def _show(options: argparse.Namespace) -> int:
    frame = _load.load(options.table, labels=options.labels, **_equals(options.equals))
    return _print_frame(frame, options)


def _describe_table(options: argparse.Namespace) -> int:
    frame = _describe.describe(options.table)
    if options.format == "table":
        resource = _release.installed().resource(options.table)
        key = ", ".join(resource["schema"]["primaryKey"])
        _print(f"{resource['title']} ({options.table}): {resource['rows']} rows, key: {key}\n\n")
        _print(plain_text.paragraphs(resource["description"], _width()) + "\n")
    return _print_frame(frame, options)


def _codes(options: argparse.Namespace) -> int:
    return _print_frame(_describe.codes(options.vocabulary), options)


def _find_words(options: argparse.Namespace) -> int:
    return _print_frame(_find.find(" ".join(options.words)), options)


def _sources_of(options: argparse.Namespace) -> int:
    return _print_frame(_sources.sources(options.rows), options)


def _renditions_of(options: argparse.Namespace) -> int:
    frame = _renditions.renditions(options.statement)
    if options.format != "table" or not frame.height:
        return _print_frame(frame, options)
    for (row_id, summary), documents in frame.group_by("row_id", "summary", maintain_order=True):
        _print(plain_text.paragraphs(f"{row_id}: {summary}", _width()))
        for document in documents.iter_rows(named=True):
            _print(plain_text.paragraphs(_rendition(document), _width(), indent="    "))
        _print("\n")
    return DONE


def _cite_rows(options: argparse.Namespace) -> int:
    _print(_cite.cite(options.format, options.rows or None))
    return DONE


def _verify_folder(options: argparse.Namespace) -> int:
    outcome = _hydrate.verify(options.folder)
    fingerprinted = _load.load("passages")["fingerprint"].drop_nulls().len()
    lost = outcome.filter(~outcome["is_found"])
    counts = {
        "passages": outcome.height,
        "fingerprinted": fingerprinted,
        "found": outcome.height - lost.height,
        "not found": lost.height,
    }
    for name, count in counts.items():
        _print(f"{name:15}{count:>7}\n")
    for passage_id, reason in lost.select("passage_id", "reason").iter_rows():
        _print(f"{passage_id}: {reason}\n")
    return NOT_ALL_FOUND if lost.height else DONE


def _validate(_: argparse.Namespace) -> int:
    _check.validate()
    tables = _load.tables()
    _print(f"no finding in release {_release.version()}: {tables.height} tables, {tables['rows'].sum()} rows\n")
    return DONE


def _path(options: argparse.Namespace) -> int:
    _print(f"{_load.path(options.table, options.format)}\n")
    return DONE


def _equals(pairs: Sequence[str]) -> dict[str, Any]:
    """Return the values asked for by column, empty ones as None.

    Raises:
        UnknownColumn: A word is no column with its value.
    """
    equals: dict[str, list[str | None]] = {}
    for pair in pairs:
        column, sign, value = pair.partition("=")
        if not sign or not column:
            text = f"{pair!r} is no column with its value; write it as holder_id=russia"
            raise UnknownColumn(text)
        equals.setdefault(column, []).append(value or None)
    return dict(equals)


def _rendition(document: dict[str, Any]) -> str:
    """Return how one document words a row, on a line."""
    if document["passage_id"] is None:
        return f"{document['publisher_name']} ({document['source_id']}): {document['fit']}"
    verb = f", {document['reporting_verb']}" if document["reporting_verb"] else ""
    words = " … ".join(dict.fromkeys((document["starts_with"], document["ends_with"])))
    return (
        f"{document['publisher_name']} ({document['passage_id']}): {document['fit']}; "
        f"{document['rendition']}{verb}; "
        f"“{words}”"
        f"{f' {link}' if (link := document['link']) else ''}"
    )


def _print_frame(frame: pl.DataFrame, options: argparse.Namespace) -> int:
    """Print a frame in the format that was asked for."""
    write = FRAME_FORMATS.get(options.format)
    _print(write(frame) if write else plain_text.as_text(frame, _width()))
    return DONE


def _width() -> int:
    return get_terminal_size().columns


def _print(text: str) -> None:
    sys.stdout.write(text)
