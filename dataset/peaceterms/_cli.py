"""The command line: what the functions of the package do, as text in a terminal."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, NoReturn, get_args

from peaceterms import (
    _check,
    _cite,
    _describe,
    _find,
    _load,
    _release,
    _renditions,
    _sources,
    _verify,
    plain_text,
)
from peaceterms._errors import PeacetermsError, UnknownColumn, UnknownValue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

DONE, NOT_ALL_FOUND, REFUSED = 0, 1, 2
FRAME_FORMATS: dict[str, Callable[[pl.DataFrame], str]] = {
    "csv": plain_text.as_csv,
    "json": plain_text.as_json,
    "jsonl": plain_text.as_jsonl,
}
FORMATS = ("table", *FRAME_FORMATS)
SHOW_EXAMPLES = """\
examples:
  peaceterms show conditions holder_id=russia move=demands --labels
  peaceterms show conditions issue=territory.status --columns condition_id,aim,move,summary --limit 10
  peaceterms show conditions move=demands move=offers      (either value)
  peaceterms show conditions deadline_date=                (empty cells)
  peaceterms show conditions --out conditions.csv          (or .json, .jsonl, .parquet)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The words after `peaceterms`; those of the command line if left out.

    Returns:
        The exit code: 0 done, 1 not every passage was found (verify), 2 refused, with the reason.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    try:
        options, rest = _parser().parse_known_args(arguments)
        if rest:
            options.parser.error(f"unrecognized arguments: {' '.join(rest)}")
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. What Python still holds must not be written when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except UnicodeEncodeError:
        return _refuse("an argument is not UTF-8; write it in UTF-8")
    except (PeacetermsError, ImportError, OSError) as error:
        return _refuse(str(error) or type(error).__name__)
    return code


def _refuse(message: str) -> int:
    for line in message.splitlines():
        sys.stderr.write(f"peaceterms: {line}\n")
    return REFUSED


class _Parser(argparse.ArgumentParser):
    """A parser that reports a mistake on one line."""

    def error(self, message: str) -> NoReturn:
        """Report the mistake and end with the exit code of refused input."""
        self.exit(REFUSED, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="peaceterms", description="Who demands what to end the Russia-Ukraine war.")
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version of the release")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[Any], int], purpose: str, examples: str = "") -> argparse.ArgumentParser:
        subparser = commands.add_parser(
            name,
            help=purpose,
            description=f"{purpose[0].upper()}{purpose[1:]}.",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        subparser.set_defaults(run=run, parser=subparser)
        return subparser

    frames = {
        "list": command("list", _list, "list the tables"),
        "show": command(
            "show", _show, "print a table, or the rows whose columns equal the values given", SHOW_EXAMPLES
        ),
        "describe": command("describe", _describe_table, "print what a table and its columns mean"),
        "codes": command("codes", _codes, "print what the codes of a vocabulary or of a column mean"),
        "find": command("find", _find_words, "search tables, columns and codes by words"),
        "sources": command("sources", _sources_of, "print the passages that carry rows, with links"),
        "renditions": command("renditions", _renditions_of, "print how each document words a statement"),
    }
    for subparser in frames.values():
        subparser.add_argument("--format", choices=FORMATS, default="table")
    for name in ("show", "describe"):
        frames[name].add_argument("table", metavar="TABLE", help="such as conditions; see `peaceterms list`")
    frames["show"].add_argument(
        "equals",
        nargs="*",
        metavar="COLUMN=VALUE",
        help="the same column twice: either value; no value: empty cells",
    )
    frames["show"].add_argument("--labels", action="store_true", help="add what each code is called")
    frames["show"].add_argument("--columns", metavar="COLUMN,COLUMN", help="print these columns only")
    frames["show"].add_argument("--limit", metavar="ROWS", type=int, help="print the first rows only")
    frames["show"].add_argument(
        "--out", metavar="FILE", type=Path, help="write to a file: .csv, .json, .jsonl or .parquet"
    )
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
    command("validate", _validate, "check the installed release against all that it promises")
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
    frame = _load.rows(options.table, _equals(options.equals), labels=options.labels)
    if options.columns:
        names = options.columns.split(",")
        for name in names:
            if name not in frame.columns:
                from peaceterms.contract.schemas import nearest

                text = f"table {options.table!r} has no column {name!r}; {nearest(name, frame.columns)}"
                raise UnknownColumn(text)
        frame = frame.select(list(dict.fromkeys(names)))
    if options.limit is not None:
        if options.limit < 0:
            text = f"--limit cannot be {options.limit}; write a number of rows, such as 10"
            raise UnknownValue(text)
        frame = frame.head(options.limit)
    if options.out:
        _write(frame, options.out)
        return DONE
    return _print_frame(frame, options)


def _write(frame: pl.DataFrame, path: Path) -> None:
    file_format = path.suffix[1:].lower()
    if file_format not in (*FRAME_FORMATS, "parquet"):
        text = f"--out cannot be {str(path)!r}; end its name with .{', .'.join(FRAME_FORMATS)} or .parquet"
        raise UnknownValue(text)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        if file_format == "parquet":
            frame.write_parquet(unfinished)
        else:
            unfinished.write_bytes(FRAME_FORMATS[file_format](frame).encode("utf-8"))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


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
    text = _cite.cite(options.rows or None, options.format)
    (_print_data if options.format == "bibtex" else _print)(text)
    return DONE


def _verify_folder(options: argparse.Namespace) -> int:
    passages = _load.load("passages")
    fingerprinted = passages["fingerprint"].drop_nulls().len()
    found = _verify.search(options.folder, passages)
    outcome = found.frame(note=False)
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
    if note := found.note():
        _print(f"{note}\n")
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
        UnknownColumn: A word is not a column with its value.
    """
    equals: dict[str, list[str | None]] = {}
    for pair in pairs:
        column, sign, value = pair.partition("=")
        if not sign or not column:
            text = f"{pair!r} is not a column with its value; write it as holder_id=russia"
            raise UnknownColumn(text)
        equals.setdefault(column, []).append(value or None)
    return dict(equals)


def _rendition(document: dict[str, Any]) -> str:
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
    write = FRAME_FORMATS.get(options.format)
    if write:
        _print_data(write(frame))
    else:
        _print(plain_text.as_text(frame, _width()))
    return DONE


def _width() -> int:
    return get_terminal_size().columns


def _print(text: str) -> None:
    sys.stdout.write(text)


def _print_data(text: str) -> None:
    """Print what another program will read: UTF-8, whatever the terminal can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
