"""The release: its descriptor, its files, and the proof that they are the files that were published."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from peaceterms._errors import DataIntegrityError, ForkedProcess, UnknownTable, UnknownVocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    import polars as pl

    from peaceterms.contract.schemas import Schemas, TableSchema
    from peaceterms.contract.tables import Tables

FileFormat = Literal["parquet", "csv"]

DESCRIPTOR = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
REINSTALL = "install the wheel of peaceterms again"
COLLECT = "collect the data files of peaceterms in the frozen program (PyInstaller: --collect-data peaceterms)"
RESTART = "restart Python: another release was installed while it was running"

_fork = {"is_watched": False, "is_forked": False}
_folders: dict[int, Path] = {}  # by the process that made it, which alone removes it
_folder_lock = threading.Lock()


@cache
def installed() -> Release:
    """Return the release that came with the package; tests replace it by another."""
    from importlib.resources import files

    return Release(files("peaceterms") / "release")


if hasattr(os, "register_at_fork"):
    # A child shares the position in a zip file that its parent has open, and by reading would move it under the parent.
    os.register_at_fork(after_in_child=installed.cache_clear)


def refuse_fork() -> None:
    """Raise in a process that was forked after polars had started its threads; watch for that from now on.

    Raises:
        ForkedProcess: polars would wait for ever.
    """
    if _fork["is_forked"]:
        text = (
            "this process was forked after tables had been loaded, and polars would wait for ever for threads that "
            'a fork does not copy; start processes by multiprocessing.get_context("spawn"), or load in them only'
        )
        raise ForkedProcess(text)
    if not _fork["is_watched"] and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _fork.update(is_forked=True))
        _fork["is_watched"] = True


def version() -> str:
    """Return the version of the installed release."""
    return installed().version


@dataclass(frozen=True)
class Release:
    """A folder of released tables with its descriptor, read through any importer, a zip file's too.

    Every file is hashed once in a process, and again when it has changed on disk, before it is used. A copy of a
    file in a zip archive is compared each time that its path is asked for.

    Attributes:
        root: The folder.
    """

    root: Traversable
    _hashed: dict[str, tuple[int, int] | None] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """Return `datapackage.json`."""
        try:
            descriptor: dict[str, Any] = json.loads(self.read(DESCRIPTOR))
        except (ValueError, RecursionError) as error:
            raise damaged(DESCRIPTOR, f"it is not JSON ({error})") from error
        if not isinstance(descriptor, dict) or not {"version", "resources", "vocabularies"} <= set(descriptor):
            raise damaged(DESCRIPTOR, "it does not describe a release")
        with _other_forms_refused():  # what needs no schemas, and so not polars, reads
            for table in descriptor["resources"]:
                _ = table["name"], table["title"], table["description"], table["schema"]["fields"]
            descriptor["vocabularies"].items()
        return descriptor

    @property
    def version(self) -> str:
        """Return the version of the data."""
        return str(self.descriptor["version"])

    @cached_property
    def schemas(self) -> Schemas:
        """Return the schemas of the tables and the vocabularies."""
        from peaceterms.contract.schemas import Schemas

        with _other_forms_refused():
            return Schemas.from_descriptor(self.descriptor)

    @cached_property
    def checksums(self) -> dict[str, str]:
        """Return the published SHA-256 of each file, by its path."""
        return self._checksums_on_disk()

    def _checksums_on_disk(self) -> dict[str, str]:
        text = self._bytes(CHECKSUMS).decode("utf-8", errors="replace")
        pairs = (line.split("  ", 1) for line in text.splitlines() if "  " in line)
        return {path: sha256 for sha256, path in pairs}

    def resource(self, table: str) -> dict[str, Any]:
        """Return what the descriptor says of a table.

        Raises:
            UnknownTable: No table has that name; the message names the nearest ones.
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
            UnknownTable: No table has that name.
        """
        return self.schemas[self.resource(table)["name"]]

    def vocabulary(self, name: str) -> pl.DataFrame:
        """Return a vocabulary as a frame, one row per entry.

        Raises:
            UnknownVocabulary: No vocabulary has that name; the message names the nearest ones.
        """
        if name not in self.schemas.vocabularies:
            from peaceterms.contract.schemas import nearest

            text = f"unknown vocabulary {name!r}; {nearest(str(name), list(self.schemas.vocabularies))}"
            raise UnknownVocabulary(text)
        return self.schemas.vocabulary(name)

    def frame(self, table: str) -> pl.DataFrame:
        """Return a whole table.

        Raises:
            UnknownTable: No table has that name.
            DataIntegrityError: Its file is not the one that was published.
            ForkedProcess: The process was forked after tables had been loaded.
        """
        from io import BytesIO

        import polars as pl

        refuse_fork()
        name = self.file_of(table, "parquet")
        try:
            frame = pl.read_parquet(BytesIO(self.read(name)))
        except pl.exceptions.PolarsError as error:
            raise damaged(name, f"it cannot be read as Parquet ({str(error).splitlines()[0]})") from error
        if frame.schema != self.schema(table).polars_schema():
            raise damaged(name, "its columns are not those of its schema")
        return frame

    def tables(self) -> Tables:
        """Return all tables, with their schemas, for the rules of the contract."""
        from peaceterms.contract.tables import Tables

        return Tables({name: self.frame(name) for name in self.schemas}, self.schemas)

    def file_of(self, table: str, file_format: FileFormat) -> str:
        """Return the path of a table's file inside the release.

        Raises:
            UnknownTable: No table has that name.
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
                is_replaced = self.checksums != self._checksums_on_disk()
                remedy = RESTART if is_replaced else REINSTALL
                raise damaged(name, f"expected sha256 {expected}, found {found}", remedy)
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
        copy = _temporary_folder() / name
        try:
            is_whole = copy.read_bytes() == data
        except OSError:
            is_whole = False
        if not is_whole:
            # Under a name that no other thread writes to, and then renamed: nobody ever reads half of it.
            copy.parent.mkdir(parents=True, exist_ok=True)
            written = copy.with_name(f"{copy.name}.{threading.get_ident()}")
            written.write_bytes(data)
            written.replace(copy)
        return copy

    def folder(self) -> Path:
        """Return a path at which the whole release can be read as it is, damaged or not."""
        if isinstance(self.root, Path):
            return self.root
        from tempfile import mkdtemp

        folder = Path(mkdtemp(prefix="as-installed-", dir=_temporary_folder()))
        _copy(self.root, folder)
        return folder

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.root / name).read_bytes()
        except (OSError, KeyError) as error:  # KeyError: a member that a zip file does not have
            remedy = COLLECT if getattr(sys, "frozen", False) else REINSTALL
            raise damaged(name, "the file is missing or cannot be read", remedy) from error

    def _stamp(self, name: str) -> tuple[int, int] | None:
        """Return what changes when a file does; members of a zip file do not change."""
        file = self.root / name
        if not isinstance(file, Path):
            return None
        try:
            status = file.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size


@contextmanager
def _other_forms_refused() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged(DESCRIPTOR, f"it does not describe tables ({type(error).__name__}: {error})") from error


def safe_path(path: object) -> str:
    """Return a path of a descriptor, which stays inside the release on every system.

    Symbolic links are not followed up: some installers link each file to a store of theirs, and the checksum
    proves the content wherever it lies.

    Raises:
        DataIntegrityError: The path is absolute, leads upwards or elsewhere, or is not a path.

    Example:
        >>> safe_path("parquet/actors.parquet")
        'parquet/actors.parquet'
        >>> safe_path("../secret")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        peaceterms.DataIntegrityError: datapackage.json: the path '../secret' is not safe; install...
    """
    if (
        not isinstance(path, str)
        or not path
        or any(sign in path for sign in ("\\", ":", "\0"))
        or any(part in ("", ".", "..") or part.startswith(".") for part in path.split("/"))
        or PurePosixPath(path).is_absolute()
    ):
        raise damaged(DESCRIPTOR, f"the path {str(path)[:80]!r} is not safe")
    return path


def _copy(source: Traversable, target: Path) -> None:
    """Copy a folder that is not on disk to one that is."""
    target.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())


def _temporary_folder() -> Path:
    import atexit
    from shutil import rmtree
    from tempfile import mkdtemp

    process = os.getpid()
    with _folder_lock:
        folder = _folders.get(process)
        if folder is None or not folder.is_dir():
            folder = _folders[process] = Path(mkdtemp(prefix="peaceterms-"))

            def remove() -> None:
                if os.getpid() == process:
                    rmtree(folder, ignore_errors=True)

            atexit.register(remove)
    return folder


def damaged(name: str, message: str, remedy: str = REINSTALL) -> DataIntegrityError:
    """Return the error of a file that is not as published."""
    return DataIntegrityError(f"{name}: {message}; {remedy}")
