"""The reader of cards, registers and schemas: YAML without its surprises.

Text stays text: `NO` is not false, `12:30` is not 750, `2022-02-24` is not a date and `0123` is not 83.
Only `true`, `false`, `null`, `~`, plain whole numbers and plain decimals are anything else. Duplicate keys,
anchors, aliases, tags, directives, second documents and empty values are refused, and so are every character
that an editor does not show and letters whose marks stand apart. The file is read as a stream of events, so
that the bounds hold before anything is built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from peaceterms.contract import characters
from peaceterms.contract.characters import UNSEEN
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.parsing import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SIZE_LIMIT = 1_000_000  # bytes; the longest register is a tenth of it, and a person reads no longer file
DEPTH_LIMIT = 20  # a card goes six deep; what goes deeper is a slip or an attack
NODE_LIMIT = 200_000  # keys and values; a full file of short lines holds fewer
DIGIT_LIMIT = 15  # a number of 15 digits is below 2^53: every reader of the data holds it exactly

WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
DECIMAL = re.compile(r"(?!-0\.0+\Z)-?(?:0|[1-9][0-9]*)\.[0-9]+")
WORDS_OF_YAML = {"true": True, "false": False, "null": None, "~": None}

BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "a UTF-8 byte order mark",
    b"\xff\xfe": "a UTF-16 byte order mark",
    b"\xfe\xff": "a UTF-16 byte order mark",
}
UNSEEN_NAMES = {"\t": "a tab", "\r": "a carriage return", "\x00": "a NUL"}
UNSEEN_REMEDIES = {
    "\t": "indent and separate with spaces; YAML takes no tab there",
    "\r": "save the file with line feeds alone (LF, not CRLF)",
}

KeyPath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlDocument:
    """One YAML file, read.

    Attributes:
        path: The file.
        data: What it says: mappings, lists, text, numbers, booleans and None.
        lines: The line, counted from 1, of each key and list item by its path, as in
            `("conditions", "c01", "issue")`.
    """

    path: Path
    data: Any
    lines: Mapping[KeyPath, int]


def read(path: Path, *, file: str = "") -> YamlDocument:
    """Return the YAML file, or refuse it with every fault that was found.

    Args:
        path: The file.
        file: How findings name it; as the path does where this is left out.

    Raises:
        ValidationError: The file cannot be read, or breaks a rule of this reader.
    """
    file = file or path.as_posix()
    try:
        with path.open("rb") as opened:
            content = opened.read(SIZE_LIMIT + 1)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise ValidationError([_finding("unreadable_file", message, "check its path", file)]) from error
    document = parse(content, path, file=file)
    if not content.endswith(b"\n"):
        message = "the last line has no line feed: the file may have been cut short"
        remedy = "see whether its end is there, and end the last line"
        raise ValidationError([_finding("no_last_line_feed", message, remedy, file, content.count(b"\n") + 1)])
    return document


def parse(content: bytes, path: Path, *, file: str = "") -> YamlDocument:
    r"""Return what the bytes of a YAML file say; the path serves the messages.

    Raises:
        ValidationError: The content breaks a rule of this reader.

    Example:
        >>> from pathlib import Path
        >>> document = parse(b"country: NO\nopens: 12:30\nitems:\n- 7\n- 07\n", Path("register.yaml"))
        >>> document.data
        {'country': 'NO', 'opens': '12:30', 'items': [7, '07']}
        >>> document.lines[("items", 1)]
        5
    """
    file = file or path.as_posix()
    text = _decode(content, file)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except _BoundExceeded:
        pass  # the builder has told the finding; what follows is not worth a look
    except yaml.YAMLError as error:
        builder.findings.append(_syntax_finding(error, file))
    if builder.findings:
        raise ValidationError(builder.findings)
    return YamlDocument(path=path, data=builder.data, lines=builder.lines)


def _decode(content: bytes, file: str) -> str:
    """Return the bytes as text, or refuse them with every fault of bytes and characters."""
    if len(content) > SIZE_LIMIT:
        raise ValidationError(
            [_finding("file_too_large", f"the file is longer than {SIZE_LIMIT} bytes", "split it", file)]
        )
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            remedy = "save the file as UTF-8 without a byte order mark (BOM)"
            raise ValidationError([_finding("byte_order_mark", f"the file begins with {name}", remedy, file, 1)])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8"
        line = content.count(b"\n", 0, error.start) + 1
        raise ValidationError([_finding("not_utf_8", message, "save the file as UTF-8", file, line)]) from error
    unseen = list(_unseen_characters(text, file))
    if unseen:
        raise ValidationError(unseen)
    line = characters.first_uncomposed_line(text)
    if line:
        message, remedy = "a letter and its mark are two characters", "save the text in the Unicode form NFC"
        raise ValidationError([_finding("not_composed", message, remedy, file, line)])
    return text


def _unseen_characters(text: str, file: str) -> Iterator[Finding]:
    """Yield a finding for the first of each unseen character: CRLF throughout is one finding, not thousands."""
    told = set()
    for match in UNSEEN.finditer(text):
        character = match.group()
        if character not in told:
            told.add(character)
            line = text.count("\n", 0, match.start()) + 1
            remedy = UNSEEN_REMEDIES.get(character, "delete it: an editor does not show it")
            yield _finding("unseen_character", f"the file holds {_name(character)}", remedy, file, line)


def _name(character: str) -> str:
    return UNSEEN_NAMES.get(character, f"the character U+{ord(character):04X}")


def _syntax_finding(error: yaml.YAMLError, file: str) -> Finding:
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    remedy = "mend the indentation or brackets, or put the text in quotes if it holds ': ', ' #' or a bracket"
    return _finding("yaml_syntax", f"this is not YAML: {problem}", remedy, file, mark.line + 1 if mark else 0)


def _finding(rule: str, message: str, remedy: str, file: str, line: int = 0) -> Finding:
    return Finding(rule=rule, message=message, remedy=remedy, file=file, line=line)


class _BoundExceeded(Exception):
    """The file goes beyond a bound; it is read no further."""


@dataclass(slots=True)
class _Collection:
    """A mapping or list that is still open."""

    data: dict[str, Any] | list[Any]
    path: KeyPath
    key: str | None = None  # the key that waits for its value
    place: KeyPath = ()  # the path of the value that comes next; of a key that is refused, its mapping's


@dataclass(slots=True)
class _Builder:
    """Builds the data of one file from its events, and keeps every finding."""

    file: str
    data: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _open: list[_Collection] = field(default_factory=list)
    _nodes: int = 0
    _documents: int = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the file."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                self._start_document(event, line)
            case yaml.AliasEvent():
                self._refuse("alias", "an alias repeats another place", "write the value out", line)
                self._place(None, line)
            case yaml.ScalarEvent():
                self._check_properties(event, line)
                self._take_scalar(event, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_properties(event, line)
                self._start_collection({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.StreamEndEvent() if self._documents == 0:
                self._refuse("empty_file", "the file says nothing", "write its content or delete it", 1)

    def _start_document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        self._documents += 1
        if event.version or event.tags:
            self._refuse("directive", "the file gives a YAML directive", "delete the line that begins with %", line)
        if self._documents > 1:
            remedy = "one file holds one document: delete the line '---' or split the file"
            self._refuse("second_document", "a second document begins here", remedy, line)
            raise _BoundExceeded

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self._refuse("anchor", f"an anchor '&{event.anchor}' names this place", "delete the anchor", line)
        if event.tag is not None:
            self._refuse("tag", f"a tag '{event.tag}' gives a type", "delete the tag: the schema types values", line)

    def _take_scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        text: str = event.value
        unseen = UNSEEN.search(text)  # a quoted text can escape what the bytes do not show
        if unseen:
            message = f"the text holds {_name(unseen.group())}"
            self._refuse("unseen_character", message, "delete the escape sequence", line)
        is_plain = event.implicit[0]  # neither quoted nor a block
        if self._waits_for_key():
            self._take_key(text, line, is_plain=is_plain)
        elif not self._open:
            self._refuse("bare_value", "the file is one bare value", "write a mapping or a list", line)
        else:
            self._place(self._typed(text, line) if is_plain else text, line)

    def _typed(self, text: str, line: int) -> Any:
        """Return what a plain scalar means."""
        if text in WORDS_OF_YAML:
            return WORDS_OF_YAML[text]
        if not text:
            remedy = 'write a value or leave the key out; an empty text is ""'
            self._refuse("empty_value", "a value is missing", remedy, line, self._next_path())
            return None
        is_whole, is_decimal = WHOLE_NUMBER.fullmatch(text), DECIMAL.fullmatch(text)
        if not is_whole and not is_decimal:
            return text
        if sum(character.isdigit() for character in text) > DIGIT_LIMIT:
            message = f"the number has more than {DIGIT_LIMIT} digits"
            self._refuse("number_too_long", message, "put it in quotes if it is a code", line, self._next_path())
            return None
        return int(text) if is_whole else float(text)

    def _take_key(self, key: str, line: int, *, is_plain: bool) -> None:
        """Take the key of an open mapping; a key is always text."""
        mapping = self._open[-1]
        self._count(line)
        mapping.key, mapping.place = key, (*mapping.path, key)
        if not key:
            self._refuse("empty_key", "a key is missing before the colon", "write the key", line, mapping.path)
        elif is_plain and key == "<<":
            self._refuse("merge_key", "a merge key copies another place", "write the keys out", line, mapping.path)
        elif key in mapping.data:
            message = f"the key '{key}' stands twice, first in line {self.lines.get(mapping.place, line)}"
            self._refuse("duplicate_key", message, "delete or rename one", line, mapping.place)
        else:
            self.lines[mapping.place] = line

    def _start_collection(self, data: dict[str, Any] | list[Any], line: int) -> None:
        if len(self._open) == DEPTH_LIMIT:
            message = f"the file nests deeper than {DEPTH_LIMIT} levels"
            self._refuse("too_deep", message, "look for a bracket that is not closed", line)
            raise _BoundExceeded
        if self._waits_for_key():
            self._refuse("key_not_text", "a key is a mapping or a list", "write a text as the key", line)
            path = self._open[-1].path
            self._open[-1].key = ""
        else:
            path = self._next_path()
            self._place(data, line)
        self._open.append(_Collection(data, path))

    def _place(self, value: Any, line: int) -> None:
        """Put a value where the open collection waits for it."""
        self._count(line)
        if not self._open:
            self.data = value
            self.lines[()] = line
            return
        collection = self._open[-1]
        if isinstance(collection.data, list):
            self.lines[(*collection.path, len(collection.data))] = line
            collection.data.append(value)
        elif collection.key is None:  # an alias where a key should stand
            collection.key, collection.place = "", collection.path
        else:
            collection.data.setdefault(collection.key, value)
            collection.key = None

    def _waits_for_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].data, dict) and self._open[-1].key is None

    def _next_path(self) -> KeyPath:
        if not self._open:
            return ()
        collection = self._open[-1]
        if isinstance(collection.data, list):
            return (*collection.path, len(collection.data))
        return collection.place

    def _count(self, line: int) -> None:
        self._nodes += 1
        if self._nodes > NODE_LIMIT:
            message = f"the file holds more than {NODE_LIMIT} keys and values"
            self._refuse("too_many_values", message, "split the file", line)
            raise _BoundExceeded

    def _refuse(self, rule: str, message: str, remedy: str, line: int, path: KeyPath = ()) -> None:
        key = json_schema.dotted(path)
        self.findings.append(Finding(rule=rule, message=message, remedy=remedy, file=self.file, line=line, key=key))
