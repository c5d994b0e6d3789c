"""Who demands what to end the Russia-Ukraine war: stated terms and territorial claims, each provable.

Load the tables with `load`, list them with `tables`, and look up what they mean with `describe`, `codes` and
`find`. From any coded row `sources` leads to the passages that carry it, `renditions` compares the documents
side by side, and `cite` gives the citation of the dataset and of the documents.
"""

TYPE_CHECKING = False  # what mypy and editors take for that of `typing`, whose import costs more than all of this
if TYPE_CHECKING:
    from peaceterms._check import check, validate
    from peaceterms._cite import cite
    from peaceterms._describe import codes, describe
    from peaceterms._errors import (
        DataIntegrityError,
        ForkedProcess,
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
    from peaceterms._load import load, path, scan, tables
    from peaceterms._renditions import renditions
    from peaceterms._sources import sources
    from peaceterms._table_names import TableName
    from peaceterms._verify import hydrate, verify

    __version__: str

__all__ = [
    "DataIntegrityError",
    "ForkedProcess",
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

_MODULES = {  # where a name comes from, imported at its first use: `import peaceterms` itself costs nothing
    "TableName": "_table_names",
    "check": "_check",
    "cite": "_cite",
    "codes": "_describe",
    "describe": "_describe",
    "find": "_find",
    "hydrate": "_verify",
    "load": "_load",
    "path": "_load",
    "renditions": "_renditions",
    "scan": "_load",
    "sources": "_sources",
    "tables": "_load",
    "validate": "_check",
    "verify": "_verify",
}


if not TYPE_CHECKING:  # to mypy a module with this function has every name, misspelt ones too

    def __getattr__(name: str) -> object:
        """Return a public name."""
        from importlib import import_module

        if name == "__version__":
            from peaceterms._release import version

            return version()
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(import_module(f"peaceterms.{_MODULES.get(name, '_errors')}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
