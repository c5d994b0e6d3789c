"""The cache: what was parsed and passed, kept under hashes of content, schemas and code.

It is in `.cache/` at the top of the repository, is never committed, and may be deleted at any time. Another byte of a
file, a schema or the code is another key, so nothing old is ever found. Where it cannot be written nothing is kept, and
all else is as it was.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path

from peaceterms import contract

FILE = ".cache/checked.sqlite"
SOURCES = (Path(contract.__file__).parent, Path(__file__).parent)
PARSING_LIBRARIES = ("PyYAML", "jsonschema", "jsonschema-rs")
TABLE = "CREATE TABLE IF NOT EXISTS kept (section TEXT, key TEXT, value TEXT, PRIMARY KEY (section, key)) WITHOUT ROWID"


class Section:
    """The values of one kind of work on one basis, each by the hash of the content that it was done on."""

    def __init__(self, database: sqlite3.Connection, name: str, basis: str) -> None:
        """Open the section; what was kept under its name on another basis is of no use any more."""
        self._database = database
        self._name = f"{name} {basis}"
        self._used: set[str] = set()
        database.execute("DELETE FROM kept WHERE section GLOB ? AND section <> ?", (f"{name} *", self._name))

    def get(self, key: str) -> str | None:
        """Return the value that is kept for a content, or None."""
        self._used.add(key)
        found = self._database.execute("SELECT value FROM kept WHERE section = ? AND key = ?", (self._name, key))
        row = found.fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str = "") -> None:
        """Keep a value for a content."""
        self._used.add(key)
        with contextlib.suppress(sqlite3.OperationalError):  # the disk is full: the work is done again next time
            self._database.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (self._name, key, value))

    def drop_unused(self) -> None:
        """Drop every value that nothing has asked for since the section was opened."""
        kept = self._database.execute("SELECT key FROM kept WHERE section = ?", (self._name,)).fetchall()
        unused = [(self._name, key) for (key,) in kept if key not in self._used]
        self._database.executemany("DELETE FROM kept WHERE section = ? AND key = ?", unused)


class Cache:
    """The cache of one repository."""

    def __init__(self, root: Path | None = None) -> None:
        """Open the cache of a repository; without one, or where it cannot be written, nothing outlives the run."""
        self._sections: list[Section] = []
        self._database = _memory() if root is None else _opened(root / FILE)

    def section(self, name: str, basis: str) -> Section:
        """Return the values of one kind of work.

        Args:
            name: The kind of work.
            basis: All that the work depends on beside the content and the code, as one text.
        """
        hashed = hashlib.sha256(f"{code_version()}\n{basis}".encode()).hexdigest()
        self._sections.append(Section(self._database, name, hashed))
        return self._sections[-1]

    def close(self, *, drop_unused: bool) -> None:
        """Write what was added, and drop what a run over everything has not asked for."""
        try:
            if drop_unused:
                for section in self._sections:
                    section.drop_unused()
            self._database.commit()
        except sqlite3.Error:
            pass  # the disk is full or another run is writing: the next run works it out again
        finally:
            self._database.close()


@functools.cache
def code_version() -> str:
    """Return a hash of the sources of the build and the contract, of Python and of the libraries that parse.

    Example:
        >>> len(code_version())
        64
    """
    libraries = " ".join(f"{name} {version(name)}" for name in PARSING_LIBRARIES)
    hashed = hashlib.sha256(f"{sys.version}\n{libraries}\n".encode())
    for folder in SOURCES:
        for path in sorted(folder.rglob("*.py")):
            hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()


def _memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute(TABLE)
    return database


def _opened(file: Path) -> sqlite3.Connection:
    for _ in range(2):
        try:
            file.parent.mkdir(exist_ok=True)
            database = sqlite3.connect(file, timeout=0.2)
            database.execute(TABLE)
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                file.unlink()
                continue
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            break  # another run has it, or the folder cannot be written
        except sqlite3.DatabaseError:
            file.unlink()
        except OSError:
            break
        else:
            return database
    return _memory()
