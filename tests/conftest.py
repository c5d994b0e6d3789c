"""What tests share: the repository, its schemas, and a small invented corpus in its own repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import hypothesis
import pytest

from peaceterms_build import tables
from peaceterms_build.corpus import reader
from peaceterms_build.docs import generated_files
from peaceterms_build.release import writer
from peaceterms_build.schemas import schema_files

ROOT = Path(__file__).resolve().parents[1]
SMALL_CORPUS = ROOT / "tests" / "examples" / "small_corpus"
COPIED_FILES = ("pyproject.toml", "CITATION.cff")  # where the build reads version, date and authors

# On a person's machine each run looks at new examples; where nobody watches, every run looks at the same.
hypothesis.settings.register_profile("person", deadline=None, max_examples=20)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=20, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "person")


@pytest.fixture(scope="session")
def root():
    """Return the top folder of this repository."""
    return ROOT


@pytest.fixture(scope="session")
def schemas():
    """Return the real schemas."""
    return schema_files.read(ROOT / "schemas")


@pytest.fixture(scope="session")
def descriptor():
    """Return the descriptor into which the real schemas expand."""
    return schema_files.descriptor(ROOT / "schemas")


@pytest.fixture
def small_repository(tmp_path):
    """Return a repository of the test's own that holds the small corpus and the real schemas."""
    return copy_small_repository(tmp_path / "repository")


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory, schemas):
    """Return the small corpus, read."""
    return reader.read(copy_small_repository(tmp_path_factory.mktemp("read") / "repository"), schemas)


@pytest.fixture(scope="session")
def small_tables(small_corpus, schemas):
    """Return the tables of the small corpus."""
    return tables.build_all(small_corpus, schemas)


@pytest.fixture(scope="session")
def small_release(tmp_path_factory, small_tables):
    """Return the folder of a release of the small corpus; no test may change it."""
    repository = copy_small_repository(tmp_path_factory.mktemp("released") / "repository")
    return writer.write(repository, small_tables, {})


@pytest.fixture(scope="session")
def real_release(root):
    """Return the folder of the committed release, and fail where there is none."""
    folder = root / writer.RELEASE
    assert (folder / "datapackage.json").is_file(), "the release is missing: run `make release`"
    return folder


@pytest.fixture(scope="session")
def real_resources(real_release):
    """Return the resources of the committed release, by table."""
    described = json.loads((real_release / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in described["resources"]}


def copy_small_repository(folder):
    """Return the folder as a git repository with the small corpus, the real schemas, and no texts."""
    shutil.copytree(SMALL_CORPUS / "corpus", folder / "corpus")
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    for name in COPIED_FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / generated_files.MANUAL).write_text(
        f"{generated_files.CODES_BEGIN}\n{generated_files.CODES_END}\n", "utf-8"
    )
    (folder / generated_files.README).write_text(
        f"{generated_files.FIGURES_BEGIN}\n{generated_files.FIGURES_END}\n", "utf-8"
    )
    (folder / writer.RELEASE).parent.mkdir(parents=True)
    (folder / ".gitignore").write_text("*.building\n", "utf-8")
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder
