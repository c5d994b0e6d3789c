"""The version of the release, its date and its libraries: each read from the one file that states it."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING

from peaceterms_build.parsing import yaml_reader

if TYPE_CHECKING:
    from pathlib import Path

# The library that writes the release and the two that check it.
RELEASE_LIBRARIES = ("polars", "pandera", "frictionless")


def release_version(root: Path) -> str:
    """Return the version that `pyproject.toml` states."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def release_date(root: Path) -> str:
    """Return the day of release that `CITATION.cff` states; the build itself reads no clock."""
    return str(citation(root)["date-released"])


def citation(root: Path) -> dict[str, object]:
    """Return what `CITATION.cff` says."""
    data: dict[str, object] = yaml_reader.read(root / "CITATION.cff", file="CITATION.cff").data
    return data


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that write and check the release."""
    return {name: version(name) for name in RELEASE_LIBRARIES}
