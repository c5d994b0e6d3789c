"""The commands of the build.

`python -m peaceterms_build anchor | check | tables | release | docs | stats | agreement | draw`
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.checks import corpus_checks
from peaceterms_build.corpus import reader
from peaceterms_build.docs import generated_files, stats
from peaceterms_build.evidence import anchoring
from peaceterms_build.release import writer
from peaceterms_build.reliability import agreement, agreement_report, audit, audit_sample
from peaceterms_build.schemas import schema_files

ROOT = Path(__file__).resolve().parents[2]
DRAWN = ("rows", "documents", "summaries")
REFUSED = 2  # the exit code of input that is refused


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 refused with every finding told."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except ValidationError as refused:
        for finding in refused.findings:
            _tell(finding)
        sys.stderr.write(f"refused: {len(refused.findings)} finding(s); nothing was written\n")
        return REFUSED
    except OSError as error:
        _tell(_fault_of_system(error))
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the commands."""
    parser = argparse.ArgumentParser(prog="python -m peaceterms_build", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository (default: this one)")
    commands = parser.add_subparsers(required=True, metavar="command")
    anchor = commands.add_parser("anchor", help="find a card's passages in the document's text and lock them")
    anchor.add_argument("card", type=Path, help="a document card or a raw coding")
    anchor.add_argument("--text", type=Path, required=True, help="the text of the document, UTF-8")
    anchor.set_defaults(run=_anchor)
    for name, run, told in (
        ("check", _check, "check the whole corpus, writing nothing"),
        ("tables", _tables, "build and check the tables and print their row counts, writing nothing"),
        ("release", _release, "check everything and write the release, all or nothing"),
        ("docs", _docs, "write the generated documents and parts of documents anew"),
        ("stats", _stats, "count what the tables hold, by year, side, language and more, writing nothing"),
    ):
        commands.add_parser(name, help=told).set_defaults(run=run)
    agreed = commands.add_parser("agreement", help="measure how far blind codings of one document agree")
    agreed.set_defaults(run=_agreement)
    draw = commands.add_parser("draw", help="print what is to be audited, drawn by a fixed seed")
    draw.add_argument("what", choices=DRAWN, help="rows, whole documents, or summaries with the parties masked")
    draw.set_defaults(run=_draw)
    return parser


def _anchor(options: argparse.Namespace) -> None:
    """Find the passages of a card and write its lock."""
    lock = anchoring.run(options.card, options.text, options.root / "corpus")
    sys.stdout.write(f"{options.card}: {len(lock.passages)} passages anchored\n")


def _check(options: argparse.Namespace) -> None:
    """Check the corpus and tell what was checked."""
    tables = corpus_checks.checked_tables(options.root)
    corpus_checks.check_repository(options.root)
    sys.stdout.write(f"no finding in {len(tables)} tables\n")


def _tables(options: argparse.Namespace) -> None:
    """Print the row counts of the tables."""
    for name, frame in corpus_checks.checked_tables(options.root, with_reliability=True).items():
        sys.stdout.write(f"{name:24}{frame.height:>6}\n")


def _release(options: argparse.Namespace) -> None:
    """Write the generated documents and the release."""
    tables = corpus_checks.checked_tables(options.root, with_reliability=True)
    corpus_checks.check_repository(options.root)
    folder = writer.write(options.root, tables)
    generated_files.write(options.root, tables.schemas.descriptor, tables)
    sys.stdout.write(f"{folder}: {len(tables)} tables, valid\n")


def _docs(options: argparse.Namespace) -> None:
    """Write the generated documents."""
    tables = corpus_checks.checked_tables(options.root, with_reliability=True)
    generated_files.write(options.root, tables.schemas.descriptor, tables)


def _stats(options: argparse.Namespace) -> None:
    """Print the counts of what the tables hold."""
    sys.stdout.write(stats.as_text(corpus_checks.checked_tables(options.root, with_reliability=True)))


def _agreement(options: argparse.Namespace) -> None:
    """Print how far the raw codings agree."""
    schemas = schema_files.read(options.root / "schemas")
    read = reader.read(options.root, schemas)
    sys.stdout.write(agreement_report.as_text(agreement.of_samples(read, schemas)))


def _draw(options: argparse.Namespace) -> None:
    """Print what is to be audited, of the documents drawn for a sample."""
    tables = corpus_checks.checked_tables(options.root, with_reliability=True)
    source_ids = tables["coding_units"]["source_id"].unique().to_list()
    if options.what == "summaries":
        found = audit_sample.summaries(tables, source_ids, audit.aliases(options.root))
    else:
        draw = audit_sample.rows if options.what == "rows" else audit_sample.documents
        found = draw(tables, source_ids)
    for drawn in found:
        sys.stdout.write("\t".join(drawn) + "\n")


def _fault_of_system(error: OSError) -> Finding:
    """Return the fault of a file that the system would not read or write."""
    return Finding(
        rule="files_can_be_read_and_written",
        message=f"the system refused: {error.strerror or error}",
        remedy="free the disk, or make the file readable and its folder writable",
        file=str(error.filename or ""),
    )


def _tell(finding: Finding) -> None:
    """Write a finding to standard error, whatever characters the terminal can show."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(f"{finding}\n".encode(encoding, errors="backslashreplace").decode(encoding))


if __name__ == "__main__":
    raise SystemExit(main())
