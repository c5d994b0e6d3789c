"""Bad inputs around an installed package: terminals, damaged files, folders, interpreters, lost libraries.

The package is copied with a small release to a new folder, and Python finds it there as it would in
`site-packages`. The name of a case, or the heading above it, has its number in the table of `README.md`.
"""

from __future__ import annotations

import locale
import os
import shutil
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest

from bad_inputs import ACTORS, ROOT, copy_corpus, corrupt, publish, redescribe, rewrite
from peaceterms import DataIntegrityError, _release

PACKAGE = ROOT / "dataset" / "peaceterms"
WITHOUT_RELEASE = shutil.ignore_patterns("release", "*.building", "__pycache__")
LOAD = "import peaceterms; print(peaceterms.load('actors').height, peaceterms.scan('actors').collect().height)"
LOADED = "9 9\n"  # the actors of the small corpus


def install(site, release_folder):
    """Return the folder with the package and a release in it."""
    shutil.copytree(PACKAGE, site / "peaceterms", ignore=WITHOUT_RELEASE)
    shutil.copytree(release_folder, site / "peaceterms" / "release")
    return site


def run(site, *arguments, **environment):
    """Run Python as a user of the folder does, from another folder, with warnings as errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(site),
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory, small_release):
    """Return a folder in which the package is installed, which no test may change."""
    return install(tmp_path_factory.mktemp("site"), small_release)


@pytest.fixture
def own_site(tmp_path, small_release):
    """Return a folder in which the package is installed, which the test may corrupt."""
    return install(tmp_path / "site", small_release)


@pytest.fixture
def own_release(tmp_path, small_release):
    """Return a release that the test may corrupt."""
    return _release.Release(Path(shutil.copytree(small_release, tmp_path / "release")))


# --- 34: terminals and languages ---

TERMINALS = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "cp1252:strict"},
    {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"},
]


@pytest.mark.parametrize("environment", TERMINALS, ids=str)
def test_a_terminal_that_cannot_show_a_letter_is_written_to_all_the_same(site, environment):
    done = run(site, "-m", "peaceterms", "show", "actors", "actor_id=ukraine", "--format", "csv", **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    name = "Україна"
    assert name.encode() in done.stdout or name.encode("ascii", errors="backslashreplace") in done.stdout


@pytest.mark.parametrize("environment", TERMINALS, ids=str)
def test_the_build_says_a_fault_to_any_terminal(tmp_path, environment):
    repository = copy_corpus(tmp_path / "repository")
    corrupt(repository, ACTORS, "actor_type: coalition", "actor_type: коаліція")
    done = run(
        f"{ROOT / 'build'}{os.pathsep}{ROOT / 'dataset'}",
        "-m", "peaceterms_build", "--root", str(repository), "check", **environment,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"corpus/registers/actors.yaml:5: all-parties.actor_type: unknown code" in done.stderr
    assert b"Traceback" not in done.stderr


def test_letters_are_folded_alike_under_any_locale(site):
    """A dotless i would make another word of another locale's upper case."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "tr_TR.UTF-8")
    except locale.Error:
        pytest.skip("the locale tr_TR.UTF-8 is not installed here")
    finally:
        locale.setlocale(locale.LC_ALL, before)
    done = run(site, "-m", "peaceterms", "find", "IN FORCE", LC_ALL="tr_TR.UTF-8")
    assert done.returncode == 0
    assert b"in_force" in done.stdout


# --- 50: paths of the descriptor ---


UNSAFE_PATHS = (
    "../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://169.254.169.254/x", "\\\\server\\share",
    "C:x", "parquet\\actors.parquet", "parquet/./actors.parquet", ".hidden", ["https://example.org/x"] * 100_000,
)  # fmt: skip


def pointing_at(path, described):
    for resource in described["resources"]:
        resource["parquet"] = path


def test_the_loader_refuses_a_path_that_leads_elsewhere(own_release):
    message = r"datapackage\.json: the path .* is not safe; install the wheel"
    for path in UNSAFE_PATHS:
        redescribe(own_release.root, partial(pointing_at, path))
        publish(own_release.root)
        with pytest.raises(DataIntegrityError, match=message) as refused:
            _release.Release(own_release.root).frame("actors")
        assert len(str(refused.value)) < 1000


# --- 54, 55: damaged and edited files ---

DAMAGES = {
    "54 truncated": lambda content: content[: len(content) // 2],
    "54 emptied": lambda _: b"",
    "54 garbage appended": lambda content: content + b"garbage",
    "54 one bit": lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    "54 another format": lambda content: b"\x1f\x8b" + content,
    "55 edited": lambda content: content.replace(b"a", b"b", 1),
}
RELEASED = ("parquet/actors.parquet", "csv/actors.csv", "datapackage.json")


@pytest.mark.parametrize("name", RELEASED)
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_refused_with_both_hashes_and_the_remedy(own_release, name, damage):
    rewrite(own_release.root / name, damage)
    sha256 = "[0-9a-f]{64}"
    message = rf"^{name}: expected sha256 {sha256}, found {sha256}; install the wheel of peaceterms again$"
    with pytest.raises(DataIntegrityError, match=message):
        own_release.read(name)


@pytest.mark.parametrize("name", [*RELEASED, "SHA256SUMS"])
@pytest.mark.parametrize("change", ["deleted", "folder"])
def test_a_file_that_is_gone_is_refused_with_the_remedy(own_release, name, change):
    (own_release.root / name).unlink()
    if change == "folder":
        (own_release.root / name).mkdir()
    with pytest.raises(
        DataIntegrityError, match=r"the file is missing or cannot be read; install the wheel of peaceterms again"
    ):
        own_release.read(name)


@pytest.mark.parametrize("name", ["parquet/actors.parquet", "SHA256SUMS", "CODEBOOK.md"])
def test_validation_of_an_edited_file_ends_with_2_and_names_it(own_site, name):
    """55: also where the file is one that no table is loaded from."""
    rewrite(own_site / "peaceterms" / "release" / name, lambda content: content.replace(b"a", b"b", 1))
    done = run(own_site, "-m", "peaceterms", "validate")
    assert done.returncode == 2
    assert done.stderr.startswith(b"peaceterms: ")
    assert b"install the wheel of peaceterms again" in done.stderr
    assert b"Traceback" not in done.stderr
    assert name == "SHA256SUMS" or name.encode() in done.stderr


# --- 56: folders ---


@pytest.mark.parametrize(
    "folder",
    [
        "with a space",
        "тека",
        "a#b?c&d%20",
        "'quoted' \"twice\"",
        "/".join("x" * 60 for _ in range(5)),
        "new\nline",
    ],
    ids=[
        "space",
        "Cyrillic",
        "signs of addresses",
        "quotation marks",
        "more than 260 characters",
        "line feed",
    ],
)
def test_the_package_works_in_any_folder(tmp_path, small_release, folder):
    done = run(install(tmp_path / folder, small_release), "-c", LOAD)
    assert (done.stdout.decode(), done.stderr) == (LOADED, b"")


def test_the_package_works_through_a_link(tmp_path, site):
    (tmp_path / "linked").symlink_to(site)
    done = run(tmp_path / "linked", "-c", LOAD)
    assert (done.stdout.decode(), done.stderr) == (LOADED, b"")


def test_the_package_works_from_a_zip_file(tmp_path, site):
    archive = tmp_path / "site №1.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in site.rglob("*"):
            zipped.write(file, file.relative_to(site))
    done = run(archive, "-c", LOAD)
    assert (done.stdout.decode(), done.stderr) == (LOADED, b"")


def test_nothing_is_written_where_the_package_is(own_site):
    """So it may be read-only."""
    files = sorted(own_site.rglob("*"))
    for path in (own_site, *files):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        done = run(own_site, "-c", LOAD)
        validated = run(own_site, "-m", "peaceterms", "validate")
    finally:
        for path in (own_site, *files):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert (done.stdout.decode(), done.stderr) == (LOADED, b"")
    assert (validated.returncode, validated.stderr) == (0, b"")
    assert sorted(own_site.rglob("*")) == files


@pytest.mark.parametrize(
    "home", [{}, {"HOME": "/nonexistent"}, {"XDG_CACHE_HOME": "/dev/null", "TMPDIR": "/nonexistent"}], ids=str
)
def test_no_home_and_no_cache_are_needed(site, home):
    done = run(site, "-c", LOAD, **home)
    assert (done.stdout.decode(), done.stderr) == (LOADED, b"")


# --- 57: interpreters and libraries ---


@pytest.mark.parametrize(
    ("flags", "environment"),
    [
        (["-OO"], {}),
        (["-X", "warn_default_encoding"], {}),
        ([], {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    ],
    ids=["-OO", "encodings named", "PYTHONUTF8=0"],
)
def test_any_interpreter_loads_the_same(site, flags, environment):
    done = run(site, *flags, "-c", LOAD, **environment)
    assert (done.stdout.decode(), done.stderr) == (LOADED, b"")


def test_the_seed_of_hashes_changes_no_output(site):
    commands = [("show", "conditions", "--format", "csv"), ("codes", "aim", "--format", "json")]
    for command in commands:
        first, second = (run(site, "-m", "peaceterms", *command, PYTHONHASHSEED=seed) for seed in ("1", "2"))
        assert first.stdout == second.stdout
        assert first.returncode == 0


ASKED = {
    "polars": ("peaceterms.load('actors')", "ImportError", "polars"),
    "pandas": ("peaceterms.load('actors', as_='pandas')", "MissingExtra", "peaceterms[pandas]"),
    "pyarrow": ("peaceterms.load('actors', as_='arrow')", "MissingExtra", "peaceterms[pandas]"),
    "pandera": ("peaceterms.validate()", "MissingExtra", "peaceterms[validate]"),
    "frictionless": ("peaceterms.validate()", "MissingExtra", "peaceterms[validate]"),
}


@pytest.mark.parametrize(("library", "asked"), ASKED.items(), ids=ASKED)
def test_a_library_that_is_not_installed_is_named(site, library, asked):
    call, error, message = asked
    code = (
        f"import sys; sys.modules[{library!r}] = None; import peaceterms\n"
        f"try:\n    {call}\n"
        f"except ImportError as error:\n    print(type(error).__mro__, error)\n"
    )
    done = run(site, "-c", code)
    assert (done.returncode, done.stderr) == (0, b"")
    assert error in done.stdout.decode()
    assert message in done.stdout.decode()


def test_the_core_needs_polars_alone(site):
    lost = (
        "pandas",
        "pyarrow",
        "pandera",
        "frictionless",
        "yaml",
        "jsonschema",
        "numpy",
        "rich",
        "pycountry",
    )
    commands = (
        ["list"],
        ["show", "actors"],
        ["describe", "conditions"],
        ["sources", "minister-r-2026-05-04.c01"],
        ["cite"],
    )
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({lost!r}))\n"
        f"from peaceterms._cli import main\n"
        f"sys.exit(max(main(command) for command in {commands!r}))"
    )
    done = run(site, "-c", code)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"@misc{peaceterms" in done.stdout
