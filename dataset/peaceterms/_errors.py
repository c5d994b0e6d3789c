"""Errors: what was asked for and is not there, with the nearest valid values and the remedy."""

from __future__ import annotations


class PeacetermsError(Exception):
    """Anything that peaceterms refuses; its message names what is wrong and what to do about it."""


class UnknownTable(PeacetermsError, ValueError):
    """A table of that name is not in the release."""


class UnknownColumn(PeacetermsError, ValueError):
    """A table has no column of that name, or a frame lacks the column that is needed."""


class UnknownValue(PeacetermsError, ValueError):
    """A value that the column, or the option, cannot have."""


class UnknownVocabulary(PeacetermsError, ValueError):
    """A vocabulary of that name is not in the release."""


class UnknownId(PeacetermsError, ValueError):
    """An id that no row of the release has."""


class UnknownRelease(PeacetermsError, ValueError):
    """A release that is not installed."""


class DataIntegrityError(PeacetermsError, RuntimeError):
    """The installed files are not those that were published."""


class MissingExtra(PeacetermsError, ImportError):
    """A library is needed that only an extra of peaceterms installs."""


class ForkedProcess(PeacetermsError, RuntimeError):
    """A process was forked after tables had been loaded, and polars would wait for threads it does not have."""


for _error in (PeacetermsError, *PeacetermsError.__subclasses__()):
    _error.__module__ = "peaceterms"  # where users find it, and what a traceback shows
