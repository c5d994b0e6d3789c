"""Text reuse: nine words in a row of a coded document are found without its text."""

import gzip
import shutil
import subprocess

import pytest

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import ValidationError
from peaceterms_build.cache import Cache
from peaceterms_build.evidence import text_reuse

TITLE = "Old lighthouse keeps its lamp lit for one more winter, says keeper"
TEXT = f"""{TITLE}

The keeper’s boat brought oil, bread and three letters to the rock before the storm closed the strait.
"""
SENTENCE = "The keeper's boat brought oil, bread and three letters to the rock before the storm closed the strait."


@pytest.fixture
def repository(tmp_path):
    """Return a git checkout with one document card and the fingerprints of its text."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    write(tmp_path, "corpus/documents/2019/almanac.yaml", f"title: {TITLE}\npassages: {{}}\n".encode())
    runs = sorted(set(fingerprints.nine_word_runs(fingerprints.words(TEXT))))
    write(tmp_path, "corpus/fingerprints/almanac.txt", "".join(f"{run}\n" for run in runs).encode())
    return tmp_path


def write(repository, name, content):
    path = repository / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def first_words(count):
    return " ".join(SENTENCE.split()[:count])


def places(repository):
    return [(finding.file, finding.line) for finding in text_reuse.find(repository, Cache())]


@pytest.mark.parametrize(("count", "is_borrowed"), [(8, False), (9, True), (18, True)])
def test_more_than_eight_words_in_a_row_are_borrowed(repository, count, is_borrowed):
    write(repository, "README.md", f"One\n\nTwo {first_words(count)} three\n")
    assert places(repository) == ([("README.md", 3)] if is_borrowed else [])


@pytest.mark.parametrize(
    "content",
    [
        SENTENCE.upper(),
        SENTENCE.replace("'", "’"),
        SENTENCE.replace(" ", "\n"),
        SENTENCE.replace(" ", "\r\n# "),
        SENTENCE.replace(" ", "_"),
        SENTENCE.replace("letters", "let\u00adters"),
        SENTENCE.replace("bread", "<b>bread</b>").replace("<b>", "**").replace("</b>", "**"),
        "\ufeff" + SENTENCE,
    ],
    ids=[
        "capitals",
        "apostrophe",
        "lines",
        "comment",
        "underscores",
        "soft hyphen",
        "emphasis",
        "byte order mark",
    ],
)
def test_layout_hides_nothing(repository, content):
    write(repository, "notes.txt", content)
    assert places(repository) == [("notes.txt", 1)]


@pytest.mark.parametrize(
    ("encoding", "line"),
    [("utf-16", 2), ("utf-8-sig", 2), ("utf-16-le", 0), ("utf-16-be", 0), ("utf-32", 0), ("cp1251", 0)],
)
def test_an_encoding_hides_nothing(repository, encoding, line):
    content = f"Тут:\n{SENTENCE}"
    write(repository, "notes.txt", content.encode(encoding))
    assert places(repository) == [("notes.txt", line)]
    write(repository, "notes.txt", "Тут: nothing borrowed".encode(encoding))
    assert len(places(repository)) == (line == 0)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(SENTENCE.encode()), b"\xff" + SENTENCE.encode(), b"\xff\xfe" + SENTENCE.encode() + b"\xd8"],
    ids=["compressed", "one other byte", "half a UTF-16"],
)
def test_a_file_that_is_not_text_is_reported_each_time(repository, content):
    write(repository, "notes.bin", content)
    for _ in range(2):
        cache = Cache(repository)
        (finding,) = text_reuse.find(repository, cache)
        cache.close(drop_unused=True)
        assert finding.file == "notes.bin"
        assert "leave it out of the repository" in finding.remedy


def test_a_stretch_is_reported_once_with_its_length_and_document(repository):
    write(repository, "README.md", SENTENCE)
    (finding,) = text_reuse.find(repository, Cache())
    assert finding.message == "18 words in a row are also in the document almanac"
    assert finding.value == "the keeper's boat …"


def test_two_stretches_are_told_apart(repository):
    write(repository, "README.md", f"{first_words(9)}\nand\n{first_words(10)}\n")
    assert places(repository) == [("README.md", 1), ("README.md", 3)]


def test_titles_may_be_repeated(repository):
    write(repository, "README.md", f"See “{TITLE}”.")
    assert places(repository) == []


def test_a_title_with_more_of_its_text_may_not_be_repeated(repository):
    write(repository, "README.md", TEXT)
    (finding,) = text_reuse.find(repository, Cache())
    assert finding.line == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("dataset/peaceterms/release/all.parquet", b"PAR1\xff" + SENTENCE.encode(), id="release"),
        pytest.param("kept/out.txt", SENTENCE, id="ignored by git"),
        pytest.param("corpus/fingerprints/copy.txt", "", id="fingerprints"),
    ],
)
def test_other_files_are_not_looked_at(repository, name, content):
    write(repository, ".gitignore", "/kept/\n")
    write(repository, name, content)
    assert places(repository) == []


def test_tracked_and_untracked_files_are_looked_at(repository):
    write(repository, "tracked.md", SENTENCE)
    write(repository, "назва.md", SENTENCE)
    subprocess.run(["git", "-C", repository, "add", "tracked.md"], check=True)
    assert places(repository) == [("tracked.md", 1), ("назва.md", 1)]


def test_a_deleted_file_and_a_link_out_are_passed_over(repository, tmp_path_factory):
    write(repository, "gone.md", SENTENCE)
    subprocess.run(["git", "-C", repository, "add", "gone.md"], check=True)
    (repository / "gone.md").unlink()
    outside = tmp_path_factory.mktemp("outside") / "text.txt"
    outside.write_text(SENTENCE, encoding="utf-8")
    (repository / "link.txt").symlink_to(outside)
    assert places(repository) == []


@pytest.mark.parametrize(
    "content",
    [
        "0123456789abcdef",
        "fedcba9876543210\n0123456789abcdef\n",
        "0123456789ABCDEF\n",
        "\n",
        "0123\n",
        b"\xff\n",
    ],
    ids=["no line end", "unsorted", "capitals", "blank", "short", "no text"],
)
def test_fingerprints_that_were_edited_are_refused(repository, content):
    write(repository, "corpus/fingerprints/edited.txt", content)
    with pytest.raises(ValidationError, match=r"corpus/fingerprints/edited\.txt:\d+: the file is not a sorted list"):
        text_reuse.find(repository, Cache())


def test_a_card_that_cannot_be_read_hides_nothing(repository):
    write(repository, "corpus/documents/2019/broken.yaml", "title: [\n")
    write(repository, "README.md", SENTENCE)
    assert places(repository) == [("README.md", 1)]


def test_the_files_of_an_unpacked_archive_are_looked_at(repository):
    shutil.rmtree(repository / ".git")
    write(repository, "dataset/notes.md", SENTENCE)
    write(repository, ".venv/lib/notes.md", SENTENCE)
    write(repository, "dataset/__pycache__/notes.md", SENTENCE)
    assert places(repository) == [("dataset/notes.md", 1)]


def test_git_says_itself_why_it_lists_no_files(repository, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(ValidationError, match=r"dubious ownership.*safe\.directory"):
        text_reuse.find(repository, Cache())


def test_a_damaged_checkout_is_refused(repository):
    (repository / ".git" / "HEAD").unlink()
    with pytest.raises(ValidationError, match="git cannot list the files of this checkout: fatal: not a git"):
        text_reuse.find(repository, Cache())


def test_a_file_that_passed_is_read_again_when_it_or_the_fingerprints_change(repository):
    write(repository, "README.md", f"One {first_words(8)} two\n")
    write(repository, "notes.md", SENTENCE)
    kept = repository / ".cache" / "checked.sqlite"
    for _ in range(2):  # what is at fault is reported each time
        cache = Cache(repository)
        assert [finding.file for finding in text_reuse.find(repository, cache)] == ["notes.md"]
        cache.close(drop_unused=True)
        assert kept.is_file()
    write(repository, "README.md", f"One {first_words(9)} two\n")
    assert [finding.file for finding in text_reuse.find(repository, Cache(repository))] == ["README.md", "notes.md"]
    write(repository, "README.md", "The ferry is late and the harbour is closed until noon.\n")
    cache = Cache(repository)
    text_reuse.find(repository, cache)
    cache.close(drop_unused=True)
    runs = set(fingerprints.nine_word_runs(fingerprints.words((repository / "README.md").read_text("utf-8"))))
    write(repository, "corpus/fingerprints/ferry.txt", "".join(f"{run}\n" for run in sorted(runs)))
    assert [finding.file for finding in text_reuse.find(repository, Cache(repository))] == ["README.md", "notes.md"]
