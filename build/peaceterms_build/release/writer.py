"""The release: every table written as CSV and Parquet, all or nothing.

The files are written to a folder beside the release, checked there, and put in its place.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from peaceterms.contract import release_files
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build import progress
from peaceterms_build.docs import codebook
from peaceterms_build.release import atomic_folder, datapackage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

    from peaceterms.contract.tables import Tables

RELEASE = "dataset/peaceterms/release"


def write(root: Path, tables: Tables, audits: Mapping[str, Any]) -> Path:
    """Write the release of tables that were checked, and return its folder.

    Args:
        root: The repository.
        tables: Every table of the release.
        audits: What the audits found, by file of `corpus/audits/`.

    Raises:
        ValidationError: The written files do not agree, the disk or folder cannot be written, or another build
            is running; the committed release is then as it was.
    """
    target = root / RELEASE
    try:
        with atomic_folder.replaced(target) as folder:
            write_files(root, tables, audits, folder)
            found = release_files.findings(folder)
            if found:
                raise ValidationError(found)
    except BlockingIOError as error:
        finding = Finding(
            rule="one_build_at_a_time",
            message="another build is writing the release",
            remedy="wait until it has finished",
        )
        raise ValidationError([finding]) from error
    except OSError as error:
        finding = Finding(
            rule="release_can_be_written",
            message=f"the system refused to write: {error.strerror or error}",
            remedy="free the disk or make the folder writable; the release is as it was",
            file=target.name,
        )
        raise ValidationError([finding]) from error
    return target


def write_files(root: Path, tables: Tables, audits: Mapping[str, Any], folder: Path) -> None:
    """Write the files of a release to a folder: tables, descriptor, codebook, checksums last."""
    for name in progress.steps(list(tables), "tables written"):
        write_table(tables[name], name, folder)
    described = datapackage.build(root, tables)
    (folder / codebook.FOLDER).mkdir()
    pages = codebook.pages(described, tables, audits)
    for name, text in {release_files.DESCRIPTOR: datapackage.as_text(described), **pages}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    checksums = release_files.checksums(folder)
    (folder / release_files.CHECKSUMS).write_text(checksums, encoding="utf-8", newline="\n")


def write_table(frame: pl.DataFrame, name: str, folder: Path) -> None:
    """Write one table to the folder in both formats, the same bytes for the same rows."""
    whole = frame.rechunk()  # the bytes of a Parquet file depend on how a frame lies in memory
    parquet = io.BytesIO()  # polars reports a full disk as its own error; Python's files as an OSError
    whole.write_parquet(parquet, compression="zstd", statistics=True)
    for kind, content in (("csv", release_files.as_csv(whole)), ("parquet", parquet.getvalue())):
        path = folder / kind / f"{name}.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
