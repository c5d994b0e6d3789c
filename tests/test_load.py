"""Loading: tables, selections, labels, other libraries, files and the integrity of them all."""

from __future__ import annotations

import datetime
import inspect
import json
import os
import subprocess
import sys
import zipfile
from typing import get_args

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import peaceterms
from invented_release import ROOT, STATEMENT, hash_again
from peaceterms import _release
from peaceterms_build.schemas import schema_files

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")

PACKAGE = ROOT / "dataset" / "peaceterms"


def run(code: str, *, search_path: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a new process, from another folder."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        cwd="/",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_import_brings_no_polars_and_no_network():
    code = (
        "import sys; before = set(sys.modules); import peaceterms; "
        "heavy = {'polars', 'pandas', 'pyarrow', 'pandera', 'socket', 'ssl', 'urllib.request'}; "
        "print(sorted(heavy & (set(sys.modules) - before)))"
    )
    done = run(code, search_path=str(PACKAGE.parent))
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_table_names_are_those_of_the_installed_release():
    if not (PACKAGE / "release").is_dir():
        pytest.skip("no release has been made yet: run `make release`")
    assert list(get_args(peaceterms.TableName)) == peaceterms.tables()["table"].to_list()


def test_no_column_has_the_name_of_a_parameter():
    parameters = set(inspect.signature(peaceterms.load).parameters) - {"equals"}
    fields = [f for r in schema_files.descriptor(ROOT / "schemas")["resources"] for f in r["schema"]["fields"]]
    assert not parameters & {field["name"] for field in fields}


def test_every_public_name_is_there_and_documented(invented):
    for name in peaceterms.__all__:
        assert getattr(peaceterms, name) is not None
        if name not in ("__version__", "TableName"):
            assert inspect.getdoc(getattr(peaceterms, name))
    assert peaceterms.__version__ == invented.version


def test_a_misspelt_attribute_is_reported():
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        _ = peaceterms.laod


def test_tables_lists_every_table_with_its_rows():
    listed = peaceterms.tables()
    assert listed.columns == ["table", "title", "group", "rows", "key", "row"]
    assert listed.filter(table="evidence").row(0)[2:5] == ("words", 6, "row_id, passage_id")
    assert listed["row"].str.starts_with("One row per ").all()


def test_a_whole_table_is_loaded_with_the_types_of_its_schema(invented):
    for name in invented.schemas:
        frame = peaceterms.load(name)
        assert frame.schema == invented.schema(name).polars_schema()
        assert pl.Enum not in {dtype.base_type() for dtype in frame.dtypes}
        assert pl.Categorical not in {dtype.base_type() for dtype in frame.dtypes}


@pytest.mark.parametrize(
    ("equals", "found"),
    [
        ({"holder_id": "alfaria"}, ["c01", "c02"]),
        ({"holder_id": "alfaria", "issue": "territory.status"}, ["c02"]),
        ({"move": ["demands", "offers"]}, ["c01"]),
        ({"move": ("demands", "rejects")}, ["c01", "c02"]),
        ({"move": {"rejects"}}, ["c02"]),
        ({"move": range(0)}, []),
        ({"move": []}, []),
        ({"gates_talks": True}, ["c01"]),
        ({"gates_talks": "false"}, ["c02"]),
        ({"deadline_date": datetime.date(2024, 5, 1)}, ["c01"]),
        ({"deadline_date": "2024-05-01"}, ["c01"]),
        ({"deadline_date": "2031-01-01"}, []),
        ({"deadline_date": None}, ["c02"]),
        ({"deadline_date": [None, "2024-05-01"]}, ["c01", "c02"]),
        ({"quantity": 30}, []),
        ({"duration_days": "7"}, []),
        ({"duration_days": 7.0}, []),
        ({"move": "offers"}, []),
        ({"holder_id": "betonia"}, []),
        ({"condition_id": f"{STATEMENT}.c01"}, ["c01"]),
        ({"summary": "Withdrawal from the valleys."}, ["c01"]),
    ],
    ids=str,
)
def test_a_selection_returns_the_rows_that_equal_it(invented, equals, found):
    frame = peaceterms.load("conditions", **equals)
    assert frame["condition_id"].to_list() == [f"{STATEMENT}.{key}" for key in found]
    assert frame.schema == invented.schema("conditions").polars_schema()


@pytest.mark.parametrize(
    ("equals", "error", "message"),
    [
        ({"holder_id": "alfria"}, "UnknownValue", "did you mean 'alfaria'"),
        ({"holder_id": ["alfaria", "betona"]}, "UnknownValue", "'betona'; did you mean 'betonia'"),
        ({"issue": "territory.statsu"}, "UnknownValue", "did you mean 'territory.status'"),
        ({"issue": "territory.status "}, "UnknownValue", "did you mean 'territory.status'"),
        ({"move": "Demands"}, "UnknownValue", "did you mean 'demands'"),
        ({"move": 3}, "UnknownValue", "write text"),
        ({"move": None}, "UnknownValue", "never empty"),
        ({"condition_id": f"{STATEMENT}.c03"}, "UnknownValue", f"{STATEMENT}.c0"),
        ({"holder": "alfaria"}, "UnknownColumn", "did you mean 'holder_id'"),
        ({"gates_talks": 1}, "UnknownValue", "write true or false"),
        ({"gates_talks": "yes"}, "UnknownValue", "write true or false"),
        ({"deadline_date": "2024-02-30"}, "UnknownValue", "write a day"),
        ({"deadline_date": "01/05/2024"}, "UnknownValue", "write a day"),
        ({"deadline_date": datetime.datetime(2024, 5, 1, 9)}, "UnknownValue", "write a day"),
        ({"quantity": "many"}, "UnknownValue", "write a number"),
        ({"quantity": True}, "UnknownValue", "write a number"),
        ({"duration_days": 1.5}, "UnknownValue", "write a whole number"),
        ({"duration_days": "1e400"}, "UnknownValue", "write a whole number"),
        ({"key_phrase": "x"}, "UnknownValue", "the column is empty"),
    ],
    ids=str,
)
def test_an_unknown_column_or_value_is_reported_with_the_nearest(equals, error, message):
    with pytest.raises(getattr(peaceterms, error)) as raised:
        peaceterms.load("conditions", **equals)
    assert message in str(raised.value)
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize("function", [peaceterms.load, peaceterms.scan, peaceterms.path, peaceterms.describe])
def test_an_unknown_table_is_reported_with_the_nearest(function):
    with pytest.raises(peaceterms.UnknownTable, match="unknown table 'condition'; did you mean 'conditions'"):
        function("condition")


def test_labels_stand_beside_their_codes():
    frame = peaceterms.load("conditions", labels=True)
    assert frame.columns[3:7] == ["issue", "issue_label", "aim", "aim_label"]
    labels = dict(peaceterms.codes("move").select("code", "label").iter_rows())
    assert frame["move_label"].to_list() == [labels[code] for code in frame["move"]]


def test_the_label_of_an_aim_is_that_of_its_issue():
    aims = peaceterms.codes("aim")
    expected = [
        aims.filter(issue="every_issue", code="other")["label"].item(),
        aims.filter(issue="territory.status", code="independent")["label"].item(),
    ]
    assert peaceterms.load("conditions", labels=True)["aim_label"].to_list() == expected


def test_labels_never_repeat_a_column(invented):
    for name in invented.schemas:
        frame = peaceterms.load(name, labels=True)
        coded = [column.name for column in invented.schema(name).columns if column.vocabulary]
        assert {f"{column}_label" for column in coded} <= set(frame.columns)
        assert not any(frame[f"{column}_label"].has_nulls() for column in coded)


def test_pandas_and_arrow_hold_the_same_rows():
    expected = peaceterms.load("conditions")
    for library in ("pandas", "arrow"):
        frame = peaceterms.load("conditions", as_=library)
        assert len(frame) == expected.height
        columns = ("condition_id", "gates_talks", "summary")
        assert_frame_equal(pl.DataFrame(frame).select(columns), expected.select(columns))


def test_an_unknown_library_is_reported():
    with pytest.raises(peaceterms.UnknownValue, match="did you mean 'pandas'"):
        peaceterms.load("conditions", as_="panda")


@pytest.mark.parametrize(("library", "missing"), [("pandas", "pandas"), ("pandas", "pyarrow"), ("arrow", "pyarrow")])
def test_a_missing_library_names_the_extra(monkeypatch, library, missing):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError, match=r"pip install .*peaceterms\[pandas\]"):
        peaceterms.load("conditions", as_=library)


def test_another_release_is_refused(invented):
    assert peaceterms.load("conditions", release=invented.version).height == 2
    with pytest.raises(peaceterms.UnknownRelease, match=rf"'0\.0\.1'.*{invented.version}"):
        peaceterms.load("conditions", release="0.0.1")


def test_scan_is_lazy_and_says_the_same():
    query = peaceterms.scan("conditions")
    assert isinstance(query, pl.LazyFrame)
    assert_frame_equal(query.collect(), peaceterms.load("conditions"))


def test_path_leads_to_the_file_of_either_format(invented_folder):
    assert peaceterms.path("actors") == invented_folder / "parquet" / "actors.parquet"
    assert peaceterms.path("actors", "csv") == invented_folder / "csv" / "actors.csv"
    with pytest.raises(peaceterms.UnknownValue, match="valid values are parquet, csv"):
        peaceterms.path("actors", "xlsx")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-10],
        lambda data: data + b"garbage",
        lambda _: b"",
        lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
    ],
    ids=["truncated", "appended", "emptied", "one bit"],
)
def test_a_damaged_file_is_reported_with_both_hashes_and_the_remedy(own_copy, damage):
    file = own_copy.root / "parquet" / "actors.parquet"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(
        peaceterms.DataIntegrityError,
        match=r"parquet/actors\.parquet: expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}; install the wheel",
    ):
        peaceterms.load("actors")
    assert peaceterms.load("publishers").height == 3


def test_a_missing_file_is_reported(own_copy):
    (own_copy.root / "parquet" / "actors.parquet").unlink()
    with pytest.raises(peaceterms.DataIntegrityError, match=r"parquet/actors\.parquet: the file is missing"):
        peaceterms.load("actors")


@pytest.mark.parametrize("name", ["datapackage.json", "SHA256SUMS"])
def test_a_release_without_its_descriptor_or_checksums_is_reported(own_copy, name):
    (own_copy.root / name).unlink()
    with pytest.raises(peaceterms.DataIntegrityError, match=name):
        peaceterms.load("actors")


def test_no_release_at_all_is_reported(monkeypatch, tmp_path):
    monkeypatch.setattr(_release, "installed", lambda: _release.Release(tmp_path / "nothing"))
    with pytest.raises(peaceterms.DataIntegrityError, match="install the wheel of peaceterms again"):
        peaceterms.tables()


def test_a_file_is_hashed_once_and_again_when_it_has_changed(own_copy, monkeypatch):
    hashed = []
    real = _release.hashlib.sha256
    monkeypatch.setattr(_release.hashlib, "sha256", lambda data: hashed.append(len(data)) or real(data))
    for _ in range(3):
        peaceterms.load("actors")
    assert len(hashed) == 2  # the descriptor and the table
    file = own_copy.root / "parquet" / "actors.parquet"
    os.utime(file, ns=(1, 1))
    peaceterms.load("actors")
    assert len(hashed) == 3
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(peaceterms.DataIntegrityError):
        peaceterms.load("actors")


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://169.254.169.254/",
        "\\\\server\\share",
        "C:x", "parquet/./actors.parquet", ".hidden", "parquet/.hidden", "parquet//actors.parquet", "",
        "parquet/..", "a\0b", ["parquet/actors.parquet"] * 3, None, 7,
    ],
    ids=repr,
)  # fmt: skip
def test_a_path_that_leads_out_of_the_release_is_refused(own_copy, path):
    file = own_copy.root / "datapackage.json"
    descriptor = json.loads(file.read_bytes())
    for resource in descriptor["resources"]:
        resource["parquet"] = path
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    hash_again(own_copy.root, "datapackage.json")
    with pytest.raises(peaceterms.DataIntegrityError, match="is not safe"):
        peaceterms.load("actors")


def test_the_package_works_from_a_zip_file(invented_folder, tmp_path):
    archive = tmp_path / "peace terms №1.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in PACKAGE.rglob("*"):
            is_released = "release" in file.relative_to(PACKAGE).parts
            if not is_released and (file.is_dir() or file.suffix == ".py"):
                zipped.write(file, f"peaceterms/{file.relative_to(PACKAGE)}")
        for file in invented_folder.rglob("*"):
            zipped.write(file, f"peaceterms/release/{file.relative_to(invented_folder)}")
    code = (
        "import peaceterms; "
        "print(peaceterms.__file__.split('.zip')[0][-2:], peaceterms.load('actors').height, "
        "peaceterms.scan('actors').collect().height, peaceterms.path('actors', 'csv').name, "
        "sum(path.is_file() for path in peaceterms._release.installed().folder().rglob('*')))"
    )
    done = run(code, search_path=str(archive))
    files = sum(file.is_file() for file in invented_folder.rglob("*"))
    assert (done.stdout, done.stderr) == (f"№1 6 6 actors.csv {files}\n", "")
