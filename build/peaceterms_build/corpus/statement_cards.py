"""Statement cards: one utterance, what was demanded in it, and the passages that carry each row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from peaceterms_build.schemas import card_keys

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from peaceterms.contract.schemas import Schemas

# Links that read the same from both ends stand once, the smaller id first.
SYMMETRIC_LINKS = frozenset({"in_exchange_for", "simultaneous_with", "alternative_to"})
LINK = re.compile(r"\A(?P<left>.+?) (?P<link_type>[a-z_]+) (?P<right>c[0-9& c]+?) \((?P<passage_id>.+)\)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that carries a row, and how well."""

    passage_id: str
    fit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of a condition."""

    territory_id: str
    scope: str
    place_as_named: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How one condition bears on another."""

    from_condition_id: str
    to_condition_id: str
    link_type: str
    passage_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One separable term."""

    condition_id: str
    holder_id: str
    issue: str
    aim: str
    move: str
    force: str
    is_vague: bool
    gates_talks: bool
    gates_ceasefire: bool
    gates_settlement: bool
    in_settlement: bool
    is_red_line: bool
    reading: str
    quantity: float | None
    quantity_unit: str
    quantity_comparator: str
    takes_effect_date: datetime.date | None
    deadline_date: datetime.date | None
    duration_days: int | None
    is_uncertain: bool
    key_phrase: str | None
    summary: str
    performers: tuple[str, ...]
    places: tuple[Place, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A bare claim to a place, which is no term."""

    claim_id: str
    claimant_id: str
    territory_id: str
    claim_type: str
    claim_scope: str
    claim_basis: str
    recognition_sought: str
    place_as_named: str | None
    summary: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlReport:
    """Who holds a place, by the speaker's account."""

    report_id: str
    controller_id: str
    territory_id: str
    extent: str
    share_pct: float | None
    share_base: str
    as_of_earliest_date: datetime.date | None
    as_of_latest_date: datetime.date | None
    place_as_named: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCard:
    """One statement card."""

    statement_id: str
    statement_type: str
    speaker_id: str
    speaks_for_id: str | None
    said_earliest_date: datetime.date
    said_latest_date: datetime.date
    said_basis: str
    evidence_url: str | None
    occasion_type: str
    occasion: str | None
    place: str | None
    told_in_statement_id: str | None
    about_proposal_id: str | None
    act_type: str
    readiness: str
    readiness_of_id: str | None
    readiness_toward_id: str | None
    match_basis: str
    primary_source_id: str
    original_language: str
    summary: str
    actors: tuple[tuple[str, str], ...]
    conditions: tuple[Condition, ...]
    links: tuple[Link, ...]
    assertions: tuple[Assertion, ...]
    control_reports: tuple[ControlReport, ...]


def parse(statement_id: str, data: Mapping[str, Any], schemas: Schemas) -> StatementCard:
    """Return the card of the data, which must have passed its shape."""
    cells = card_keys.cells(data, card_keys.written(schemas["statements"], without=["statement_id"]))
    if cells["readiness"] != "not_stated" and cells["readiness_of_id"] is None:
        cells["readiness_of_id"] = cells["speaker_id"]
    return StatementCard(
        statement_id=statement_id,
        actors=tuple((actor, role) for role, actors in data.get("actors", {}).items() for actor in actors),
        conditions=tuple(_conditions(statement_id, data, schemas)),
        links=tuple(link for text in data.get("links", ()) for link in links(statement_id, text)),
        assertions=tuple(_assertions(statement_id, data, schemas)),
        control_reports=tuple(_control_reports(statement_id, data, schemas)),
        **cells,
    )


def links(statement_id: str, text: str) -> Iterator[Link]:
    """Yield the links of one line, from every condition on its left to every one on its right.

    Example:
        >>> [(link.from_condition_id, link.to_condition_id) for link in
        ...  links("x-2024", "c01 & c02 must_hold_before c03 (news.p01)")]
        [('x-2024.c01', 'x-2024.c03'), ('x-2024.c02', 'x-2024.c03')]
    """
    match = LINK.match(text)
    if match is None:
        message = f"{text!r} is no link"
        raise ValueError(message)
    left, right = (match[side].split(" & ") for side in ("left", "right"))
    for pair in product(left, right):
        ends = sorted(pair) if match["link_type"] in SYMMETRIC_LINKS else pair
        yield Link(
            from_condition_id=f"{statement_id}.{ends[0]}",
            to_condition_id=f"{statement_id}.{ends[1]}",
            link_type=match["link_type"],
            passage_id=match["passage_id"],
        )


def _holder(data: Mapping[str, Any]) -> str:
    """Return whose terms a statement's conditions are unless they say otherwise."""
    return str(data.get("defaults", {}).get("holder") or data.get("speaks_for") or data["speaker"])


def _conditions(statement_id: str, data: Mapping[str, Any], schemas: Schemas) -> Iterator[Condition]:
    """Yield the conditions of a card with what they inherit from its statement."""
    columns = card_keys.written(schemas["conditions"])
    inherited = {"holder": _holder(data)} | data.get("defaults", {})
    for key, entry in sorted(data.get("conditions", {}).items()):
        whole = inherited | entry
        yield Condition(
            condition_id=f"{statement_id}.{key}",
            performers=tuple(whole.get("performers", ())),
            places=tuple(_place(place, schemas) for place in entry.get("places", ())),
            evidence=_evidence(entry["evidence"], schemas),
            **card_keys.cells(whole, columns),
        )


def _place(entry: str | Mapping[str, Any], schemas: Schemas) -> Place:
    """Return a place written `territory`, `territory scope`, or as a mapping."""
    if isinstance(entry, str):
        territory, _, scope = entry.partition(" ")
        entry = {"territory": territory} | ({"scope": scope} if scope else {})
    return Place(**card_keys.cells(entry, card_keys.written(schemas["condition_places"])))


def _evidence(entries: Iterable[str], schemas: Schemas) -> tuple[Evidence, ...]:
    """Return the evidence written `passage` or `passage fit`."""
    default = str(schemas["evidence"].column("fit").default)
    pairs = (entry.partition(" ") for entry in entries)
    return tuple(Evidence(passage_id=passage, fit=fit or default) for passage, _, fit in pairs)


def _assertions(statement_id: str, data: Mapping[str, Any], schemas: Schemas) -> Iterator[Assertion]:
    """Yield the bare claims of a card."""
    columns = card_keys.written(schemas["territorial_claims"])
    for key, entry in sorted(data.get("assertions", {}).items()):
        yield Assertion(
            claim_id=f"{statement_id}.{key}",
            evidence=_evidence(entry["evidence"], schemas),
            **card_keys.cells({"claimant": _holder(data)} | entry, columns),
        )


def _control_reports(statement_id: str, data: Mapping[str, Any], schemas: Schemas) -> Iterator[ControlReport]:
    """Yield the control reports of a card."""
    columns = card_keys.written(schemas["control_reports"])
    for key, entry in sorted(data.get("control_reports", {}).items()):
        yield ControlReport(
            report_id=f"{statement_id}.{key}",
            evidence=_evidence(entry["evidence"], schemas),
            **card_keys.cells(entry, columns),
        )
