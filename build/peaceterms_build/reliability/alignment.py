"""Unitising: which units of two codings of one document are the same, told by the words that they stand on.

Coders do not only choose codes; they first choose what there is to code. Two units are matched by the
stretches of text that carry them, as the locks tell them, and never by the codes that are to be compared:

- statements of one speaker, whose passages share at least half of the words of both together;
- passages of matched statements, that share at least half of their words;
- conditions, assertions, control reports and links of matched statements, that cite passages which overlap;
  of pairs that share as much, the one whose key phrases share more words comes first;
- within matched rows, citations of passages that share at least half of their words, and the same places.

Words are counted in code points, since a lock tells where a passage begins and ends and not each of its
words. Units are matched one to one and greedily: the pair that shares most comes first, of equal pairs the
one that comes first in the text. A best assignment as a whole might tear the plainest pair apart to give two
poor ones a partner; the greedy one can be followed with a pencil.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from peaceterms.contract import fingerprints
from peaceterms.contract.findings import Finding, ValidationError
from peaceterms_build.corpus import coding_cards
from peaceterms_build.reliability import guarded_frames
from peaceterms_build.reliability.guarded_frames import NUMBER, TEXT, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import polars as pl

    from peaceterms_build.corpus.coding_cards import Coding

    Pair = tuple[Coding, Coding]

# In this order: what holds a unit is matched before it.
UNIT_TYPES = (
    "statement", "passage", "condition", "assertion", "control_report", "evidence", "place", "link",
)  # fmt: skip
# The units that cite passages: their tables, ids, and the column of the holder; without one, the statement's.
CITING_UNITS = (
    ("condition", "conditions", "condition_id", "holder_id"),
    ("assertion", "territorial_claims", "claim_id", "claimant_id"),
    ("control_report", "control_reports", "report_id", None),
)
HALF = Fraction(1, 2)
# What two units must share of their words; rows that cite passages need only cite some words in common.
LEAST_SHARES = {"statement": HALF, "passage": HALF, "evidence": HALF}
SHARE_DECIMALS = 3

COLUMNS: Mapping[str, pl.DataType] = {
    "source_id": TEXT,
    "first_coder_id": TEXT,
    "second_coder_id": TEXT,
    "unit_type": TEXT,
    "first_key": TEXT,
    "second_key": TEXT,
    "share": NUMBER,
    "is_tied": TRUTH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing that a coder found to code.

    Attributes:
        unit_type: What it is.
        key: Its key in the coding: `s01`, `p01`, `s01.c01`, `s01.c01.p01`.
        within: The key of what holds it; empty for a statement.
        label: What its match must have as well: the speaker of a statement, the territory of a place.
        holder_id: Whose position it belongs to.
        words: The code points of the text that it stands on.
        row: Its codes.
        sets: What several rows of a further table say of it, by that table.
        phrase: The words of its key phrase, which tell apart the terms of one sentence.
    """

    unit_type: str
    key: str
    within: str
    label: str
    holder_id: str
    words: frozenset[int]
    row: Mapping[str, Any]
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    phrase: frozenset[str] = frozenset()

    @property
    def place_in_text(self) -> tuple[int, int, int, str]:
        """Return where the unit stands in the text; on the same words, the order of the keys decides."""
        return min(self.words, default=0), max(self.words, default=0), len(self.key), self.key

    def share_with(self, other: Unit) -> Fraction:
        """Return how much of the words of both together the two have in common."""
        return _share(self.words, other.words)

    def closeness_to(self, other: Unit) -> tuple[Fraction, Fraction]:
        """Return what decides which pair is taken first: the share of words, then that of the key phrases."""
        return self.share_with(other), _share(self.phrase, other.phrase)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    first: Unit
    second: Unit
    share: Fraction
    is_tied: bool


def _share(one: frozenset[Any], other: frozenset[Any]) -> Fraction:
    """Return how much of two sets together they have in common."""
    return Fraction(len(one & other), len(one | other) or 1)


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
    ordered = sorted(codings, key=lambda coding: (coding.source_id, coding.coder_id))
    found = [(one, other) for one, other in combinations(ordered, 2) if one.source_id == other.source_id]
    findings = [
        Finding(
            rule="codings_stand_on_one_text",
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


def matches(paired: Iterable[Pair]) -> pl.DataFrame:
    """Return one row per unit of either coding: with its match, or alone.

    `share` is what the two share of the words of both together; `is_tied` says that another pair shared as
    much, so that the order in the text decided. A unit without a match has null in the other coder's key.
    """
    rows = [row for first, second in paired for row in _rows(first, second)]
    return guarded_frames.build(rows, COLUMNS)


def units(coding: Coding) -> Iterator[Unit]:
    """Yield every unit of a coding."""
    rows = {name: [record.cells for record in records] for name, records in coding.records.items()}
    covered = {
        row["passage_id"]: frozenset(range(row["text_start"] or 0, row["text_end"] or 0)) for row in rows["passages"]
    }
    holders = {row["statement_id"]: row["speaks_for_id"] or row["speaker_id"] for row in rows["statements"]}
    actors = _grouped(rows, "statement_actors", "statement_id")
    carriers = _grouped(rows, "passages", "statement_id")
    for row in rows["passages"]:
        yield Unit(
            unit_type="passage",
            key=row["passage_id"],
            within=row["statement_id"],
            label="",
            holder_id=holders.get(row["statement_id"], ""),
            words=covered[row["passage_id"]],
            row=row,
        )
    for row in rows["statements"]:
        statement_id = row["statement_id"]
        yield Unit(
            unit_type="statement",
            key=statement_id,
            within="",
            label=folded(row["speaker_id"]),
            holder_id=holders[statement_id],
            words=_words(carriers.get(statement_id, ()), covered),
            row=row,
            sets={
                "statement_actors": frozenset(
                    f"{actor['role']} {folded(actor['actor_id'])}" for actor in actors.get(statement_id, ())
                )
            },
        )
    yield from _citing_units(rows, holders, covered)


def _citing_units(
    rows: Mapping[str, list[Mapping[str, Any]]], holders: Mapping[str, str], covered: Mapping[str, frozenset[int]]
) -> Iterator[Unit]:
    """Yield the rows of statements, their citations and places, and their links."""
    cited = _grouped(rows, "evidence", "row_id")
    performers = _grouped(rows, "condition_performers", "condition_id")
    places = _grouped(rows, "condition_places", "condition_id")
    for unit_type, table, id_column, holder_column in CITING_UNITS:
        for row in rows.get(table, ()):
            key = row[id_column]
            holder_id = row[holder_column] if holder_column else holders[row["statement_id"]]
            words = _words(cited.get(key, ()), covered)
            yield Unit(
                unit_type=unit_type,
                key=key,
                within=row["statement_id"],
                label="",
                holder_id=holder_id,
                words=words,
                row=row,
                sets={
                    "condition_performers": frozenset(folded(one["actor_id"]) for one in performers.get(key, ())),
                    "condition_places": frozenset(folded(one["territory_id"]) for one in places.get(key, ())),
                },
                phrase=_phrase(row),
            )
            for evidence in cited.get(key, ()):
                yield Unit(
                    unit_type="evidence",
                    key=f"{key}.{evidence['passage_id']}",
                    within=key,
                    label="",
                    holder_id=holder_id,
                    words=_words([evidence], covered),
                    row=evidence,
                )
            for place in places.get(key, ()):
                yield Unit(
                    unit_type="place",
                    key=f"{key}.{place['territory_id']}",
                    within=key,
                    label=folded(place["territory_id"]),
                    holder_id=holder_id,
                    words=words,
                    row=place,
                )
    for link in rows.get("condition_links", ()):
        statement_id = link["from_condition_id"].rpartition(".")[0]
        yield Unit(
            unit_type="link",
            key=f"{link['from_condition_id']}.{link['link_type']}.{link['to_condition_id']}",
            within=statement_id,
            label="",
            holder_id=holders[statement_id],
            words=_words([link], covered),
            row=link,
        )


def _grouped(
    rows: Mapping[str, list[Mapping[str, Any]]], table: str, column: str
) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows.get(table, ()):
        found.setdefault(row[column], []).append(row)
    return found


def _phrase(row: Mapping[str, Any]) -> frozenset[str]:
    """Return the words of the key phrase of a row that can have one."""
    return frozenset(word.text for word in fingerprints.words(row.get("key_phrase") or ""))


def _words(citing: Iterable[Mapping[str, Any]], covered: Mapping[str, frozenset[int]]) -> frozenset[int]:
    """Return what the cited passages cover; one that the frozen coding cites and does not have covers nothing."""
    return frozenset().union(*(covered.get(row["passage_id"], frozenset()) for row in citing))


def _rows(first: Coding, second: Coding) -> Iterator[dict[str, object]]:
    """Yield the row of every unit of two codings: type by type, matches first, then what has none."""
    firsts, seconds = _by_type(first), _by_type(second)
    alone: dict[str, object] = dict.fromkeys(COLUMNS) | {
        "source_id": first.source_id,
        "first_coder_id": first.coder_id,
        "second_coder_id": second.coder_id,
    }
    partners = {"": ""}
    for unit_type in UNIT_TYPES:
        ones, others = firsts[unit_type], seconds[unit_type]
        found = _one_to_one(ones, others, partners, LEAST_SHARES.get(unit_type, Fraction(0)))
        partners |= {match.second.key: match.first.key for match in found}
        alone["unit_type"] = unit_type
        for match in found:
            yield alone | {
                "first_key": match.first.key,
                "second_key": match.second.key,
                "share": round(float(match.share), SHARE_DECIMALS),
                "is_tied": match.is_tied,
            }
        for name, coded, matched in (
            ("first_key", ones, {match.first.key for match in found}),
            ("second_key", others, {match.second.key for match in found}),
        ):
            yield from (alone | {name: unit.key} for unit in coded if unit.key not in matched)


def _by_type(coding: Coding) -> dict[str, list[Unit]]:
    """Return the units of a coding by type, each list in the order of the text."""
    found = sorted(units(coding), key=lambda unit: unit.place_in_text)
    return {kind: [unit for unit in found if unit.unit_type == kind] for kind in UNIT_TYPES}


def _one_to_one(
    firsts: Sequence[Unit], seconds: Sequence[Unit], partners: Mapping[str, str], least: Fraction
) -> list[_Match]:
    """Return the matches of two lists in the order of the text, the pair that shares most taken first.

    Args:
        firsts: The units of the first coder in the order of the text.
        seconds: Those of the second.
        partners: For each matched unit of the second coder the key of its match.
        least: What a pair must share of the words of both together; never nothing.
    """
    candidates = [
        (one.closeness_to(other), i, j)
        for i, one in enumerate(firsts)
        for j, other in enumerate(seconds)
        if one.label == other.label and one.within == partners.get(other.within)
    ]
    close = [one for one in candidates if one[0][0] > 0 and one[0][0] >= least]
    close.sort(key=itemgetter(0), reverse=True)  # a stable sort: of equal pairs the first in the text
    found: dict[int, _Match] = {}
    taken: set[int] = set()
    for (share, _), level in groupby(close, key=itemgetter(0)):
        free = [(i, j) for _, i, j in level if i not in found and j not in taken]
        for i, j in free:
            if i not in found and j not in taken:
                is_tied = any((k == i) != (m == j) for k, m in free)
                found[i] = _Match(first=firsts[i], second=seconds[j], share=share, is_tied=is_tied)
                taken.add(j)
    return [found[i] for i in sorted(found)]
