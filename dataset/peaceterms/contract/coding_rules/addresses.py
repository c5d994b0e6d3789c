"""Rules about addresses: each is that of a public page, as its publisher gives it and as it reads.

The column type checks their form (scheme, host, no fragment); here is what a pattern cannot say.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule, of_types

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Ends of names that are reserved for machines at home, for networks of firms and for trials.
NAMES_OF_NO_PUBLIC_HOST = (
    "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost",
    "onion", "test",
)  # fmt: skip

# Parameters that newsletters, advertisers and social networks add to an address that is passed on.
TRACKING = r"(?i)[?&](?:utm_[a-z]+|fbclid|gclid|dclid|yclid|msclkid|twclid|igshid|mc_cid|mc_eid|ysclid)="

HOST = r"^https?://([^/?]+)"
ENCODED = "xn--"  # begins a part of a host that is written in another alphabet
ALPHABETS = {"LATIN", "CYRILLIC", "GREEK"}  # those with letters that look alike


def _alphabets(part: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in part} & ALPHABETS


def _reads_as_it_is(host: str) -> bool:
    try:
        parts = [
            part.removeprefix(ENCODED).encode().decode("punycode") if part.startswith(ENCODED) else part
            for part in host.split(".")
        ]
    except UnicodeError:
        return False
    allowed = _alphabets(parts[-1]) | {"LATIN"}
    return all(len(alphabets) <= 1 and alphabets <= allowed for alphabets in map(_alphabets, parts))


def _addresses(tables: Tables, table: str, column: str) -> pl.DataFrame:
    return (
        tables[table]
        .filter(pl.col(column).is_not_null())
        .with_columns(address=column, host=pl.col(column).str.extract(HOST))
    )


@coding_rule(of_types("address"), "the host of {address!r} is not on the public web")
def addresses_are_of_the_public_web(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """The host of an address must be one of the public web, not of a machine, an office network or a trial.

    Give the address under which anyone can open the page, or leave it out.
    """
    last_part = pl.col("host").str.extract(r"([^.]+)$")
    return _addresses(tables, table, column).filter(last_part.is_in(NAMES_OF_NO_PUBLIC_HOST))


@coding_rule(of_types("address"), "{address!r} has a parameter that tracks who followed it")
def addresses_have_no_tracking_parameters(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """An address must have no parameter that tracks who followed it.

    Cut the parameters such as `utm_source` and `fbclid`; the page opens without them.
    """
    return _addresses(tables, table, column).filter(pl.col("address").str.contains(TRACKING))


@coding_rule(of_types("address"), "the host of {address!r} mixes alphabets")
def hosts_keep_to_one_alphabet(tables: Tables, table: str, column: str) -> pl.DataFrame:
    """A part of a host must not mix alphabets, or be in another than Latin and that of the last part.

    Look at the address letter by letter: a letter of another alphabet leads to another host.
    """
    encoded = _addresses(tables, table, column).filter(pl.col("host").str.contains(ENCODED, literal=True))
    misleading = [host for host in encoded["host"].unique() if not _reads_as_it_is(host)]
    return encoded.filter(pl.col("host").is_in(misleading))
