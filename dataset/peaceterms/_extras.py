"""Extras: libraries beyond polars, asked for only by the function that needs them."""

from __future__ import annotations

from importlib import import_module

from peaceterms._errors import MissingExtra


def need(extra: str, *libraries: str) -> None:
    """Make sure that the libraries of an extra can be imported.

    Raises:
        MissingExtra: One cannot; the message names the extra that installs it.
    """
    for library in libraries:
        try:
            import_module(library)
        except ImportError as error:
            text = (
                f"this needs {library}, which is not installed: run `pip install {' '.join(libraries)}`, or install "
                f"the wheel with its extra, peaceterms[{extra}]"
            )
            raise MissingExtra(text) from error
