"""The release of the small corpus: valid to an outsider, the same in both formats, written whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from pathlib import Path

import frictionless
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from conftest import copy_small_repository
from peaceterms.contract import release_files
from peaceterms.contract.findings import ValidationError
from peaceterms.contract.schemas import Schemas
from peaceterms.contract.tables import Tables
from peaceterms_build.parsing import versions
from peaceterms_build.release import writer

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def resources(small_release):
    """Return the resources of the release, by table."""
    described = json.loads((small_release / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in described["resources"]}


def contents(folder):
    """Return the hash of every file of a folder, except the lock file of builds, which is empty."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".building" and path.parent.name != ".cache"
    }


# --- What a release is ---


def test_frictionless_says_valid(small_release):
    report = frictionless.Package(str(small_release / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_our_own_checks_of_the_files_find_nothing(small_release):
    assert [str(finding) for finding in release_files.findings(small_release)] == []


def test_the_checksums_name_every_file(small_release):
    listed = dict(reversed(line.split("  ")) for line in (small_release / "SHA256SUMS").read_text("utf-8").splitlines())
    assert listed == {name: digest for name, digest in contents(small_release).items() if name != "SHA256SUMS"}


def test_csv_and_parquet_say_the_same_in_the_order_of_the_key(small_release, resources, schemas):
    for table, resource in resources.items():
        parquet = pl.read_parquet(small_release / resource["parquet"])
        assert parquet.schema == schemas[table].polars_schema(), table
        assert parquet.height == resource["rows"], table
        key = list(schemas[table].primary_key)
        assert_frame_equal(parquet, parquet.sort(key))
        assert parquet.select(key).is_unique().all(), table


def test_csv_is_plain_utf_8_with_line_feeds_and_commas(small_release, resources):
    for table, resource in resources.items():
        text = (small_release / resource["path"]).read_bytes().decode("utf-8")
        assert text.startswith(",".join(field["name"] for field in resource["schema"]["fields"]) + "\n"), table
        assert text.endswith("\n"), table
        assert not set(text) & {"\r", "\0"}, table


def test_the_descriptor_carries_the_schemas_whole(small_release, schemas):
    described = json.loads((small_release / "datapackage.json").read_text(encoding="utf-8"))
    assert Schemas.from_descriptor(described) == schemas


def test_a_table_that_refers_to_itself_does_so_by_the_empty_name(resources):
    """Versions of frictionless before 5.19 call a reference to the own name invalid."""
    names = {
        name: [key["reference"]["resource"] for key in resource["schema"].get("foreignKeys", ())]
        for name, resource in resources.items()
    }
    assert "" in names["proposals"]
    assert [name for name, references in names.items() if name in references] == []


def test_provenance_names_content_and_libraries_but_no_clock_and_no_commit(small_release):
    provenance = json.loads((small_release / "datapackage.json").read_text(encoding="utf-8"))["provenance"]
    assert set(provenance) == {"corpus_sha256", "schemas_sha256", "libraries"}
    assert set(provenance["libraries"]) == set(versions.RELEASE_LIBRARIES)


# --- Built again ---


def test_a_second_release_of_the_same_corpus_has_the_same_bytes(small_release, small_tables, tmp_path):
    again = writer.write(copy_small_repository(tmp_path / "repository"), small_tables, {})
    assert contents(again) == contents(small_release)


def test_a_release_replaces_another_whole(released, small_tables):
    repository, before = released
    (repository / writer.RELEASE / "left-over.txt").write_text("x", encoding="utf-8")
    assert contents(writer.write(repository, small_tables, {})) == before


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
        writer.write(repository, unsorted, {})
    assert contents(repository / writer.RELEASE) == before
    assert left_over(repository) == []


def test_an_error_in_the_middle_leaves_the_old_release_as_it_was(released, small_tables):
    """The last table is missing: the others are written before the build finds out."""
    repository, before = released
    lacking = Tables({name: small_tables[name] for name in list(small_tables)[:-1]}, small_tables.schemas)
    with pytest.raises(KeyError):
        writer.write(repository, lacking, {})
    assert contents(repository / writer.RELEASE) == before
    assert left_over(repository) == []


def test_a_second_build_at_the_same_time_is_refused(released, small_tables):
    repository, before = released
    lock = (repository / writer.RELEASE).with_name("release.lock.building")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        under_way = (repository / writer.RELEASE).with_name("release.building")
        under_way.mkdir()
        with pytest.raises(ValidationError) as refused:
            writer.write(repository, small_tables, {})
    assert [finding.rule for finding in refused.value.findings] == ["one_build_at_a_time"]
    assert under_way.exists(), "the work of the other build was cleared away"
    assert contents(repository / writer.RELEASE) == before
    writer.write(repository, small_tables, {})  # the lock is free again


# --- Files that were tampered with ---


@pytest.fixture
def copied(small_release, tmp_path):
    """Return a copy of the small release that a test may change."""
    return Path(shutil.copytree(small_release, tmp_path / "release"))


def test_a_changed_file_is_reported_with_both_sums(copied):
    path = copied / "csv" / "coders.csv"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes().replace(b"Example", b"Exemplar"))
    (found,) = release_files.findings(copied)
    assert (found.rule, found.file) == ("checksums_hold", "csv/coders.csv")
    assert before in found.message


def test_a_file_too_many_and_a_file_too_few_are_reported(copied):
    (copied / "csv" / "coders.csv").rename(copied / "csv" / "coder.csv")
    assert [finding.file for finding in release_files.findings(copied)] == ["csv/coder.csv", "csv/coders.csv"]


def test_a_release_without_its_checksums_is_refused(copied):
    (copied / "SHA256SUMS").unlink()
    assert [finding.rule for finding in release_files.findings(copied)] == ["checksums_hold"]


def test_frictionless_reports_a_key_that_occurs_twice_and_a_reference_to_nothing(copied):
    for table, old, new in (
        ("proposals", b"harbour-plan-second,", b"harbour-plan,"),
        ("offices", b",minister-r,", b",nobody,"),
    ):
        path = copied / "csv" / f"{table}.csv"
        path.write_bytes(path.read_bytes().replace(old, new))
    found = {(finding.rule, finding.file) for finding in release_files.frictionless_findings(copied)}
    assert found == {
        ("frictionless_primary_key", "csv/proposals.csv"),
        ("frictionless_foreign_key", "csv/offices.csv"),
    }


def test_a_parquet_file_that_differs_from_its_csv_is_reported(copied):
    path = copied / "parquet" / "coders.parquet"
    pl.read_parquet(path).with_columns(model_name=pl.lit("Another model")).write_parquet(path)
    (copied / "SHA256SUMS").write_text(release_files.checksums(copied), encoding="utf-8")
    (found,) = release_files.findings(copied)
    assert found.rule == "parquet_equals_csv"
    assert "coders" in found.file
