"""The repository: one version everywhere, folders that explain themselves, nothing that does not belong."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from peaceterms_build.parsing import yaml_reader

ROOT = Path(__file__).resolve().parents[1]
CITATION = yaml_reader.read(ROOT / "CITATION.cff").data
YEAR = re.compile(r"[0-9]{4}")


def git(*arguments):
    """Return what git says of this repository, or skip where it has none."""
    try:
        process = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        pytest.skip("git is not installed here")
    if "not a git repository" in process.stderr:
        pytest.skip("this is not a git checkout, so its history and its list of files are not here")
    return process


@pytest.fixture(scope="module")
def tracked():
    """Return the files that git tracks or would track, and that are there."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout.split("\0")
    return [Path(name) for name in sorted(filter(None, listed)) if (ROOT / name).is_file()]


# --- Versions ---


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_all_files_state_one_version(real_release):
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    head = re.search(r"^## (\S+) \((\S+)\)$", changelog, re.MULTILINE)
    described = json.loads((real_release / "datapackage.json").read_text(encoding="utf-8"))
    stated = {
        "pyproject.toml": project()["version"],
        "CITATION.cff": CITATION["version"],
        "CHANGELOG.md": head[1],
        "datapackage.json": described["version"],
    }
    assert len(set(stated.values())) == 1, stated
    assert CITATION["date-released"] == head[2] == described["created"][:10]


def test_the_installed_package_states_the_same_version():
    import peaceterms

    assert peaceterms.__version__ == project()["version"]


def test_the_citation_obeys_the_citation_file_format():
    command = ["--builtin-schema", "vendor.citation-file-format", str(ROOT / "CITATION.cff")]
    process = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr


def test_the_citation_names_a_dataset_its_licence_and_an_entity():
    assert (CITATION["cff-version"], CITATION["type"], CITATION["license"]) == (
        "1.2.0",
        "dataset",
        "CC-BY-4.0",
    )
    assert CITATION["authors"] == [{"name": "peaceterms contributors"}]
    assert not {"doi", "identifiers", "preferred-citation"} & set(CITATION), "nothing is registered yet"


# --- Folders ---

TOP_LEVEL = {
    ".ci", ".gitattributes", ".gitignore", ".pre-commit-config.yaml", ".vscode", "CHANGELOG.md", "CITATION.cff",
    "CONTRIBUTING.md", "LICENSE", "LICENSE-DATA", "Makefile",
    "README.md", "SECURITY.md", "build", "corpus", "dataset", "pyproject.toml", "requirements.txt", "schemas",
    "tests",
}  # fmt: skip


def test_the_top_folder_holds_what_the_design_names_and_no_more(tracked):
    assert {path.parts[0] for path in tracked} == TOP_LEVEL


def explained(folder):
    """Return whether a folder needs a README: not one of a year, a coder, an example or Python modules."""
    parts = folder.parts
    return not (
        YEAR.fullmatch(parts[-1])
        or (parts[:2] == ("corpus", "codings") and len(parts) > 2)
        or (parts[:2] == ("tests", "examples") and len(parts) > 3)
        or (parts[0] in ("build", "dataset") and len(parts) > 1)
        or (parts[0] == "tests" and parts[-1] == "mutation")
        or parts[0].startswith(".")
    )  # fmt: skip


def test_every_folder_above_those_of_years_and_coders_has_a_readme(tracked):
    folders = {parent for path in tracked for parent in path.parents if parent.parts}
    needing = sorted(folder for folder in folders if explained(folder))
    assert {Path(name) for name in ("build", "corpus", "dataset", "schemas", "tests")} <= set(needing)
    assert [folder.as_posix() for folder in needing if not (ROOT / folder / "README.md").is_file()] == []


def test_the_editor_is_given_the_schema_of_every_card(tracked):
    """So that it completes and checks a card while it is written."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    bound = settings["yaml.schemas"]
    assert sorted(bound) == sorted(path.as_posix() for path in tracked if path.name.endswith(".schema.json"))
    cards = {path for path in tracked if path.parts[0] == "corpus" and path.suffix == ".yaml"}
    patterns = [pattern for given in bound.values() for pattern in ([given] if isinstance(given, str) else given)]
    assert {path for pattern in patterns for path in cards if path.match(pattern)} == cards


def test_every_module_says_what_it_is(tracked):
    for path in tracked:
        if path.suffix == ".py" and path.stat().st_size:
            assert ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))), path


def test_the_build_is_tracked_and_shadows_nothing(tracked):
    assert Path("build/peaceterms_build/__main__.py") in tracked
    assert git("check-ignore", "build", "build/peaceterms_build/__main__.py").returncode == 1
    assert not (ROOT / "build" / "__init__.py").exists()
    assert not re.search(r"^build:|rm -rf build", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_folder_of_the_dataset_holds_the_package_alone(tracked):
    assert {path.parts[1] for path in tracked if path.parts[0] == "dataset"} == {"peaceterms", "README.md"}


def test_the_release_is_tracked_and_its_bytes_are_left_alone(tracked):
    assert Path("dataset/peaceterms/release/datapackage.json") in tracked
    attributes = git("check-attr", "text", "dataset/peaceterms/release/csv/conditions.csv").stdout
    assert attributes.strip().endswith("text: unset")


# --- Code ---


def test_no_module_has_a_name_that_says_nothing(tracked):
    empty_names = {"utils", "helpers", "core", "common", "misc", "tools"}
    assert [path for path in tracked if path.suffix == ".py" and path.stem.strip("_") in empty_names] == []


# --- What must not be in it ---


def test_requirements_are_pinned_with_hashes_and_give_no_address():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    requirements = [
        " ".join(block.split()) for block in re.split(r"(?<!\\)\n", text) if block.strip() and not block.startswith("#")
    ]
    packages = [block for block in requirements if not block.startswith("#")]
    assert len(packages) > 20
    assert [
        block for block in packages if not re.match(r"[A-Za-z0-9_.\[\],-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", block)
    ] == []


def test_no_lock_file_carries_addresses_of_a_registry(tracked):
    assert {path.name for path in tracked} & {
        "uv.lock",
        "poetry.lock",
        "Pipfile.lock",
        "pdm.lock",
        "pylock.toml",
    } == set()


# What says which packages are installed and how: no address has any business here.
INSTALLING = ("requirements.txt", "pyproject.toml", "Makefile", ".ci/run")


@pytest.mark.parametrize("name", INSTALLING)
def test_what_installs_packages_holds_no_address(name):
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_no_text_of_a_document_is_in_the_repository(tracked):
    """Fingerprints are; so are the invented texts of the examples."""
    invented = Path("tests/examples/small_corpus/texts")
    stray = [
        path for path in tracked
        if path.suffix == ".txt" and path.parent != invented and path.parent.name != "fingerprints"
    ]  # fmt: skip
    assert stray == [Path("requirements.txt")]


def test_what_tools_leave_behind_is_not_tracked():
    listed = git("ls-files").stdout.splitlines()
    left = re.compile(r"(^|/)(__pycache__|\.venv|\.hypothesis|\.mypy_cache|\.ruff_cache|dist)/|\.building$|\.egg-info/")
    assert [name for name in listed if left.search(name)] == []
