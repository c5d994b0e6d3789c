"""Who imports whom: stages in one direction, nothing private, polars alone at run time, and no code read from data."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Each stage of the build imports only itself and those before it.
STAGES = (
    "progress", "cache", "parsing", "schemas", "evidence", "corpus", "reliability", "tables", "checks", "docs",
    "release", "pipeline", "__main__",
)  # fmt: skip
RUNTIME = {"polars", "peaceterms"}
ONE_SYSTEM = {"ctypes", "fcntl", "grp", "msvcrt", "pwd", "resource", "termios", "winreg"}
EXTRAS = {"pandas", "pyarrow", "pandera", "frictionless"}
YAML_READER = "build/peaceterms_build/parsing/yaml_reader.py"


def modules(*folders):
    """Return the syntax tree of every Python module of the folders, by its path."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def imported(tree):
    """Return the full name of everything that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def packages(names):
    """Return the first part of each name."""
    return {name.partition(".")[0] for name in names}


def test_the_stages_of_the_build_import_in_one_direction():
    backwards = []
    for path, tree in modules("build").items():
        own = Path(path).relative_to("build/peaceterms_build").with_suffix("").parts[0]
        if own == "__init__":
            continue
        for name in imported(tree):
            package, _, rest = name.partition(".")
            stage = rest.partition(".")[0]
            if package == "peaceterms_build" and STAGES.index(stage) > STAGES.index(own):
                backwards.append(f"{path} imports {name}")
    assert backwards == []


def test_the_build_imports_no_private_module_of_the_package():
    private = [
        f"{path} imports {name}"
        for path, tree in modules("build").items()
        for name in imported(tree)
        if name.startswith("peaceterms.") and any(part.startswith("_") for part in name.split("."))
    ]
    assert private == []


def test_the_dataset_never_imports_the_build():
    assert [path for path, tree in modules("dataset").items() if "peaceterms_build" in packages(imported(tree))] == []


def test_no_module_needs_one_system_to_be_imported():
    for path, tree in modules("build", "dataset").items():
        at_import = ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
        assert not packages(imported(at_import)) & ONE_SYSTEM, path


def test_the_dataset_imports_polars_alone_and_extras_only_inside_functions():
    for path, tree in modules("dataset").items():
        at_import = ast.Module([node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)], [])
        assert packages(imported(at_import)) <= {*sys.stdlib_module_names, *RUNTIME}, path
        assert packages(imported(tree)) <= {*sys.stdlib_module_names, *RUNTIME, *EXTRAS}, path


def test_only_the_reader_of_yaml_imports_yaml():
    assert [path for path, tree in modules("dataset", "build").items() if "yaml" in packages(imported(tree))] == [
        YAML_READER
    ]


# --- 47: no code that is read ---

# Functions that run what they read, or give it to a shell.
DYNAMIC = {
    "eval", "exec", "compile", "__import__", "input", "breakpoint", "os.system", "os.popen", "runpy.run_path",
    "code.interact", "yaml.load", "yaml.load_all", "yaml.full_load", "yaml.full_load_all", "yaml.unsafe_load",
    "yaml.unsafe_load_all", "yaml.safe_load", "yaml.safe_load_all",
}  # fmt: skip
DYNAMIC_METHODS = {"read_pickle", "to_pickle", "deserialize", "extractall", "render_template_string"}
DYNAMIC_MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "cloudpickle", "jsonpickle"}


def dynamic_code(tree):
    """Return what in a syntax tree runs code that is read, or reads what can hold code."""
    found = sorted(packages(imported(tree)) & DYNAMIC_MODULES)
    found += [name for name in imported(tree) if name.startswith("yaml.")]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            runs_a_shell = any(keyword.arg == "shell" for keyword in node.keywords)
            if called in DYNAMIC or called.rpartition(".")[2] in DYNAMIC_METHODS or runs_a_shell:
                found.append(called)
            if called in {"yaml.parse", "yaml.compose"} and "Loader=yaml.CBaseLoader" not in ast.unparse(node):
                found.append(called)
    return found


def test_no_module_runs_what_it_reads():
    found = {path: dynamic_code(tree) for path, tree in modules("build", "dataset").items()}
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')", "exec('')", "import pickle", "from shelve import open",
        "yaml.load(text, Loader=yaml.SafeLoader)", "yaml.safe_load(text)", "frame.read_pickle(path)",
        "subprocess.run('ls', shell=True)", "from yaml import load", "yaml.parse(text)", "os.system('ls')",
        "pl.LazyFrame.deserialize(path)",
    ],
)  # fmt: skip
def test_dynamic_code_would_be_seen(code):
    assert dynamic_code(ast.parse(code))
