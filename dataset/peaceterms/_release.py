"""The release: its descriptor, its files, and the proof that they are the files that were published."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from peaceterms._errors import DataIntegrityError, UnknownTable, UnknownVocabulary

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import polars as pl

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms.contract.tables import Tables

TableName = Literal[
    "sources", "passages", "evidence",
    "statements", "statement_actors", "conditions", "condition_performers", "condition_places",
    "condition_links", "territorial_claims", "control_reports", "conditions_flat",
    "actors", "actor_memberships", "offices", "publishers", "proposals", "proposal_actors",
    "territories", "territory_parts", "legal_acts", "legal_act_places", "reporting_verbs", "coders",
    "crosswalk", "move_crosswalk",
    "coding_units", "codings", "reliability", "unit_reliability",
]  # fmt: skip
FileFormat = Literal["parquet", "csv"]

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
REINSTALL = "pip install --force-reinstall peaceterms"


@cache
def installed() -> Release:
    """Return the release that came with the package; tests put another in its place."""
    from importlib.resources import files

    return Release(files("peaceterms") / "release")


def version() -> str:
    """Return the version of the installed release."""
    return installed().version


@dataclass(frozen=True)
class Release:
    """A folder of released tables with its descriptor, read through any importer, a zip file's too.

    Every file is hashed once in a process, and again when it has changed on disk, before it is used.

    Attributes:
        root: The folder.
    """

    root: Traversable
    _hashed: dict[str, tuple[int, int] | None] = field(default_factory=dict, repr=False, compare=False)
    _copies: dict[str, Path] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """Return `datapackage.json`."""
        descriptor: dict[str, Any] = json.loads(self.read(DESCRIPTOR))
        return descriptor

    @property
    def version(self) -> str:
        """Return the version of the data."""
        return str(self.descriptor["version"])

    @cached_property
    def schemas(self) -> Schemas:
        """Return the schemas of the tables and the vocabularies."""
        from peaceterms.contract.schemas import Schemas

        return Schemas.from_descriptor(self.descriptor)

    @cached_property
    def checksums(self) -> dict[str, str]:
        """Return the published SHA-256 of each file, by its path."""
        text = self._bytes(CHECKSUMS).decode("utf-8", errors="replace")
        pairs = (line.split("  ", 1) for line in text.splitlines() if "  " in line)
        return {path: sha256 for sha256, path in pairs}

    def resource(self, table: str) -> dict[str, Any]:
        """Return what the descriptor says of a table.

        Raises:
            UnknownTable: There is no such table; the message names the nearest ones.
        """
        resources: dict[str, dict[str, Any]] = {item["name"]: item for item in self.descriptor["resources"]}
        if table not in resources:
            from peaceterms.contract.schemas import nearest

            text = f"unknown table {table!r}; {nearest(str(table), list(resources))}"
            raise UnknownTable(text)
        return resources[table]

    def schema(self, table: str) -> TableSchema:
        """Return the schema of a table.

        Raises:
            UnknownTable: There is no such table.
        """
        return self.schemas[self.resource(table)["name"]]

    def vocabulary(self, name: str) -> pl.DataFrame:
        """Return a vocabulary as a frame, one row per entry.

        Raises:
            UnknownVocabulary: There is no such vocabulary; the message names the nearest ones.
        """
        if name not in self.schemas.vocabularies:
            from peaceterms.contract.schemas import nearest

            text = f"unknown vocabulary {name!r}; {nearest(str(name), list(self.schemas.vocabularies))}"
            raise UnknownVocabulary(text)
        return self.schemas.vocabulary(name)

    def frame(self, table: str) -> pl.DataFrame:
        """Return a whole table.

        Raises:
            UnknownTable: There is no such table.
            DataIntegrityError: Its file is not the one that was published.
        """
        from io import BytesIO

        import polars as pl

        return pl.read_parquet(BytesIO(self.read(self.file_of(table, "parquet"))))

    def tables(self) -> Tables:
        """Return all tables, with their schemas, for the rules of the contract."""
        from peaceterms.contract.tables import Tables

        return Tables({name: self.frame(name) for name in self.schemas}, self.schemas)

    def file_of(self, table: str, file_format: FileFormat) -> str:
        """Return the path of a table's file inside the release.

        Raises:
            UnknownTable: There is no such table.
            DataIntegrityError: The descriptor leads out of the release.
        """
        resource = self.resource(table)
        return safe_path(resource["parquet" if file_format == "parquet" else "path"])

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, which are those that were published.

        Raises:
            DataIntegrityError: The file is missing or has changed.
        """
        stamp = self._stamp(name)
        data = self._bytes(name)
        if name not in self._hashed or self._hashed[name] != stamp:
            expected, found = self.checksums.get(name, "none"), hashlib.sha256(data).hexdigest()
            if expected != found:
                raise _damaged(name, f"expected sha256 {expected}, found {found}")
            self._hashed[name] = stamp
        return data

    def path(self, name: str) -> Path:
        """Return a path at which other programs can read a file.

        A package that is imported from a zip file has no such path: the file is then copied to a temporary
        folder, which is removed when Python ends.

        Raises:
            DataIntegrityError: The file is missing or has changed.
        """
        data, file = self.read(name), self.root / name
        if isinstance(file, Path):
            return file
        if name not in self._copies:
            copy = self._temporary_folder / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)
            self._copies[name] = copy
        return self._copies[name]

    def folder(self) -> Path:
        """Return a path at which the whole release can be read as it stands, damaged or not."""
        if isinstance(self.root, Path):
            return self.root
        folder = self._temporary_folder / "as-it-stands"
        _copy(self.root, folder)
        return folder

    @cached_property
    def _temporary_folder(self) -> Path:
        """Return a folder that lives as long as this process."""
        import atexit
        from tempfile import TemporaryDirectory

        temporary = TemporaryDirectory(prefix="peaceterms-")
        atexit.register(temporary.cleanup)
        return Path(temporary.name)

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except (OSError, KeyError) as error:  # KeyError: a member that a zip file does not have
            raise _damaged(name, "the file is missing or cannot be read") from error

    def _stamp(self, name: str) -> tuple[int, int] | None:
        """Return what changes when a file does; members of a zip file do not change."""
        file = self.root / name
        if not isinstance(file, Path) or not file.exists():
            return None
        status = file.stat()
        return status.st_mtime_ns, status.st_size


def safe_path(path: object) -> str:
    """Return a path of a descriptor, which stays inside the release on every system.

    Symbolic links are not followed up: some installers link each file to a store of theirs, and the checksum
    proves the content wherever it lies.

    Raises:
        DataIntegrityError: The path is absolute, leads upwards or elsewhere, or is no path.

    Example:
        >>> safe_path("parquet/actors.parquet")
        'parquet/actors.parquet'
        >>> safe_path("../secret")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        peaceterms._errors.DataIntegrityError: datapackage.json: the path '../secret' is not safe; run `pip...
    """
    if (
        not isinstance(path, str)
        or not path
        or any(sign in path for sign in ("\\", ":", "\0"))
        or any(part in ("", ".", "..") or part.startswith(".") for part in path.split("/"))
        or PurePosixPath(path).is_absolute()
    ):
        raise _damaged(DESCRIPTOR, f"the path {str(path)[:80]!r} is not safe")
    return path


def _copy(source: Traversable, target: Path) -> None:
    """Copy a folder that is not on disk to one that is."""
    target.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())


def _damaged(name: str, message: str) -> DataIntegrityError:
    """Return the error of a file that is not as published."""
    return DataIntegrityError(f"{name}: {message}; run `{REINSTALL}`")
