"""The release: valid to an outsider, the same in both formats and rebuilt, written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import frictionless
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import renew_pins
from conftest import copy_small_repository
from peaceterms.contract import release_files
from peaceterms.contract.findings import ValidationError
from peaceterms.contract.schemas import Schemas
from peaceterms.contract.tables import Tables
from peaceterms_build.checks import corpus_checks
from peaceterms_build.docs import generated_files
from peaceterms_build.parsing import yaml_reader
from peaceterms_build.release import versions, writer
from peaceterms_build.schemas import schema_files

ROOT = Path(__file__).resolve().parents[1]
BLOCK = 1024  # bytes; `ulimit -f` counts in blocks


@pytest.fixture(scope="module", params=["small corpus", "committed release"])
def folder(request):
    """Return the folder of a release: of the small corpus, then the committed one."""
    return request.getfixturevalue(
        {"small corpus": "small_release", "committed release": "real_release"}[request.param]
    )


@pytest.fixture(scope="module")
def resources(folder):
    """Return the resources of the release, by table."""
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in described["resources"]}


def contents(folder):
    """Return the hash of every file of a folder, but for the lock file of builds, which is empty."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".building"
    }


# --- What a release is ---


def test_frictionless_says_valid(folder):
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert [error.message for task in report.tasks for error in task.errors] == []
    assert [error.message for error in report.errors] == []
    assert report.valid


def test_our_own_checks_of_the_files_find_nothing(folder):
    assert [str(finding) for finding in release_files.findings(folder)] == []


def test_the_checksums_hold_and_name_every_file(folder):
    listed = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    assert listed == {name: digest for name, digest in contents(folder).items() if name != "SHA256SUMS"}


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this system has no sha256sum")
def test_anyone_can_check_the_checksums_with_the_tool_of_the_system(folder):
    command = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("table", schema_files.TABLE_ORDER)
def test_rows_stand_in_the_order_of_their_key(folder, resources, schemas, table):
    frame = pl.read_parquet(folder / resources[table]["parquet"])
    key = list(schemas[table].primary_key)
    assert_frame_equal(frame, frame.sort(key))
    assert frame.select(key).is_unique().all()


@pytest.mark.parametrize("table", schema_files.TABLE_ORDER)
def test_csv_is_plain_utf_8_with_line_feeds_and_commas(folder, resources, table):
    data = (folder / resources[table]["path"]).read_bytes()
    assert data.decode("utf-8").startswith(",".join(f["name"] for f in resources[table]["schema"]["fields"]) + "\n")
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert b"\0" not in data


def test_the_descriptor_carries_the_schemas_whole(folder, schemas):
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert Schemas.from_descriptor(described) == schemas


def test_a_table_that_refers_to_itself_does_so_by_the_empty_name(resources):
    """Versions of frictionless before 5.19 call a reference to the own name invalid."""
    names = {
        name: [key["reference"]["resource"] for key in r["schema"].get("foreignKeys", ())]
        for name, r in resources.items()
    }
    assert "" in names["proposals"]
    assert [name for name, references in names.items() if name in references] == []


def test_provenance_names_content_and_libraries_but_no_clock_and_no_commit(folder):
    provenance = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["provenance"]
    assert set(provenance) == {"corpus_sha256", "schemas_sha256", "libraries"}
    assert set(provenance["libraries"]) == set(versions.RELEASE_LIBRARIES)


# --- The codebook ---


def counted(folder, resources, vocabulary):
    """Return how often each code is used in the coded columns of a release."""
    counts = {}
    for table, resource in resources.items():
        if resource["group"] == "derived" or table in ("crosswalk", "move_crosswalk"):
            continue
        frame = pl.read_parquet(folder / resource["parquet"])
        for field in resource["schema"]["fields"]:
            if field.get("vocabulary") == vocabulary:
                for code in frame[field["name"]]:
                    counts[code] = counts.get(code, 0) + 1
    return counts


CODE_LISTS = sorted(
    name
    for name, vocabulary in schema_files.descriptor(ROOT / "schemas")["vocabularies"].items()
    if "code" in vocabulary["codes"][0] and name != "aim"
)


@pytest.mark.parametrize("vocabulary", CODE_LISTS)
def test_the_codebook_prints_every_code_with_its_count_zero_included(folder, resources, schemas, vocabulary):
    codebook = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    section = codebook.partition("## Vocabularies\n")[2].partition(f"### {vocabulary}\n")[2].partition("\n### ")[0]
    used = counted(folder, resources, vocabulary)
    for code in schemas.vocabularies[vocabulary].codes:
        (line,) = [line for line in section.splitlines() if line.startswith(f"- `{code}` ")]
        assert line.endswith(f" Used: {used.get(code, 0)}.")


def test_the_codebook_counts_aims_under_their_issue(folder, resources, schemas):
    codebook = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    section = codebook.partition("## Vocabularies\n")[2].partition("### aim\n")[2].partition("\n### ")[0]
    lines = [line for line in section.splitlines() if line.startswith("- ")]
    assert len(lines) == len(schemas.vocabularies["aim"].entries)
    used = sum(int(line.rpartition("Used: ")[2].rstrip(".")) for line in lines)
    assert used == resources["conditions"]["rows"]


@pytest.mark.parametrize("table", schema_files.TABLE_ORDER)
def test_the_codebook_describes_every_column(folder, resources, table):
    codebook = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
    section = codebook.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
    for field in resources[table]["schema"]["fields"]:
        assert f"- **{field['name']}** (" in section
        assert field["description"] in section


# --- Built again ---


def test_a_second_release_of_the_same_corpus_has_the_same_bytes(small_release, small_tables, tmp_path):
    again = writer.write(copy_small_repository(tmp_path / "repository"), small_tables)
    assert contents(again) == contents(small_release)


def test_a_release_replaces_another_whole(released, small_tables):
    repository, before = released
    (repository / writer.RELEASE / "left-over.txt").write_text("x", encoding="utf-8")
    assert contents(writer.write(repository, small_tables)) == before


def test_the_committed_release_is_what_the_corpus_gives(real_release, tmp_path):
    writer.write_files(ROOT, corpus_checks.checked_tables(ROOT), tmp_path / "rebuilt")
    rebuilt, committed = contents(tmp_path / "rebuilt"), contents(real_release)
    assert [name for name in rebuilt | committed if rebuilt.get(name) != committed.get(name)] == []


def test_the_readme_counts_the_rows_of_the_committed_release(real_resources, schemas):
    frames = {name: pl.read_parquet(ROOT / writer.RELEASE / r["parquet"]) for name, r in real_resources.items()}
    written = (ROOT / generated_files.README).read_text(encoding="utf-8")
    assert generated_files.readme(ROOT, Tables(frames, schemas)) == written, "run `make docs`"


@pytest.mark.parametrize("table", schema_files.TABLE_ORDER)
def test_counts_and_rows_are_those_that_are_pinned(real_release, table):
    pinned = yaml_reader.read(renew_pins.PINS).data
    assert renew_pins.pin(real_release / "csv" / f"{table}.csv") == pinned[table], "see tests/renew_pins.py"


def test_pins_are_written_so_that_they_read_back(small_release):
    pinned = renew_pins.pins(small_release)
    assert pinned["condition_performers"]["rows"] == 5
    assert yaml_reader.parse(renew_pins.as_text(pinned).encode(), Path("pins.yaml")).data == pinned


# --- All or nothing ---


@pytest.fixture
def released(small_repository, small_release):
    """Return a repository with a release, and the hashes of its files."""
    folder = shutil.copytree(small_release, small_repository / writer.RELEASE)
    return small_repository, contents(folder)


def left_over(repository):
    """Return what a build left beside the release, but for the lock file that holds nothing."""
    beside = (repository / writer.RELEASE).parent
    return sorted(path.name for path in beside.iterdir() if path.name not in ("release", "release.lock.building"))


def test_tables_at_fault_leave_the_old_release_as_it_was(released, small_tables):
    repository, before = released
    unsorted = Tables(dict(small_tables) | {"conditions": small_tables["conditions"].reverse()}, small_tables.schemas)
    with pytest.raises(ValidationError, match="rows_are_in_the_order_of_their_key"):
        writer.write(repository, unsorted)
    assert contents(repository / writer.RELEASE) == before
    assert left_over(repository) == []


def test_an_error_in_the_middle_leaves_the_old_release_as_it_was(released, small_tables):
    """The last table is missing: the others are written before the build finds out."""
    repository, before = released
    lacking = Tables({name: small_tables[name] for name in list(small_tables)[:-1]}, small_tables.schemas)
    with pytest.raises(KeyError):
        writer.write(repository, lacking)
    assert contents(repository / writer.RELEASE) == before
    assert left_over(repository) == []


def build_command(repository):
    return [sys.executable, "-m", "peaceterms_build", "--root", str(repository), "release"]


def environment():
    return os.environ | {"PYTHONPATH": f"{ROOT / 'dataset'}{os.pathsep}{ROOT / 'build'}"}


@pytest.mark.parametrize("room", ["for no document", "for all but the codebook"])
def test_a_disk_that_is_full_leaves_the_old_release_as_it_was(released, small_tables, room):
    """No file may grow beyond a limit, as on a disk with no more room."""
    repository, before = released
    generated_files.write(repository, schema_files.descriptor(repository / "schemas"), small_tables)
    documents = contents(repository)
    manual = (repository / generated_files.MANUAL).stat().st_size
    assert manual < (repository / writer.RELEASE / "CODEBOOK.md").stat().st_size
    blocks = 8 if room == "for no document" else manual // BLOCK + 1
    limited = ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "bash", *build_command(repository)]
    process = subprocess.run(limited, capture_output=True, encoding="utf-8", env=environment(), check=False)
    assert process.returncode == 2, process.stderr
    assert "File too large" in process.stderr
    assert "Traceback" not in process.stderr
    assert contents(repository) == documents
    assert contents(repository / writer.RELEASE) == before
    assert left_over(repository) == []


def test_a_build_that_is_killed_leaves_a_whole_release_and_the_next_one_cleans_up(released, small_tables):
    repository, before = released
    building = (repository / writer.RELEASE).with_name("release.building")
    process = subprocess.Popen(build_command(repository), stderr=subprocess.DEVNULL, env=environment())
    deadline = time.monotonic() + 60
    while not (building / "csv").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=60) == -signal.SIGKILL, "the build was over before it could be killed"
    assert contents(repository / writer.RELEASE) == before
    writer.write(repository, small_tables)
    assert contents(repository / writer.RELEASE).keys() == before.keys()
    assert left_over(repository) == []


def test_a_build_killed_between_the_two_renames_is_recovered_by_the_next(released, small_tables):
    repository, before = released
    target = repository / writer.RELEASE
    target.rename(target.with_name("release.old.building"))
    (target.with_name("release.building") / "csv").mkdir(parents=True)
    lacking = Tables({name: small_tables[name] for name in list(small_tables)[:-1]}, small_tables.schemas)
    with pytest.raises(KeyError):
        writer.write(repository, lacking)
    assert contents(target) == before
    assert left_over(repository) == []


def test_a_second_build_at_the_same_time_is_refused(released, small_tables):
    repository, before = released
    lock = (repository / writer.RELEASE).with_name("release.lock.building")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        under_way = (repository / writer.RELEASE).with_name("release.building")
        under_way.mkdir()
        with pytest.raises(ValidationError) as refused:
            writer.write(repository, small_tables)
    assert [finding.rule for finding in refused.value.findings] == ["one_build_at_a_time"]
    assert under_way.exists(), "the work of the other build was cleared away"
    assert contents(repository / writer.RELEASE) == before
    writer.write(repository, small_tables)  # the lock is free again


# --- Files that were tampered with ---


@pytest.fixture
def copied(small_release, tmp_path):
    """Return a copy of the small release that a test may change."""
    return Path(shutil.copytree(small_release, tmp_path / "release"))


def test_a_changed_file_is_told_with_both_sums(copied):
    path = copied / "csv" / "coders.csv"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes().replace(b"Example", b"Exemplar"))
    (found,) = release_files.findings(copied)
    assert (found.rule, found.file) == ("checksums_hold", "csv/coders.csv")
    assert before in found.message


def test_a_file_too_many_and_a_file_too_few_are_told(copied):
    (copied / "csv" / "coders.csv").rename(copied / "csv" / "coder.csv")
    assert [finding.file for finding in release_files.findings(copied)] == ["csv/coder.csv", "csv/coders.csv"]


def test_a_release_without_its_checksums_is_refused(copied):
    (copied / "SHA256SUMS").unlink()
    assert [finding.rule for finding in release_files.findings(copied)] == ["checksums_hold"]


def test_a_parquet_file_that_differs_from_its_csv_is_told(copied):
    path = copied / "parquet" / "coders.parquet"
    pl.read_parquet(path).with_columns(model_name=pl.lit("Another model")).write_parquet(path)
    (copied / "SHA256SUMS").write_text(release_files.checksums(copied), encoding="utf-8")
    (found,) = release_files.findings(copied)
    assert found.rule == "parquet_equals_csv"
    assert "coders" in found.file
