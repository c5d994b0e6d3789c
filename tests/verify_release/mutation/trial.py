"""Trials: a fault is put into a copy of the repository, everything is run as a release is, and judged."""

from __future__ import annotations

import json
import re
import resource
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from peaceterms._errors import DataIntegrityError
from peaceterms._release import Release
from peaceterms.contract import release_files
from peaceterms.contract import validation as contract
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.cache import Cache
from peaceterms_build.checks import corpus_checks
from peaceterms_build.docs import generated_files
from peaceterms_build.pipeline import Pipeline
from peaceterms_build.release import writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mutation.faults import SeededFault
    from peaceterms.contract.tables import Tables

SECONDS = 10  # of processor time beyond what the build takes without a fault, whatever else the machine does
MEGABYTES = 1024
COPIED = ("corpus", "schemas", "pyproject.toml", "CITATION.cff", "README.md")

HARMLESS, REFUSED = "harmless", "refused"
ANOTHER_CODING, ANOTHER_WORDING = "another coding", "another wording"
THROUGH, NAMELESS, CRASHED = "got through", "place unnamed", "traceback"
TOO_SLOW, TOO_BIG = "too slow", "too big"
SHOWN = (HARMLESS, REFUSED, ANOTHER_CODING, ANOTHER_WORDING)
FAILURES = (THROUGH, NAMELESS, CRASHED, TOO_SLOW, TOO_BIG)

# How a message names a place by itself: a line or byte, a key of JSON, or that the file is not there at all.
PLACE = re.compile(r"\b(line|byte) \d|the key '|lacks '|is not a number of JSON|No such file")
# Rules of whole files: nothing smaller can be named in them.
WHOLE_FILES = frozenset({
    "checksums_hold", "data_integrity", "missing_lock", "unreadable_file", "every_file_has_its_place",
    "parquet_can_be_read", "parquet_has_the_types_of_its_schema", "paths_are_those_of_their_tables",
    "rows_are_counted", "raw_codings_are_frozen",
})  # fmt: skip

CORPUS, PUBLISHED, REHASHED = "rebuild", "checksums as published", "checksums computed again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one fault at one defence.

    Attributes:
        defence: What the fault was checked against: the rebuild, or the release with either list of checksums.
        result: One of SHOWN or FAILURES.
        rule: The rule of the first finding that names its place.
        message: That finding, or what else is to be said.
        seconds: The processor time that it took.
        megabytes: The memory that the process has had at most.
    """

    defence: str
    result: str
    rule: str = ""
    message: str = ""
    seconds: float = 0.0
    megabytes: int = 0


class _TooSlow(BaseException):
    """The trial takes too long; no `except Exception` may swallow it."""


@dataclass
class Trials:
    """A copy of a repository in which faults are tried, one after the other.

    Attributes:
        root: The repository whose files are tried; it is never written to.
        folder: Where the copy is.
    """

    root: Path
    folder: Path
    tables: Tables = field(init=False)
    texts: dict[str, str] = field(init=False)
    patience: float = field(init=False)

    def __post_init__(self) -> None:
        """Copy the repository, and build the release with which every other is compared."""
        started = time.process_time()
        self.folder.mkdir(parents=True)
        for name in COPIED:
            source = self.root / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.folder / name)
        subprocess.run(["git", "init", "--quiet", str(self.folder)], check=True)
        self.released = self.folder / writer.RELEASE
        self.released.parent.mkdir(parents=True)
        build = Pipeline(self.folder, Cache())
        self.tables = build.tables
        writer.write(self.folder, self.tables, build.audits)
        self.texts = self._texts()
        committed = self.root / writer.RELEASE
        if committed.is_dir() and release_files.checksums(committed) != release_files.checksums(self.released):
            message = "the committed release is not that of the corpus"
            raise ValidationError([Finding(rule="release_is_fresh", message=message, remedy="run `make release`")])
        corpus_checks.check_repository(self.folder)
        self.patience = SECONDS + time.process_time() - started

    def run(self, fault: SeededFault) -> list[Outcome]:
        """Return what becomes of the fault at each defence that it meets; the copy is then as it was."""
        in_release = fault.file.startswith(f"{writer.RELEASE}/")
        if not in_release:
            with self._with(fault):
                return [_measured(CORPUS, self.patience, lambda: self._rebuilt(fault))]
        with self._with(fault):
            published = _measured(PUBLISHED, self.patience, lambda: self._loaded(fault))
            if fault.file.endswith(release_files.CHECKSUMS):
                return [published]
            sums = self.released / release_files.CHECKSUMS
            before = sums.read_bytes()
            sums.write_text(release_files.checksums(self.released), encoding="utf-8")
            rehashed = _measured(REHASHED, self.patience, lambda: self._validated(fault))
            sums.write_bytes(before)
        return [published, rehashed]

    @contextmanager
    def _with(self, fault: SeededFault) -> Iterator[None]:
        """Put the fault into the copy, and take it out again."""
        path = self.folder / fault.file
        content = path.read_bytes()
        moved = self.folder / fault.moved_to if fault.moved_to else path
        try:
            path.unlink()
            if not fault.is_gone:
                moved.write_bytes(fault.applied(content))
            yield
        finally:
            moved.unlink(missing_ok=True)
            path.write_bytes(content)

    def _rebuilt(self, fault: SeededFault) -> Outcome:
        """Run what `release` runs, in a new folder, and compare the result with the release."""
        self._look_only_at(fault)
        build = Pipeline(self.folder, Cache())
        tables = build.tables
        corpus_checks.check_repository(self.folder)
        generated_files.generated(self.folder, build.schemas.descriptor)
        target = self.folder / "trial.building"
        try:
            writer.write_files(self.folder, tables, build.audits, target)
            differs = [name for name in tables if not tables[name].equals(self.tables[name])]
            texts = _texts(target)
            same_files = _without_provenance(texts) == _without_provenance(self.texts)
            if differs or not same_files:
                _refuse(release_files.findings(target))
        finally:
            shutil.rmtree(target, ignore_errors=True)
        if same_files:
            return Outcome(defence=CORPUS, result=HARMLESS)
        message = f"differs from the release in {', '.join(differs) or 'the descriptor'}"
        if fault.is_always_wrong:
            return Outcome(defence=CORPUS, result=THROUGH, message=message)
        return Outcome(defence=CORPUS, result=ANOTHER_CODING if differs else ANOTHER_WORDING, message=message)

    def _look_only_at(self, fault: SeededFault) -> None:
        """Look for text reuse only in the file that changed."""
        exclude = self.folder / ".git" / "info" / "exclude"
        exclude.parent.mkdir(exist_ok=True)
        bears_on_all = "/documents/" in fault.file or "/fingerprints/" in fault.file
        exclude.write_text("" if bears_on_all else f"*.*\n!/{fault.moved_to or fault.file}\n", encoding="utf-8")

    def _loaded(self, fault: SeededFault) -> Outcome:
        """Load every table as a user does, then compare the checksums of all files."""
        present = Release(self.released)
        found = [*release_files.checksum_findings(self.released)]
        try:
            same = all(present.frame(name).equals(self.tables[name]) for name in self.tables)
        except DataIntegrityError as error:
            found.append(Finding(rule="data_integrity", message=str(error), remedy="", file=fault.file, key="checksum"))
            return _refused(PUBLISHED, found)
        if found:
            return _refused(PUBLISHED, found)
        return Outcome(defence=PUBLISHED, result=HARMLESS if same else THROUGH)

    def _validated(self, fault: SeededFault) -> Outcome:
        """Check the release by everything except its published checksums."""
        _refuse(release_files.findings(self.released) or release_files.frictionless_findings(self.released))
        present = Release(self.released)
        read = present.tables()
        findings = contract.findings(read)
        if findings:
            found = [
                Finding(rule=v.rule, message=v.message, remedy=v.remedy, file=v.table, key=str(v.row or v.column))
                for v in findings
            ]
            return _refused(REHASHED, found)
        differs = [name for name in self.tables if not read[name].equals(self.tables[name])]
        texts = _texts(self.released)
        if not differs and _same_meaning(texts, self.texts):
            return Outcome(defence=REHASHED, result=HARMLESS)
        result = THROUGH if fault.is_always_wrong or differs else ANOTHER_WORDING
        return Outcome(defence=REHASHED, result=result, message=f"differs in {', '.join(differs) or fault.file}")

    def _texts(self) -> dict[str, str]:
        """Return the text of the files of the release that is compared with."""
        return _texts(self.released)


def _measured(defence: str, patience: float, trial: Callable[[], Outcome]) -> Outcome:
    """Return the outcome of a trial with its time and memory; what it raises is an outcome too."""
    started = time.process_time()
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, patience)
    try:
        outcome = trial()
    except ValidationError as refused:
        outcome = _refused(defence, list(refused.findings))
    except _TooSlow:
        outcome = Outcome(defence=defence, result=TOO_SLOW)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of polars is not an Exception
        outcome = Outcome(defence=defence, result=CRASHED, message=_place_of(error))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Outcome(
        defence=outcome.defence,
        result=TOO_BIG if megabytes > MEGABYTES else outcome.result,
        rule=outcome.rule,
        message=outcome.message,
        seconds=time.process_time() - started,
        megabytes=megabytes,
    )


def _give_up(_signal: int, _frame: object) -> None:
    raise _TooSlow


def _place_of(error: BaseException) -> str:
    """Return the error with the line of ours that raised it last."""
    place, step = "", error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if "peaceterms" in file and "site-packages" not in file:
            place = f"{Path(file).name}:{step.tb_lineno}"
        step = step.tb_next
    return f"{place}: {type(error).__name__}: {error}"[:300]


def _refuse(faults: list[Finding]) -> None:
    """Raise where there is any fault."""
    if faults:
        raise ValidationError(faults)


def _refused(defence: str, findings: list[Finding]) -> Outcome:
    """Return the outcome of a refusal, which names file, and line, key, row or byte."""
    named = [finding for finding in findings if names_its_place(finding)]
    first = (named or findings)[0]
    return Outcome(defence=defence, result=REFUSED if named else NAMELESS, rule=first.rule, message=str(first)[:300])


def names_its_place(finding: Finding) -> bool:
    """Return whether a finding says where it is: the file, and the line, key, row or byte in it."""
    is_placed = finding.line or finding.key or finding.value or PLACE.search(finding.message)
    return bool(finding.file) and bool(is_placed or finding.rule in WHOLE_FILES)


def _texts(folder: Path) -> dict[str, str]:
    """Return the text files of a release, and the hashes of its binary ones."""
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.[cmj]*")}
    sums = release_files.checksums(folder).splitlines()
    return texts | {name: digest for digest, _, name in (line.partition("  ") for line in sums) if "parquet" in name}


def _without_provenance(texts: dict[str, str]) -> dict[str, object]:
    """Return the files without the hashes of corpus and schemas, which every edit changes."""
    described = json.loads(texts[release_files.DESCRIPTOR])
    return texts | {release_files.DESCRIPTOR: described | {"provenance": None}}


def _same_meaning(texts: dict[str, str], others: dict[str, str]) -> bool:
    """Return whether the files say the same, however the descriptor is spaced."""
    same = [json.loads(each[release_files.DESCRIPTOR]) for each in (texts, others)]
    return same[0] == same[1]
