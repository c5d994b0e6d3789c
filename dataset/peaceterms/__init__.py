"""Who demands what to end the Russia-Ukraine war: stated terms and territorial claims, each provable.

The tables are loaded with `load`, listed by `tables` and explained by `describe`, `codes` and `find`. From
any coded row `sources` leads to the passages that carry it, `renditions` sets the documents side by side, and
`cite` gives the citation of the dataset and of the documents.
"""

from typing import TYPE_CHECKING

from peaceterms._check import check, validate
from peaceterms._cite import cite
from peaceterms._describe import codes, describe
from peaceterms._errors import (
    DataIntegrityError,
    MissingExtra,
    PeacetermsError,
    UnknownColumn,
    UnknownId,
    UnknownRelease,
    UnknownTable,
    UnknownValue,
    UnknownVocabulary,
)
from peaceterms._find import find
from peaceterms._hydrate import hydrate, verify
from peaceterms._load import load, path, scan, tables
from peaceterms._release import TableName
from peaceterms._release import version as _version
from peaceterms._renditions import renditions
from peaceterms._sources import sources

__all__ = [
    "DataIntegrityError",
    "MissingExtra",
    "PeacetermsError",
    "TableName",
    "UnknownColumn",
    "UnknownId",
    "UnknownRelease",
    "UnknownTable",
    "UnknownValue",
    "UnknownVocabulary",
    "__version__",
    "check",
    "cite",
    "codes",
    "describe",
    "find",
    "hydrate",
    "load",
    "path",
    "renditions",
    "scan",
    "sources",
    "tables",
    "validate",
    "verify",
]

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """Return `__version__`, read only when asked for: the build imports this before any release is."""
        if name == "__version__":
            return _version()
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
