"""Unit alignment: which units of two codings of one document are the same.

Coders do not only choose codes; they first choose what there is to code. Two units are matched by the
stretches of text that carry them, as the locks give them, and never by the codes that are to be compared:

- statements of one speaker, whose passages share at least half of the words of both together;
- passages of matched statements, that share at least half of their words;
- conditions, assertions, control reports and links of matched statements, that cite passages which overlap;
  of pairs that share as much, the one whose key phrases share more words comes first;
- within matched rows, citations of passages that share at least half of their words, and the same places.

Words are counted in characters, since a lock says where a passage begins and ends and not where each word
does. Units are matched one to one and greedily: the pair that shares most comes first, of equal pairs the
one that comes first in the text. A best assignment as a whole might separate the plainest pair to give two
poor ones a partner; the greedy one can be followed with a pencil.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, combinations, groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.corpus import coding_cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peaceterms_build.corpus.coding_cards import Coding

    Pair = tuple[Coding, Coding]
    Spans = tuple[tuple[int, int], ...]  # where stretches of text begin and end, in their order, none overlapping


class UnitType(NamedTuple):
    """How the rows of a table are units.

    Attributes:
        table: The table.
        key: The columns that make the key of a unit in its coding.
        within: The column with the key of the unit that holds it.
        label: The column whose value a match must have as well.
        least_share: What two units must share of their words; units of 0 must still share some.
    """

    table: str
    key: tuple[str, ...]
    within: str | None = "statement_id"
    label: str | None = None
    least_share: float = 0.0


# In this order: what holds a unit is matched before it.
UNIT_TYPES = {
    "statement": UnitType("statements", ("statement_id",), within=None, label="speaker_id", least_share=0.5),
    "passage": UnitType("passages", ("passage_id",), least_share=0.5),
    "condition": UnitType("conditions", ("condition_id",)),
    "assertion": UnitType("territorial_claims", ("claim_id",)),
    "control_report": UnitType("control_reports", ("report_id",)),
    "evidence": UnitType("evidence", ("row_id", "passage_id"), within="row_id", least_share=0.5),
    "place": UnitType("condition_places", ("condition_id", "territory_id"), "condition_id", "territory_id"),
    "link": UnitType("condition_links", ("from_condition_id", "link_type", "to_condition_id"), "from_condition_id"),
}
# Whose position a row belongs to: the first of these that it has, else the holder of the unit that holds it.
HOLDERS = ("holder_id", "claimant_id", "speaks_for_id", "speaker_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing that a coder found to code.

    Attributes:
        key: Its key in the coding: `s01`, `p01`, `s01.c01`, `s01.c01.p01`.
        within: The key of the unit that holds it; empty for a statement.
        label: What its match must have as well: the speaker of a statement, the territory of a place.
        holder_id: Whose position it belongs to.
        spans: The stretches of text that carry it.
        row: Its codes.
        phrase: The words of its key phrase, which distinguish the terms of one sentence.
    """

    key: str
    within: str
    label: str
    holder_id: str
    spans: Spans
    row: Mapping[str, Any]
    phrase: frozenset[str]

    @property
    def place_in_text(self) -> tuple[int, int, int, str]:
        """Return where the unit is in the text; on the same words, the order of the keys decides."""
        start, end = (self.spans[0][0], self.spans[-1][1]) if self.spans else (0, 0)
        return start, end, len(self.key), self.key

    def closeness_to(self, other: Unit) -> tuple[float, float]:
        """Return what decides which pair is taken first: the share of words, then that of the key phrases."""
        common = _overlap(self.spans, other.spans)
        together = _length(self.spans) + _length(other.spans) - common
        phrases = len(self.phrase & other.phrase) / (len(self.phrase | other.phrase) or 1)
        return common / (together or 1), phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A unit of both coders, or of one alone.

    Attributes:
        unit_type: What it is.
        first: The first coder's unit.
        second: The second coder's unit.
        share: What the two share of the words of both together.
        is_tied: Whether another pair shared as much, so that the order in the text decided.
    """

    unit_type: str
    first: Unit | None = None
    second: Unit | None = None
    share: float | None = None
    is_tied: bool = False


def folded(value: str) -> str:
    """Return an id as it is, and a name that the registers lack without regard to capitals.

    Example:
        >>> folded("new: Unnamed Official"), folded("russia")
        ('new: unnamed official', 'russia')
    """
    return value.casefold() if value.startswith(coding_cards.NEW_NAME) else value


def pairs(codings: Iterable[Coding]) -> list[Pair]:
    """Return every two codings of one document by different coders, in the order of documents and coders.

    Raises:
        ValidationError: Two codings of a document were locked on different texts, so that offsets say nothing.
    """
    ordered = sorted(codings, key=attrgetter("source_id", "coder_id"))
    by_document = groupby(ordered, key=attrgetter("source_id"))
    found = [pair for _, of_document in by_document for pair in combinations(of_document, 2)]
    findings = [
        Finding(
            rule="codings_have_one_text",
            message=f"{one.coder_id} and {other.coder_id} were anchored in different texts of the document",
            remedy="anchor both raw codings in the same text",
            file=f"corpus/codings/{other.coder_id}/{other.source_id}.lock",
        )
        for one, other in found
        if one.text_sha256 != other.text_sha256
    ]
    if findings:
        raise ValidationError(findings)
    return found


def matches(first: Coding, second: Coding) -> Iterator[Match]:
    """Yield every unit of either coding once: type by type, matches first, then what has none."""
    firsts, seconds = units(first), units(second)
    partners = {"": ""}  # for each matched unit of the second coder the key of its match
    for unit_type in UNIT_TYPES:
        ones, others = firsts[unit_type], seconds[unit_type]
        found = _one_to_one(unit_type, ones, others, partners)
        yield from (found[i] for i in sorted(found))
        matched = {match.second.key: match.first.key for match in found.values() if match.first and match.second}
        partners |= matched
        yield from (Match(unit_type=unit_type, first=unit) for unit in ones if unit.key not in matched.values())
        yield from (Match(unit_type=unit_type, second=unit) for unit in others if unit.key not in matched)


def units(coding: Coding) -> dict[str, list[Unit]]:
    """Return the units of a coding by type, in the order of the text."""
    rows = {table: [record.cells for record in records] for table, records in coding.records.items()}
    # A frozen coding may cite a passage that it does not have; that covers nothing.
    spans = {row["passage_id"]: (row["text_start"] or 0, row["text_end"] or 0) for row in rows.get("passages", ())}
    cited = defaultdict(list)
    for table, column in (("passages", "statement_id"), ("evidence", "row_id")):
        for row in rows.get(table, ()):
            cited[row[column]].append(row["passage_id"])
    holders: dict[str, str] = {}
    found: dict[str, list[Unit]] = {}
    for name, unit_type in UNIT_TYPES.items():
        found[name] = []
        for row in rows.get(unit_type.table, ()):
            key = ".".join(row[column] for column in unit_type.key)
            within = row[unit_type.within] if unit_type.within else ""
            if name == "link":
                within = within.rpartition(".")[0]  # conditions of one statement are linked
            holders[key] = holder_of(row) or holders.get(within, "")
            passages = [row["passage_id"]] if "passage_id" in row else cited[within if name == "place" else key]
            found[name].append(
                Unit(
                    key=key,
                    within=within,
                    label=folded(row[unit_type.label]) if unit_type.label else "",
                    holder_id=holders[key],
                    spans=_joined(spans[passage] for passage in passages if passage in spans),
                    row=row,
                    phrase=frozenset(word.text for word in fingerprints.words(row.get("key_phrase") or "")),
                )
            )
        found[name].sort(key=attrgetter("place_in_text"))
    return found


def holder_of(row: Mapping[str, Any]) -> str:
    """Return whose position a row belongs to by its own cells; empty where they do not say."""
    return next((row[column] for column in HOLDERS if row.get(column)), "")


def _one_to_one(
    unit_type: str, firsts: Sequence[Unit], seconds: Sequence[Unit], partners: Mapping[str, str]
) -> dict[int, Match]:
    # The matches by the position of the first unit, the pair that shares most taken first.
    alike = defaultdict(list)
    for j, other in enumerate(seconds):
        alike[other.label, partners.get(other.within)].append((j, other))
    candidates = [
        (one.closeness_to(other), i, j) for i, one in enumerate(firsts) for j, other in alike[one.label, one.within]
    ]
    least = UNIT_TYPES[unit_type].least_share
    close = [one for one in candidates if one[0][0] > 0 and one[0][0] >= least]
    close.sort(key=itemgetter(0), reverse=True)  # a stable sort: of equal pairs the first in the text
    found: dict[int, Match] = {}
    taken: set[int] = set()
    for (share, _), level in groupby(close, key=itemgetter(0)):
        free = [(i, j) for _, i, j in level if i not in found and j not in taken]
        for i, j in free:
            if i not in found and j not in taken:
                is_tied = any((k == i) != (m == j) for k, m in free)
                found[i] = Match(unit_type=unit_type, first=firsts[i], second=seconds[j], share=share, is_tied=is_tied)
                taken.add(j)
    return found


def _joined(spans: Iterable[tuple[int, int]]) -> Spans:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _length(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _overlap(ones: Spans, others: Spans) -> int:
    return _length(ones) + _length(others) - _length(_joined(chain(ones, others)))
