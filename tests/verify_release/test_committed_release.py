"""The committed release: what the corpus gives, byte for byte, and valid to programs that are not ours."""

from __future__ import annotations

import shutil
import subprocess

import frictionless
import polars as pl
import pytest

from peaceterms.contract import release_files
from peaceterms.contract.tables import Tables
from peaceterms_build.cache import Cache
from peaceterms_build.docs import codebook, generated_files
from peaceterms_build.pipeline import Pipeline
from peaceterms_build.release import writer


def test_it_is_what_the_corpus_gives_byte_for_byte(root, real_release, tmp_path):
    build = Pipeline(root, Cache())
    writer.write_files(root, build.tables, build.audits, tmp_path / "rebuilt")
    assert release_files.checksums(tmp_path / "rebuilt") == release_files.checksums(real_release)


def test_frictionless_says_valid(real_release):
    report = frictionless.Package(str(real_release / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert report.valid


def test_our_own_checks_of_the_files_find_nothing(real_release):
    assert [str(finding) for finding in release_files.findings(real_release)] == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this system has no sha256sum")
def test_anyone_can_check_the_checksums_with_the_tool_of_the_system(real_release):
    command = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=real_release, capture_output=True, check=False).returncode == 0


def test_the_readme_has_its_figures(root, real_release, real_resources, schemas):
    frames = {name: pl.read_parquet(real_release / resource["parquet"]) for name, resource in real_resources.items()}
    written = (root / generated_files.README).read_text(encoding="utf-8")
    assert generated_files.readme(root, Tables(frames, schemas)) == written, "run `make release`"


def test_an_experimental_column_is_marked_in_every_table_that_repeats_it(real_release):
    for table in ("conditions", "conditions_flat"):
        page = (real_release / codebook.FOLDER / f"{table}.md").read_text("utf-8")
        for column in ("gates_settlement", "reading"):
            (row,) = [line for line in page.splitlines() if line.startswith(f"| [`{column}`]")]
            assert "**experimental**" in row, (table, column)
