"""The commands of the build.

`python -m peaceterms_build anchor | check | tables | release | docs | stats | agreement | draw`
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build import pipeline
from peaceterms_build.docs import generated_files, stats
from peaceterms_build.release import writer
from peaceterms_build.reliability import agreement, agreement_report, audit, audit_sample

ROOT = Path(__file__).resolve().parents[2]
DRAWN = ("rows", "documents", "summaries")
REFUSED = 2  # the exit code of input that is refused


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused with every finding."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except ValidationError as refused:
        for finding in refused.findings:
            _report(finding)
        sys.stderr.write(f"refused: {len(refused.findings)} finding(s); nothing was written\n")
        return REFUSED
    except OSError as error:
        _report(_fault_of_system(error))
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m peaceterms_build", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    commands = parser.add_subparsers(required=True, metavar="command")
    anchor = commands.add_parser("anchor", help="find a card's passages in the document's text and lock them")
    anchor.add_argument("card", type=Path, help="a document card or a raw coding")
    anchor.add_argument("--text", type=Path, required=True, help="the text of the document, UTF-8")
    anchor.set_defaults(run=_anchor)
    check = commands.add_parser("check", help="check the whole corpus or single cards, writing nothing")
    check.add_argument("cards", type=Path, nargs="*", help="cards to check with what they refer to (default: all)")
    check.set_defaults(run=_check)
    for name, run, purpose in (
        ("tables", _tables, "build and check the tables and print their row counts, writing nothing"),
        ("release", _release, "check everything and write the release, all or nothing"),
        ("docs", _docs, "write the generated documents and parts of documents again"),
        ("stats", _stats, "count what the tables hold, by year, side, language and more, writing nothing"),
    ):
        commands.add_parser(name, help=purpose).set_defaults(run=run)
    agreed = commands.add_parser("agreement", help="show how far blind codings of one document agree")
    agreed.set_defaults(run=_agreement)
    draw = commands.add_parser("draw", help="print what is to be audited, drawn by a fixed seed")
    draw.add_argument("what", choices=DRAWN, help="rows, whole documents, or summaries with the parties masked")
    draw.set_defaults(run=_draw)
    return parser


def _anchor(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root) as build:
        lock = build.anchor(options.card, options.text)
    sys.stdout.write(f"{options.card}: {len(lock.passages)} passages anchored\n")


def _check(options: argparse.Namespace) -> None:
    """Check the corpus, or single cards with what they refer to."""
    root = options.root.resolve()
    missing = [path for path in options.cards if not path.is_file()]
    if missing:
        raise ValidationError(_missing(path) for path in missing)
    paths = [path.resolve() for path in options.cards]
    cards = [path.with_suffix(".yaml") if path.suffix == ".lock" else path for path in paths]
    if cards and all(_is_card(path, root) for path in cards):
        with pipeline.opened(root) as build:
            build.check_cards(cards)
        sys.stdout.write(f"no finding in {', '.join(path.relative_to(root).as_posix() for path in cards)}\n")
        return
    with pipeline.opened(root) as build:
        tables = build.checked_tables
        build.check_repository()
    sys.stdout.write(f"no finding in {len(tables)} tables\n")


def _missing(path: Path) -> Finding:
    message, remedy = "there is nothing to check here", "check the path"
    return Finding(rule="unreadable_file", message=message, remedy=remedy, file=str(path))


def _is_card(path: Path, root: Path) -> bool:
    """Return whether a path is one that can be checked apart; all else concerns every card."""
    is_of_a_kind = path.parent.parent in [root / "corpus" / folder for folder in pipeline.CARD_FOLDERS]
    return is_of_a_kind and path.suffix == ".yaml"


def _tables(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root) as build:
        for name, frame in build.tables.items():
            sys.stdout.write(f"{name:24}{frame.height:>6}\n")


def _release(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root, whole=True) as build:
        tables = build.tables
        build.check_repository()
        folder = writer.write(options.root, tables, build.audits)
        generated_files.write(options.root, build.schemas.descriptor, tables)
    sys.stdout.write(f"{folder}: {len(tables)} tables, valid\n")


def _docs(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root) as build:
        generated_files.write(options.root, build.schemas.descriptor, build.tables)


def _stats(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root) as build:
        sys.stdout.write(stats.as_text(build.tables))


def _agreement(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root) as build:
        found = agreement.of_samples(build.corpus, build.schemas)
    sys.stdout.write(agreement_report.as_text(found))


def _draw(options: argparse.Namespace) -> None:
    with pipeline.opened(options.root) as build:
        tables = build.tables
        source_ids = tables["coding_units"]["source_id"].unique().to_list()
        if options.what == "summaries":
            found = audit_sample.summaries(tables, source_ids, audit.aliases(build.corpus.files))
        else:
            draw = audit_sample.rows if options.what == "rows" else audit_sample.documents
            found = draw(tables, source_ids)
    for drawn in found:
        sys.stdout.write("\t".join(drawn) + "\n")


def _fault_of_system(error: OSError) -> Finding:
    is_missing = isinstance(error, FileNotFoundError)
    return Finding(
        rule="files_can_be_read_and_written",
        message="the file is missing" if is_missing else f"the system refused: {error.strerror or error}",
        remedy="check the path, or restore the file from the repository's history"
        if is_missing
        else "free the disk, or make the file readable and its folder writable",
        file=str(error.filename or ""),
    )


def _report(finding: Finding) -> None:
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(f"{finding}\n".encode(encoding, errors="backslashreplace").decode(encoding))


if __name__ == "__main__":
    raise SystemExit(main())
