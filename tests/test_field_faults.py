"""Faults that users of packages like this one report: each kind with the input reported and two more.

The table of kinds, with the place of each rule, is in `README.md`.
"""

from __future__ import annotations

import contextlib
import copy
import datetime
import decimal
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import peaceterms
from invented_release import PASSAGES, ROOT, STATEMENT, hash_again
from peaceterms import _cli, _release, _suggestions, _verify, links
from peaceterms.contract import fingerprints, strict_json
from peaceterms.contract.tables import Tables
from peaceterms_build.release import datapackage
from peaceterms_build.schemas import schema_files

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")

PACKAGE = ROOT / "dataset" / "peaceterms"
C02 = f"{STATEMENT}.c02"


def run(code: str, search_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in another process, from another folder."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(search_path), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


# --- a path of one file is not a pattern ---


@pytest.mark.parametrize(("folder", "decoy"), [("env[1]", "env1"), ("env*", "env2"), ("env?", "env3")])
def test_scan_takes_no_path_for_a_pattern(invented_folder, tmp_path, monkeypatch, folder, decoy):
    own, other = (shutil.copytree(invented_folder, tmp_path / name / "release") for name in (folder, decoy))
    actors = other / "parquet" / "actors.parquet"
    pl.read_parquet(actors).head(3).write_parquet(actors)
    present = _release.Release(own)
    monkeypatch.setattr(_release, "installed", lambda: present)
    assert_frame_equal(peaceterms.scan("actors").collect(), peaceterms.load("actors"))
    shutil.rmtree(tmp_path / decoy)
    assert peaceterms.scan("actors").collect().height == 6


# --- the key of a pandas frame may be its index ---

INDEXES = [["condition_id"], ["statement_id", "condition_id"], ["holder_id", "condition_id", "issue"]]


@pytest.mark.parametrize("index", INDEXES, ids=str)
def test_a_key_in_the_index_is_followed(tmp_path, index):
    conditions = peaceterms.load("conditions", as_="pandas")
    one = conditions[conditions["condition_id"] == C02].set_index(index)
    expected = peaceterms.sources(C02)
    assert_frame_equal(peaceterms.sources(one), expected)
    assert peaceterms.cite(one) == peaceterms.cite(C02)
    assert peaceterms.hydrate(one, tmp_path)["passage_id"].to_list() == expected["passage_id"].to_list()
    assert_frame_equal(peaceterms.renditions(one), peaceterms.renditions(STATEMENT))


def test_an_index_is_checked_as_columns():
    conditions = peaceterms.load("conditions", as_="pandas")
    assert peaceterms.check(conditions.set_index(conditions.columns[:2].to_list()), "conditions").rows() == []
    misspelt = conditions.set_index("condition_id").rename(index=str.upper)
    assert "condition_id" in peaceterms.check(misspelt.reset_index(), "conditions")["column"].to_list()
    assert peaceterms.check(conditions.iloc[::-1], "conditions").rows() == []


@pytest.mark.parametrize("function", [peaceterms.sources, peaceterms.renditions, peaceterms.cite])
def test_an_index_that_repeats_a_column_is_refused(function):
    frame = peaceterms.load("conditions", as_="pandas")
    with pytest.raises(peaceterms.UnknownColumn, match="'condition_id' is both in the index and a column"):
        function(frame.set_index("condition_id", drop=False))


# --- a column without any value has the type of its schema ---


@pytest.mark.parametrize(
    "empty",
    [
        lambda frame: frame.assign(name_uk=float("nan"), country_code_iso3=float("nan")),
        lambda frame: frame.assign(note=pd.NaT),
        lambda frame: frame.iloc[:0],
        lambda frame: pl.DataFrame(frame).with_columns(cow_code=pl.lit(None, pl.Float32), name_ru=float("nan")),
    ],
    ids=["NaN", "NaT", "no rows", "polars"],
)
def test_an_empty_column_has_the_type_of_its_schema(empty):
    assert peaceterms.check(empty(peaceterms.load("actors", as_="pandas")), "actors").rows() == []


@pytest.mark.parametrize("table", ["control_reports", "territory_parts", "coders", "conditions"])
def test_released_files_pass_however_they_are_read(table):
    for frame in (pd.read_parquet(peaceterms.path(table)), pl.read_parquet(peaceterms.path(table))):
        assert peaceterms.check(frame, table).rows() == []


def test_an_empty_required_column_is_still_refused():
    frame = peaceterms.load("actors", as_="pandas").assign(name=float("nan"))
    found = peaceterms.check(frame, "actors")
    assert set(found["column"]) == {"name"}
    assert found["remedy"].str.starts_with("fill it in").all()


# --- one finding for a column of a wrong type, without the inside of a library ---


@pytest.mark.parametrize(
    ("table", "column", "values", "wanted"),
    [
        ("sources", "read_date", lambda cells: cells.cast(pl.String), "read the column as days"),
        ("passages", "word_count", lambda cells: cells + 0.5, "read the column as whole numbers"),
        ("passages", "is_principal", lambda cells: cells.cast(pl.String), "read the column as true and false"),
    ],
    ids=["days as text", "fractions", "truth as text"],
)
def test_a_column_of_a_wrong_type_is_one_finding(table, column, values, wanted):
    frame = peaceterms.load(table)
    found = peaceterms.check(frame.with_columns(values(frame[column]).alias(column)), table)
    assert found.select("column", "value").rows() == [(column, None)]
    assert wanted in found["remedy"].item()
    assert "plan" not in found["message"].item()


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"actor_id": pd.Series(["a", 1, None], dtype=object)}),
        pd.DataFrame([["a", "b"]], columns=["actor_id", "actor_id"]),
        pd.DataFrame({"actor_id": pd.Series(["\ud800"], dtype=object)}),
        pa.table([pa.array(["a"]), pa.array(["b"])], names=["actor_id", "actor_id"]),
    ],
    ids=["mixed types", "column twice", "half a character", "Arrow column twice"],
)
def test_a_frame_that_cannot_be_held_is_refused_by_an_error_of_ours(frame):
    for function in (lambda: peaceterms.check(frame, "actors"), lambda: peaceterms.sources(frame)):
        with pytest.raises(peaceterms.PeacetermsError):
            function()


# --- verify: one odd file ends nothing, and is reported once ---


@contextlib.contextmanager
def ordinary_user():
    """Act as a user for whom permissions count; of the superuser's rights nothing is left meanwhile."""
    is_superuser = os.geteuid() == 0
    if is_superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_superuser:
            os.seteuid(0)


@pytest.fixture
def store():
    """Return a folder that any user may read, with the texts of all passages in a file."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "all.txt").write_text("\n".join(PASSAGES.values()), encoding="utf-8")
        yield Path(folder)


def lose(store: Path) -> None:
    """Leave one passage out, so that its reason is shown."""
    kept = [text for passage_id, text in PASSAGES.items() if passage_id != "wire-2024.p01"]
    (store / "all.txt").write_text("\n".join(kept), encoding="utf-8")


def without_permission(store: Path) -> None:
    (store / "z.txt").write_text("x", encoding="utf-8")
    (store / "z.txt").chmod(0)


def locked_folder(store: Path) -> None:
    (store / "locked").mkdir(mode=0)


def link_to_itself(store: Path) -> None:
    (store / "self.txt").symlink_to("self.txt")


def dead_link(store: Path) -> None:
    (store / "gone.txt").symlink_to("nowhere.txt")


def in_another_encoding(store: Path) -> None:
    (store / "old.txt").write_bytes("The bell".encode("utf-16"))


@pytest.mark.parametrize(
    ("odd", "note"),
    [
        (without_permission, "z.txt (permission denied)"),
        (locked_folder, "locked (permission denied)"),
        (link_to_itself, "self.txt (too many levels of symbolic links)"),
        (dead_link, "gone.txt (no such file or directory)"),
        (in_another_encoding, "old.txt (not UTF-8)"),
    ],
)
def test_an_odd_file_is_passed_over_and_named(store, odd, note):
    odd(store)
    passages = peaceterms.load("passages")
    with ordinary_user():
        assert _verify.search(store, passages).frame()["is_found"].all()
    lose(store)
    with ordinary_user():
        outcome = _verify.search(store, passages)
    reason = outcome.frame()["reason"].drop_nulls().item()
    assert reason.endswith("; files or folders passed over: 1 (`peaceterms verify` names them)")
    assert outcome.note() == f"passed over: {note}"
    for path in store.iterdir():
        if not path.is_symlink():
            path.chmod(0o755)


def test_a_file_that_goes_away_meanwhile_is_passed_over(store, monkeypatch):
    (store / "b.txt").write_text("The bell", encoding="utf-8")
    real = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: (path.unlink() if path.name == "b.txt" else None) or real(path)
    )
    assert peaceterms.verify(store)["is_found"].all()


def test_a_name_that_is_not_utf_8_is_shown_by_its_bytes(store):
    (store / "all.txt").rename(os.fsdecode(bytes(store) + b"/rt\xff.txt"))
    assert set(peaceterms.verify(store)["file"]) == {r"rt\xff.txt"}
    assert peaceterms.hydrate(C02, store)["words"].item() == PASSAGES["herald-2024-03-13.p02"]


@pytest.mark.parametrize("name", ["all.TXT", "All.Txt", "sub/ALL.TXT"])
def test_letter_case_of_the_ending_does_not_matter(store, name):
    (store / name).parent.mkdir(exist_ok=True)
    (store / "all.txt").rename(store / name)
    assert set(peaceterms.verify(store)["file"]) == {name}


def test_linked_folders_are_followed_once(store, tmp_path):
    tmp_path.chmod(0o755)
    (store / "all.txt").rename(tmp_path / "all.txt")
    (store / "one").symlink_to(tmp_path)
    (store / "two").symlink_to(tmp_path)
    (store / "up").symlink_to(store)
    outcome = peaceterms.verify(store)
    assert outcome["is_found"].all()
    assert outcome["file"].n_unique() == 1


def test_what_was_passed_over_is_printed_once(store, capsys):
    lose(store)
    for number in range(400):
        (store / f"unreadable-{number:03}.txt").write_bytes(b"\xff")
    assert _cli.main(["verify", str(store)]) == 1
    lines = capsys.readouterr().out.splitlines()
    noted = [line for line in lines if "unreadable" in line]
    assert noted == [
        "passed over: unreadable-000.txt (not UTF-8), unreadable-001.txt (not UTF-8), unreadable-002.txt (not UTF-8) "
        "and 397 more"
    ]
    assert sum(map(len, lines)) < 1000
    reason = peaceterms.verify(store)["reason"].drop_nulls().item()
    assert reason.endswith("passed over: 400 (`peaceterms verify` names them)")
    assert "unreadable" not in reason


def test_a_text_is_read_once_though_passages_are_lost(store, monkeypatch):
    lose(store)
    read = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or real(path))
    monkeypatch.setattr(_release.Release, "_bytes", lambda release, name: real(release.root / name))
    peaceterms.hydrate(STATEMENT, store)
    assert [path for path in read if path.suffix == ".txt"] == [store / "all.txt"]


# --- values of filters: cells of other libraries, and texts in the form that tables write ---

DAY = datetime.date(2024, 5, 1)


@pytest.mark.parametrize(
    ("equals", "found"),
    [
        ({"duration_days": np.int64(7)}, 0),
        ({"duration_days": np.array([7, 8])}, 0),
        ({"duration_days": np.array(7)}, 0),
        ({"duration_days": pd.Series([7.0])}, 0),
        ({"quantity": np.float32(30)}, 0),
        ({"quantity": np.int16(30)}, 0),
        ({"gates_talks": np.True_}, 1),
        ({"gates_talks": pd.Series([True, False])}, 2),
        ({"deadline_date": pd.Timestamp(DAY)}, 1),
        ({"deadline_date": datetime.datetime(2024, 5, 1)}, 1),
        ({"deadline_date": np.datetime64("2024-05-01")}, 1),
        ({"deadline_date": np.datetime64("2024-05-01T00:00:00", "ns")}, 1),
        ({"deadline_date": pd.Series([pd.Timestamp(DAY), pd.NaT])}, 2),
        ({"deadline_date": pd.NaT}, 1),
        ({"deadline_date": pd.NA}, 1),
        ({"duration_days": float("nan")}, 2),
        ({"move": np.str_("demands")}, 1),
        ({"move": pd.Series(["demands"])}, 1),
    ],
    ids=str,
)
def test_cells_of_other_libraries_are_taken_for_what_they_are(equals, found):
    assert peaceterms.load("conditions", **equals).height == found


@pytest.mark.parametrize(
    ("equals", "message"),
    [
        ({"duration_days": 2**70}, "in digits"),
        ({"duration_days": -(2**64)}, "in digits"),
        ({"duration_days": "9999999999999999999999"}, "in digits"),
        ({"duration_days": "1_3"}, "in digits"),
        ({"duration_days": "١٣"}, "in digits"),
        ({"duration_days": " 7"}, "in digits"),
        ({"duration_days": "07"}, "in digits"),
        ({"duration_days": np.True_}, "in digits"),
        ({"duration_days": decimal.Decimal(7)}, "in digits"),
        ({"quantity": "1e3"}, "in digits"),
        ({"quantity": "nan"}, "in digits"),
        ({"quantity": 10**400}, "in digits"),
        ({"gates_talks": np.int64(1)}, "write true or false"),
        ({"deadline_date": "20260101"}, "write a day"),
        ({"deadline_date": "2026-W01-4"}, "write a day"),
        ({"deadline_date": "٢٠٢٦-٠١-٠١"}, "write a day"),
        ({"deadline_date": pd.Timestamp("2024-05-01 09:00")}, "write a day"),
        ({"deadline_date": pd.Timestamp("2024-05-01", tz="UTC")}, "write a day"),
        ({"deadline_date": np.datetime64("2024-05-01T09", "h")}, "write a day"),
        ({"deadline_date": (DAY, DAY)}, "is_between"),
        ({"deadline_date": ("2024-05-01", "2024-06-01")}, "is_between"),
        ({"move": pd.DataFrame({"move": ["demands"]})}, "give a column of the frame"),
        ({"move": np.int64(1)}, "write text"),
    ],
    ids=str,
)
def test_a_value_that_no_cell_can_have_is_refused(equals, message):
    with pytest.raises(peaceterms.UnknownValue, match=message):
        peaceterms.load("conditions", **equals)


@pytest.mark.parametrize("column", ["performers", "places"])
def test_packed_cells_are_not_filtered_in_silence(column):
    with pytest.raises(peaceterms.UnknownValue, match=rf"conditions_flat\.{column} .*filter condition_{column} by"):
        peaceterms.load("conditions_flat", **{column: "Crimea"})
    assert peaceterms.load("conditions_flat", **{column: None}).height == 0


# --- ids are suggested by names, initials and codes, not by letters alone ---


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("statements", "speaker_id", "aldin", "did you mean 'minister-aldin'?"),
        ("statements", "speaker_id", "Aldyn", "did you mean 'minister-aldin'?"),
        ("actors", "actor_id", "Minister Aldin", "did you mean 'minister-aldin'?"),
        ("sources", "publisher_id", "The Gazette & Sons", "did you mean 'gazette'?"),
        ("condition_places", "territory_id", "WV", "did you mean 'west-valley'?"),
        ("conditions", "move", "Demands", "did you mean 'demands'?"),
    ],
)
def test_ids_are_suggested_by_names(table, column, value, message):
    with pytest.raises(peaceterms.UnknownValue) as refused:
        peaceterms.load(table, **{column: value})
    assert str(refused.value).endswith(message)


@pytest.mark.parametrize(
    ("value", "suggested"),
    [("aldin", "minister-aldin"), ("Aldyn", "minister-aldin"), ("Minister Aldin", "minister-aldin")],
)
@pytest.mark.parametrize("function", [peaceterms.sources, peaceterms.renditions, peaceterms.cite])
def test_the_rows_of_an_actor_are_suggested_by_names(function, value, suggested):
    with pytest.raises(peaceterms.UnknownId, match=rf"give load\('statements', speaker_id='{suggested}'\)"):
        function(value)
    function(peaceterms.load("statements", speaker_id=suggested))


@pytest.mark.parametrize(
    ("value", "valid", "suggested"),
    [
        ("america", ["south-africa", "united-states"], "'united-states'"),
        ("Britain", ["south-africa", "united-kingdom"], "'united-kingdom'"),
        ("Kherson", ["crimea-and-kherson", "kherson-city", "kherson-oblast", "ports-of-kherson-oblast"],
         "'kherson-city' or 'kherson-oblast' or 'crimea-and-kherson'"),
    ],
)  # fmt: skip
def test_the_shortest_ids_and_other_names_are_suggested(value, valid, suggested):
    assert _suggestions.remedy(value, valid, {}) == f"did you mean {suggested}?"


# --- links: no edge that a browser cannot find ---


@pytest.mark.parametrize(
    ("starts_with", "ends_with", "directive"),
    [
        ("news The\nbridge", "to town again", "news%20The,to%20town%20again"),
        ("The bridge stays", "back to\ntown", "The%20bridge%20stays,town"),
        ("about 1,200", "2.5 in all", "about%201%2C200,2.5%20in%20all"),
        ("the F16", "B52 left", "the%20F16,B52%20left"),
        ("On Friday, 14", "30-day truce", "On%20Friday%2C%2014,30%2Dday%20truce"),
    ],
)
def test_a_link_drops_what_a_browser_cannot_find(starts_with, ends_with, directive):
    assert links.link("https://example.org/a", starts_with, ends_with, 40).endswith(f"#:~:text={directive}")


def test_a_number_at_the_end_of_a_short_passage_is_kept():
    assert links.link("https://example.org/a", "Room number 17", "Room number 17", 3).endswith("number%2017")


# --- copies of a zipped package ---


@pytest.fixture(scope="module")
def archive(tmp_path_factory, invented_folder):
    """Return a wheel-like archive of the package with the invented release."""
    archive = tmp_path_factory.mktemp("zipped") / "package.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in PACKAGE.rglob("*.py"):
            zipped.write(file, f"peaceterms/{file.relative_to(PACKAGE)}")
        for file in invented_folder.rglob("*"):
            zipped.write(file, f"peaceterms/release/{file.relative_to(invented_folder)}")
    return archive


@pytest.mark.parametrize(
    "end", ["sys.exit(0)", "os._exit(0)", "peaceterms.path('actors', 'csv'); sys.exit(0)"], ids=["exit", "_exit", "own"]
)
def test_a_forked_child_leaves_the_copies_of_its_parent(archive, end):
    code = (
        f"import os, sys, peaceterms\npath = peaceterms.path('actors')\nif not os.fork():\n    {end}\nos.wait()\n"
        f"print(path.exists(), peaceterms.path('actors') == path, peaceterms.path('actors').exists())"
    )
    done = run(code, archive)
    assert (done.stdout, done.stderr) == ("True True True\n", "")


def test_nothing_is_left_when_python_ends(archive):
    done = run("import peaceterms; print(peaceterms.path('actors'))", archive)
    assert not Path(done.stdout.strip()).parent.parent.exists()


@pytest.mark.parametrize(
    "change", ["path.unlink()", "path.write_bytes(b'x')", "shutil.rmtree(path.parent.parent)"],
    ids=["deleted", "edited", "folder deleted"],
)  # fmt: skip
def test_a_copy_is_compared_each_time(archive, change):
    code = (
        f"import shutil, peaceterms\npath = peaceterms.path('actors')\n{change}\n"
        f"print(peaceterms.scan('actors').collect().equals(peaceterms.load('actors')))"
    )
    done = run(code, archive)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_threads_read_whole_copies(archive):
    code = """
import sys, threading, peaceterms
from peaceterms import _release
sys.setswitchinterval(1e-6)
expected = _release.installed().read("csv/conditions.csv")
seen = set()
def work():
    start.wait()
    seen.add(peaceterms.path("conditions", "csv").read_bytes() == expected)
for _ in range(5):
    peaceterms.path("conditions", "csv").unlink()
    start = threading.Barrier(16)
    threads = [threading.Thread(target=work) for _ in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
print(seen)
"""
    done = run(code, archive)
    assert (done.stdout, done.stderr) == ("{True}\n", "")


# --- fork after load ---


@pytest.mark.parametrize("call", ["peaceterms.load('actors')", "peaceterms.scan('actors')", "peaceterms.sources('x')"])
def test_a_process_forked_after_load_gets_an_error_in_place_of_waiting(archive, call):
    code = (
        f"import os, sys, warnings, peaceterms\nwarnings.simplefilter('ignore')\npeaceterms.load('actors')\n"
        f"if not os.fork():\n    try:\n        {call}\n    except peaceterms.ForkedProcess as error:\n"
        f"        print(error)\n    sys.exit(0)\nos.wait()"
    )
    assert 'get_context("spawn")' in run(code, archive).stdout


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_processes_that_are_not_forked_load(archive, method):
    code = (
        "import multiprocessing as mp, sys, peaceterms\n"
        "def rows(_): return peaceterms.load('actors').height\n"
        "if __name__ == '__main__':\n"
        "    rows(0)\n"
        f"    with mp.get_context({method!r}).Pool(2) as pool:\n"
        "        print(pool.map(rows, range(3)))\n"
    )
    script = archive.with_name(f"{method}.py")
    script.write_text(code, encoding="utf-8")
    done = run(f"import runpy; runpy.run_path({str(script)!r}, run_name='__main__')", archive)
    if done.stdout != "[6, 6, 6]\n":
        done = subprocess.run(
            [sys.executable, str(script)],
            env={**os.environ, "PYTHONPATH": str(archive)},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert done.stdout == "[6, 6, 6]\n"


# --- the command line ---


@pytest.mark.parametrize(
    "words",
    [
        ["show", "actors", "table=x"],
        ["show", "actors", "labels=true"],
        ["show", "actors", "as_=pandas"],
        ["show", "actors", "release=0.2.0"],
        ["show", "actors", "equals=x"],
        ["show", "passages", "word_count=9999999999999999999999"],
        ["sources", "\udcff"],
        ["cite", "\udcff"],
        ["renditions", "\udcff"],
        ["show", "actors", "actor_id=\udcff"],
        ["show", "actors", "--columns", "actor_id,nam"],
        ["show", "actors", "--limit", "-1"],
        ["show", "actors", "--out", "actors.xlsx"],
        ["show", "actors", "--out", "/nowhere/actors.csv"],
    ],
    ids=ascii,
)
def test_a_mistake_ends_with_2_and_one_line(capsys, words):
    assert _cli.main(words) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert complaints.startswith("peaceterms: ")
    assert complaints.count("\n") == 1


def test_a_parameter_is_not_a_column(capsys):
    _cli.main(["show", "actors", "table=x"])
    assert "table 'actors' has no column 'table'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["show", "actors", "--limt", "3"], ["show"], ["show", "actors", "--limit", "x"], ["sources", "x", "--labels"]],
    ids=str,
)
def test_a_mistake_points_to_the_help_of_its_command(capsys, words):
    with pytest.raises(SystemExit):
        _cli.main(words)
    assert f"see `peaceterms {words[0]} --help`" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("file_format", ["csv", "json", "jsonl"])
def test_data_formats_are_utf_8_whatever_the_terminal(monkeypatch, encoding, file_format):
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", output)
    assert _cli.main(["codes", "language", "--format", file_format]) == 0
    assert peaceterms.codes("language")["label"].to_list()[0] in output.buffer.getvalue().decode("utf-8")
    assert _cli.main(["renditions", STATEMENT, "--format", file_format]) == 0
    assert "“" not in output.buffer.getvalue().decode("utf-8")
    assert _cli.main(["sources", STATEMENT, "--format", file_format]) == 0
    assert "The minister said" in output.buffer.getvalue().decode("utf-8")


def test_show_prints_the_columns_and_rows_that_are_asked_for(capsys):
    assert _cli.main(["show", "actors", "--columns", "name,actor_id", "--limit", "2", "--format", "csv"]) == 0
    assert capsys.readouterr().out == "name,actor_id\nAlfaria,alfaria\nBetonia,betonia\n"


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "parquet"])
def test_show_writes_a_file(tmp_path, capsys, ending):
    file = tmp_path / f"actors.{ending}"
    file.write_text("old", encoding="utf-8")
    assert _cli.main(["show", "actors", "--out", str(file)]) == 0
    assert capsys.readouterr().out == ""
    read = {"csv": pl.read_csv, "json": pl.read_json, "jsonl": pl.read_ndjson, "parquet": pl.read_parquet}[ending](file)
    assert read["actor_id"].to_list() == peaceterms.load("actors")["actor_id"].to_list()
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_the_help_of_show_has_examples(capsys):
    with pytest.raises(SystemExit):
        _cli.main(["show", "--help"])
    assert "peaceterms show conditions holder_id=russia move=demands --labels\n" in capsys.readouterr().out


# --- guards cost no more than what they guard ---


@pytest.mark.parametrize(
    "body",
    [
        "{" + ",".join(f'"k{number}":0' for number in range(40_000)) + ',"k39999":1}',
        '{"a":{' + ",".join(f'"k{number}":0' for number in range(40_000)) + ',"k39999":1}}',
        "[" + ",".join('{"k":0,"k":1}' for _ in range(40_000)) + "]",
    ],
    ids=["last of many", "nested", "many"],
)
def test_a_repeated_key_is_found_in_linear_time(body):
    start = time.process_time()
    with pytest.raises(ValueError, match="is there twice"):
        strict_json.parse(body.encode())
    assert time.process_time() - start < 2  # it took 33 seconds where each key was compared with each


# --- words of copies ---


@pytest.mark.parametrize("sign", ["'", "\u2018", "\u2019", "\u02bc", "`", "\u00b4", "\u2032", "\uff07", "\u201b"])
def test_any_apostrophe_inside_a_word_is_the_same(sign):
    expected = fingerprints.of(fingerprints.words("об'їзд of the crew's boats"))
    assert fingerprints.of(fingerprints.words(f"об{sign}їзд of the crew{sign}s boats{sign}")) == expected


@pytest.mark.parametrize("sign", ["\u034f", "\ufe00", "\ufe0e", "\ufe0f", "\u00ad", "\u200b"])
def test_an_invisible_sign_inside_a_word_changes_nothing(sign):
    assert [word.text for word in fingerprints.words(f"{sign}cro{sign}wd {sign}")] == ["crowd"]


# --- remedies that help ---


def test_a_frozen_program_is_advised_to_collect_the_data(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(peaceterms.DataIntegrityError, match="collect the data files of peaceterms"):
        _release.Release(tmp_path / "nothing").read("datapackage.json")


def test_a_running_python_is_advised_to_restart_after_an_upgrade(own_copy):
    peaceterms.load("publishers")
    file = own_copy.root / "parquet" / "actors.parquet"
    pl.read_parquet(file).head(1).write_parquet(file)
    hash_again(own_copy.root, "parquet/actors.parquet")
    with pytest.raises(peaceterms.DataIntegrityError, match=r"found [0-9a-f]{64}; restart Python"):
        peaceterms.load("actors")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("datapackage.json", b"[]"),
        ("datapackage.json", b"{}"),
        ("datapackage.json", b"not JSON"),
        ("datapackage.json", b"[" * 100_000),
        ("parquet/actors.parquet", b"PAR1"),
    ],
)
def test_a_file_altered_with_its_checksum_is_refused_all_the_same(own_copy, name, content):
    (own_copy.root / name).write_bytes(content)
    hash_again(own_copy.root, name)
    with pytest.raises(peaceterms.DataIntegrityError, match=name):
        peaceterms.load("actors")


@pytest.mark.parametrize(
    "change",
    [
        lambda described: described["resources"].append("a"),
        lambda described: described.update(vocabularies=[]),
        lambda described: described["resources"][0].pop("schema"),
        lambda described: described["resources"][0].pop("title"),
    ],
    ids=["text for a table", "list of vocabularies", "no schema", "no title"],
)
@pytest.mark.parametrize("call", ["tables", "find", "sources", "path"])
def test_a_descriptor_of_another_form_is_refused_by_an_error_of_ours(own_copy, change, call):
    described = json.loads((own_copy.root / "datapackage.json").read_bytes())
    change(described)
    (own_copy.root / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    hash_again(own_copy.root, "datapackage.json")
    arguments = {"tables": (), "sources": (STATEMENT,)}.get(call, ("actors",))
    with pytest.raises(peaceterms.DataIntegrityError, match=r"datapackage\.json: it does not describe tables"):
        getattr(peaceterms, call)(*arguments)


def test_a_column_without_a_type_is_refused_by_an_error_of_ours(own_copy):
    described = json.loads((own_copy.root / "datapackage.json").read_bytes())
    described["resources"][0]["schema"]["fields"][0].pop("type")
    (own_copy.root / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    hash_again(own_copy.root, "datapackage.json")
    with pytest.raises(peaceterms.DataIntegrityError, match=r"it does not describe tables \(KeyError: 'type'\)"):
        peaceterms.load("actors")


def test_a_table_that_lost_a_column_is_refused(own_copy):
    file = own_copy.root / "parquet" / "actors.parquet"
    pl.read_parquet(file).drop("name").write_parquet(file)
    hash_again(own_copy.root, "parquet/actors.parquet")
    with pytest.raises(peaceterms.DataIntegrityError, match="its columns are not those of its schema"):
        peaceterms.load("actors")


# --- errors and names ---

ERRORS = [name for name in peaceterms.__all__ if isinstance(getattr(peaceterms, name), type)]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_has_its_public_name_and_can_be_copied(name):
    error = getattr(peaceterms, name)("what is wrong; what to do")
    assert type(error).__module__ == "peaceterms"
    for again in (copy.copy(error), copy.deepcopy(error)):  # by the same protocol as pickling
        assert (type(again), str(again)) == (type(error), str(error))


def test_dir_shows_public_names_only():
    assert sorted(dir(peaceterms)) == sorted(peaceterms.__all__)


def test_a_type_checker_sees_the_names_and_no_others(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import peaceterms\npeaceterms.load('actors').height\npeaceterms.laod\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", f"--cache-dir={tmp_path}", str(script)],
        env={**os.environ, "MYPYPATH": str(PACKAGE.parent)},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.count("error:") == 1
    assert 'script.py:3: error: Module has no attribute "laod"' in done.stdout


def test_import_loads_no_other_module():
    code = "import sys; before = set(sys.modules); import peaceterms; print(sorted(set(sys.modules) - before))"
    assert run(code, PACKAGE.parent).stdout == "['peaceterms']\n"


@pytest.mark.parametrize("rows", [None, 7, [7], [None], ["\ud800"]], ids=ascii)
def test_what_is_not_an_id_is_refused(rows):
    with pytest.raises(peaceterms.UnknownId, match="is not an id"):
        peaceterms.sources(rows)


def test_a_frame_is_cited_as_the_first_argument():
    frame = peaceterms.load("conditions", condition_id=C02)
    assert peaceterms.cite(frame) == peaceterms.cite(C02)
    assert peaceterms.cite(frame, format="text") == peaceterms.cite(C02, "text")
    with pytest.raises(peaceterms.UnknownId, match=r"write cite\(format='text'\)"):
        peaceterms.cite("text")


@pytest.mark.parametrize(
    "rows",
    [
        lambda: peaceterms.load("conditions"),
        lambda: peaceterms.load("statements", as_="pandas"),
        lambda: [STATEMENT, STATEMENT],
        lambda: pl.Series([STATEMENT]),
    ],
    ids=["conditions", "statements", "ids", "series"],
)
def test_renditions_takes_frames_and_ids(rows):
    assert_frame_equal(peaceterms.renditions(rows()), peaceterms.renditions(STATEMENT))


def test_renditions_of_a_frame_without_statements_is_refused():
    with pytest.raises(peaceterms.UnknownColumn, match="no column 'statement_id'"):
        peaceterms.renditions(peaceterms.load("actors"))
    assert peaceterms.renditions([]).height == 0


# --- columns on which coders agreed too little are marked ---


@pytest.mark.parametrize(
    ("table", "column"), [("conditions", "move"), ("conditions_flat", "move"), ("evidence", "fit")]
)
def test_a_column_of_low_agreement_is_marked_in_the_descriptor(invented, table, column):
    schema = invented.schema("reliability")
    cells = {"sample": "fresh", "breakdown": "all", "alpha": 0.2, "group_code": "all"}
    measured = [
        {name: cells.get(name, 1 if "count" in name else None) for name in schema.column_names} | {"variable": variable}
        for variable in ("conditions.move", "evidence.fit")
    ]
    figures = pl.DataFrame(measured, schema=schema.polars_schema())
    tables = Tables({**invented.tables(), "reliability": figures}, schema_files.read(ROOT / "schemas"))
    described = {resource["name"]: resource for resource in datapackage.build(ROOT, tables)["resources"]}
    marked = [field["name"] for field in described[table]["schema"]["fields"] if field.get("experimental")]
    assert marked == [column]


def test_describe_shows_which_columns_are_experimental(own_copy):
    assert not peaceterms.describe("conditions")["experimental"].any()
    file = own_copy.root / "datapackage.json"
    described = json.loads(file.read_bytes())
    fields = next(table for table in described["resources"] if table["name"] == "conditions")["schema"]["fields"]
    next(field for field in fields if field["name"] == "move")["experimental"] = True
    file.write_text(json.dumps(described), encoding="utf-8")
    hash_again(own_copy.root, "datapackage.json")
    vars(own_copy).pop("descriptor", None)
    vars(own_copy).pop("checksums", None)
    own_copy._hashed.clear()
    assert peaceterms.describe("conditions").filter("experimental")["name"].to_list() == ["move"]
