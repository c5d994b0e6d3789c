"""The reader of cards, registers and schemas: YAML without its surprises.

Text stays text: `NO` is not false, `12:30` is not 750, `2022-02-24` is not a date and `0123` is not 83.
Only `true`, `false`, `null`, `~`, plain whole numbers and plain decimals are anything else. Duplicate keys,
anchors, aliases, tags, directives, second documents and empty values are refused, and so are every character
that an editor does not show and letters whose marks are separate characters. A first pass over the events
keeps the bounds before anything is built; PyYAML then composes the nodes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from peaceterms.contract import characters
from peaceterms.contract.characters import UNSEEN
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.parsing import files, json_schema

if TYPE_CHECKING:
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
        data: Its content: mappings, lists, text, numbers, booleans and None.
        lines: The line, counted from 1, of each key and list item by its path, as in
            `("conditions", "c01", "issue")`.
    """

    path: Path
    data: Any
    lines: Mapping[KeyPath, int]


class LinesOnDemand(Mapping[KeyPath, int]):
    """The lines of a file whose data is known already: it is parsed only if a line is asked for."""

    def __init__(self, content: bytes, path: Path) -> None:
        """Take the bytes of the file, which were parsed without a finding before."""
        self._content, self._path = content, path

    @cached_property
    def _lines(self) -> Mapping[KeyPath, int]:
        return parse(self._content, self._path).lines

    def __getitem__(self, path: KeyPath) -> int:
        """Return the line of a path."""
        return self._lines[path]

    def __iter__(self) -> Iterator[KeyPath]:
        """Iterate over the paths."""
        return iter(self._lines)

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(self._lines)


def read(path: Path, *, file: str = "") -> YamlDocument:
    """Return the YAML file, or refuse it with every fault that was found.

    Args:
        path: The file.
        file: How findings name it; as the path does where this is left out.

    Raises:
        ValidationError: The file cannot be read, or breaks a rule of this reader.
    """
    file = file or path.as_posix()
    return parse_whole(read_content(path, file), path, file)


def read_content(path: Path, file: str) -> bytes:
    """Return the bytes of a YAML file.

    Raises:
        ValidationError: The file cannot be read.
    """
    try:
        return files.read_bytes(path, SIZE_LIMIT)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        raise ValidationError([_finding("unreadable_file", message, "check its path", file)]) from error


def parse_whole(content: bytes, path: Path, file: str) -> YamlDocument:
    """Return the content of a YAML file that must be whole: its last line ends.

    Raises:
        ValidationError: The content breaks a rule of this reader.
    """
    document = parse(content, path, file=file)
    if not content.endswith(b"\n"):
        message = "the last line has no line feed: the file may have been cut short"
        remedy = "check whether its end is there, and end the last line"
        raise ValidationError([_finding("no_last_line_feed", message, remedy, file, content.count(b"\n") + 1)])
    return document


def parse(content: bytes, path: Path, *, file: str = "") -> YamlDocument:
    r"""Return the content of a YAML file from its bytes; the path serves the messages.

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
    content_of = _Content(file)
    data = None
    try:
        may_be_composed = content_of.passes_guard(text)
        if may_be_composed:
            data = content_of.value(yaml.compose(text, Loader=yaml.CBaseLoader), ())
    except yaml.YAMLError as error:
        content_of.findings.append(_syntax_finding(error, file))
    if content_of.findings:
        raise ValidationError(content_of.findings)
    return YamlDocument(path=path, data=data, lines=content_of.lines)


def _decode(content: bytes, file: str) -> str:
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
    seen = set()
    for match in UNSEEN.finditer(text):
        character = match.group()
        if character not in seen:
            seen.add(character)
            line = text.count("\n", 0, match.start()) + 1
            remedy = UNSEEN_REMEDIES.get(character, "delete it: an editor does not show it")
            yield _finding("unseen_character", f"the file holds {_name(character)}", remedy, file, line)


def _name(character: str) -> str:
    return UNSEEN_NAMES.get(character, f"the character U+{ord(character):04X}")


def _syntax_finding(error: yaml.YAMLError, file: str) -> Finding:
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    remedy = "fix the indentation or brackets, or put the text in quotes if it holds ': ', ' #' or a bracket"
    return _finding("yaml_syntax", f"this is not YAML: {problem}", remedy, file, mark.line + 1 if mark else 0)


def _finding(rule: str, message: str, remedy: str, file: str, line: int = 0) -> Finding:
    return Finding(rule=rule, message=message, remedy=remedy, file=file, line=line)


@dataclass(slots=True)
class _Content:
    """The content of one file while it is read: the line of each path, and every finding."""

    file: str
    lines: dict[KeyPath, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def passes_guard(self, text: str) -> bool:
        """Return whether the file may be composed: it keeps the bounds and repeats no place by an alias."""
        depth = nodes = documents = 0
        has_alias = False
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            nodes += isinstance(event, yaml.NodeEvent)
            has_alias |= isinstance(event, yaml.AliasEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            self._check_properties(event)
            if nodes > NODE_LIMIT:
                message = f"the file holds more than {NODE_LIMIT} keys and values"
                self._refuse("too_many_values", message, "split the file", event)
            elif depth > DEPTH_LIMIT:
                message = f"the file nests deeper than {DEPTH_LIMIT} levels"
                self._refuse("too_deep", message, "look for a bracket that is not closed", event)
            elif documents > 1:
                remedy = "one file holds one document: delete the line '---' or split the file"
                self._refuse("second_document", "a second document begins here", remedy, event)
            else:
                continue
            return False
        if not documents:
            message, remedy = "the file is empty", "write its content or delete it"
            self.findings.append(_finding("empty_file", message, remedy, self.file, 1))
        return bool(documents) and not has_alias

    def _check_properties(self, event: yaml.Event) -> None:
        """Refuse what an event has beside its content: an alias, an anchor, a tag, a directive."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse("alias", "an alias repeats another place", "write the value out", event)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            if event.anchor is not None:
                self._refuse("anchor", f"an anchor '&{event.anchor}' names this place", "delete the anchor", event)
            if event.tag is not None:
                message = f"a tag '{event.tag}' gives a type"
                self._refuse("tag", message, "delete the tag: the schema types values", event)
        elif isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
            message = "the file gives a YAML directive"
            self._refuse("directive", message, "delete the line that begins with %", event)

    def value(self, node: Any, path: KeyPath) -> Any:
        """Return the data of a node, and keep the lines of all that is in it."""
        if not path:
            self.lines[()] = node.start_mark.line + 1
            if isinstance(node, yaml.ScalarNode):
                self._refuse("bare_value", "the file is one bare value", "write a mapping or a list", node)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            items = []
            for index, item in enumerate(node.value):
                at = (*path, index)
                self.lines[at] = item.start_mark.line + 1
                items.append(self.value(item, at))
            return items
        return self._typed(node, path)

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            at = (*path, key)
            if key in data:
                message = f"the key '{key}' is given twice, first in line {self.lines[at]}"
                self._refuse("duplicate_key", message, "delete or rename one", key_node, at)
            else:
                self.lines[at] = key_node.start_mark.line + 1
            value = self.value(value_node, at)
            data.setdefault(key, value)
        return data

    def _key(self, node: yaml.Node, path: KeyPath) -> str:
        """Return a key, which is always text."""
        if not isinstance(node, yaml.ScalarNode):
            self._refuse("key_not_text", "a key is a mapping or a list", "write a text as the key", node)
            return ""
        key = self._text(node)
        if not key:
            self._refuse("empty_key", "a key is missing before the colon", "write the key", node, path)
        elif key == "<<" and not node.style:
            self._refuse("merge_key", "a merge key copies another place", "write the keys out", node, path)
        return key

    def _text(self, node: yaml.ScalarNode) -> str:
        text: str = node.value
        unseen = UNSEEN.search(text)  # a quoted text can escape what the bytes do not show
        if unseen:
            message = f"the text holds {_name(unseen.group())}"
            self._refuse("unseen_character", message, "delete the escape sequence", node)
        return text

    def _typed(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        """Return what a scalar means: quoted or in a block, it is text."""
        text = self._text(node)
        if node.style:
            return text
        if text in WORDS_OF_YAML:
            return WORDS_OF_YAML[text]
        if not text:
            remedy = 'write a value or leave the key out; an empty text is ""'
            self._refuse("empty_value", "a value is missing", remedy, node, path)
        is_whole, is_decimal = WHOLE_NUMBER.fullmatch(text), DECIMAL.fullmatch(text)
        if not is_whole and not is_decimal:
            return text
        if sum(character.isdigit() for character in text) > DIGIT_LIMIT:
            message = f"the number has more than {DIGIT_LIMIT} digits"
            self._refuse("number_too_long", message, "put it in quotes if it is a code", node, path)
            return None
        return int(text) if is_whole else float(text)

    def _refuse(self, rule: str, message: str, remedy: str, at: Any, path: KeyPath = ()) -> None:
        key, line = json_schema.dotted(path), at.start_mark.line + 1
        self.findings.append(Finding(rule=rule, message=message, remedy=remedy, file=self.file, line=line, key=key))
