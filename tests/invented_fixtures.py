"""Fixtures that put the invented release in the place of the installed one."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from invented_release import write
from peaceterms import _release

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def invented_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the invented release, which no test may change."""
    return write(tmp_path_factory.mktemp("invented") / "release")


@pytest.fixture
def invented(invented_folder: Path, monkeypatch: pytest.MonkeyPatch) -> _release.Release:
    """Put the invented release in the place of the installed one."""
    return _in_place(invented_folder, monkeypatch)


@pytest.fixture
def own_copy(invented_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _release.Release:
    """Put a copy that the test may damage in the place of the installed release."""
    return _in_place(shutil.copytree(invented_folder, tmp_path / "шлях # 1" / "release"), monkeypatch)


def _in_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> _release.Release:
    """Return the release of a folder, put in the place of the installed one."""
    present = _release.Release(folder)
    monkeypatch.setattr(_release, "installed", lambda: present)
    return present
