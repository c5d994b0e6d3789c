"""The command line: every command, every way of printing, and every mistake reported on one line."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys

import pytest

import peaceterms
from invented_release import PASSAGES, ROOT, STATEMENT
from peaceterms import _cli, _release

pytest_plugins = ("invented_fixtures",)
pytestmark = pytest.mark.usefixtures("invented")


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    """Print for a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")


def run_in_shell(command: str, folder, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `peaceterms …` on a release folder in a shell, as a user does."""
    code = (
        "import sys; from pathlib import Path; from peaceterms import _cli, _release; "
        f"_release.installed = lambda: _release.Release(Path({str(folder)!r})); sys.exit(_cli.main())"
    )
    script = f'set -o pipefail; peaceterms() {{ "{sys.executable}" -W error -c "{code}" "$@"; }}; {command}'
    return subprocess.run(
        ["bash", "-c", script],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "dataset"), **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("list", ["conditions", "Conditions", "meaning"]),
        ("show conditions", [f"{STATEMENT}.c01", f"{STATEMENT}.c02", "Withdrawal from the valleys."]),
        ("show conditions move=rejects --labels", ["move_label", "independence"]),
        ("show conditions deadline_date= ", [f"{STATEMENT}.c02"]),
        ("show conditions move=rejects move=offers", [f"{STATEMENT}.c02"]),
        ("show conditions move=offers", ["no rows"]),
        ("describe conditions", ["One row per separable term", "condition_id", "guidelines"]),
        ("codes move", ["demands", "use_when"]),
        ("codes conditions.move", ["demands"]),
        ("find red line", ["is_red_line"]),
        (f"sources {STATEMENT}.c01", ["herald-2024-03-13.p01", "#:~:text=The%20minister%20said,named"]),
        (f"renditions {STATEMENT}", [f"{STATEMENT}.c01: Withdrawal", "Nameless (wire-2024): not_seen"]),
        (f"renditions {STATEMENT}", ["absent", "weakens; paraphrase, say"]),
        ("cite", ["@misc{peaceterms-"]),
        (f"cite {STATEMENT}.c02", ["@misc{herald-2024-03-13,"]),
        (f"cite {STATEMENT}.c02 --format text", ["13 March 2024"]),
        ("path actors", ["actors.parquet"]),
        ("path actors --format csv", ["actors.csv"]),
    ],
)  # fmt: skip
def test_every_command_prints_what_its_function_returns(capsys, command, message):
    assert _cli.main(command.split()) == 0
    printed, complaints = capsys.readouterr()
    assert complaints == ""
    for text in message:
        assert text in printed


def test_nothing_that_is_printed_is_cut_off(invented, capsys):
    for table in invented.schemas:
        assert _cli.main(["show", table]) == 0
        printed = " ".join(capsys.readouterr().out.split())
        for cell in peaceterms.load(table).unpivot()["value"].drop_nulls() if table == "territories" else []:
            assert cell in printed
    _cli.main(["describe", "conditions"])
    printed = " ".join(capsys.readouterr().out.split())
    for guideline in peaceterms.describe("conditions")["guidelines"]:
        assert " ".join(guideline.split()) in printed


def test_lines_keep_to_the_terminal(capsys):
    for command in (["list"], ["codes", "move"], ["describe", "conditions"], ["renditions", STATEMENT]):
        _cli.main(command)
        printed = capsys.readouterr().out.splitlines()
        assert max(len(line) for line in printed if "http" not in line) <= 80


@pytest.mark.parametrize("command", [["list"], ["show", "conditions"], ["codes", "move"], ["find", "talks"]])
def test_csv_and_json_hold_every_row(capsys, command):
    _cli.main([*command, "--format", "json"])
    as_json = json.loads(capsys.readouterr().out)
    _cli.main([*command, "--format", "csv"])
    as_csv = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(as_json) == len(as_csv) > 0
    assert list(as_json[0]) == list(as_csv[0])


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("show condition", "unknown table 'condition'; did you mean 'conditions'"),
        ("show conditions holder_id=alfria", "did you mean 'alfaria'"),
        ("show conditions holder=alfaria", "did you mean 'holder_id'"),
        ("show conditions alfaria", "write it as holder_id=russia"),
        ("show conditions =x", "write it as holder_id=russia"),
        ("describe mistake", "unknown table 'mistake'"),
        ("codes mvoe", "did you mean 'move'"),
        ("find !", "give one or more words"),
        ("sources nobody", "unknown id 'nobody'"),
        ("renditions nobody", "unknown statement 'nobody'"),
        ("cite nobody", "unknown id 'nobody'"),
        ("verify /no/such/folder", "/no/such/folder is not a folder"),
        ("path nobody", "unknown table 'nobody'"),
    ],
)
def test_a_mistake_is_reported_on_one_line(capsys, command, message):
    assert _cli.main(command.split()) == 2
    printed, complaints = capsys.readouterr()
    assert printed == ""
    assert message in complaints
    assert complaints.startswith("peaceterms: ")
    assert complaints.count("\n") == 1


@pytest.mark.parametrize("command", ["", "shwo", "show", "list --format xlsx", "renditions a b", "verify"])
def test_a_wrong_command_is_reported_on_one_line(capsys, command):
    with pytest.raises(SystemExit) as ended:
        _cli.main(command.split())
    complaints = capsys.readouterr().err
    assert ended.value.code == 2
    assert complaints.startswith("peaceterms")
    assert complaints.count("\n") == 1
    assert "--help" in complaints


@pytest.mark.parametrize("command", ["--version", "--help", "show --help"])
def test_help_and_version_are_no_mistakes(capsys, command):
    with pytest.raises(SystemExit) as ended:
        _cli.main(command.split())
    assert ended.value.code == 0
    assert "peaceterms" in capsys.readouterr().out


def test_verification_counts_and_gives_the_reason_for_each_passage_not_found(capsys, tmp_path):
    texts = dict(PASSAGES)
    (tmp_path / "a.txt").write_text("\n".join(texts.values()), encoding="utf-8")
    assert _cli.main(["verify", str(tmp_path)]) == 0
    counts = capsys.readouterr().out.split("\n")
    assert [line.split() for line in counts[:4]] == [
        ["passages", "5"], ["fingerprinted", "5"], ["found", "5"], ["not", "found", "0"],
    ]  # fmt: skip
    del texts["wire-2024.p01"]
    (tmp_path / "a.txt").write_text("\n".join(texts.values()), encoding="utf-8")
    assert _cli.main(["verify", str(tmp_path)]) == 1
    assert "wire-2024.p01: " in capsys.readouterr().out.split("\n")[4]


def test_a_damaged_release_is_reported(invented_folder, tmp_path, capsys, monkeypatch):
    present = _release.Release(shutil.copytree(invented_folder, tmp_path / "release"))
    monkeypatch.setattr(_release, "installed", lambda: present)
    (present.root / "csv" / "actors.csv").write_text("actor_id\n", encoding="utf-8")
    assert _cli.main(["validate"]) == 2
    complaints = capsys.readouterr().err
    assert "csv/actors.csv" in complaints
    assert "install the wheel of peaceterms again" in complaints
    assert "Traceback" not in complaints


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252:strict"},
        {"PYTHONIOENCODING": "ascii:strict", "PYTHONOPTIMIZE": "1"},
    ],
    ids=str,
)
def test_any_terminal_can_be_written_to(invented_folder, environment):
    done = run_in_shell(
        f"peaceterms renditions {STATEMENT} && peaceterms codes language", invented_folder, **environment
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Withdrawal from the valleys." in done.stdout
    done = run_in_shell("peaceterms show conditions holder_id=Росія", invented_folder, **environment)
    assert done.returncode == 2
    assert done.stderr.startswith(b"peaceterms: ")
    assert b"Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(invented_folder):
    done = run_in_shell("peaceterms codes aim | head -n 1", invented_folder)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_package_is_a_command_of_python():
    done = subprocess.run(
        [sys.executable, "-m", "peaceterms", "--help"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "dataset")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "renditions" in done.stdout
