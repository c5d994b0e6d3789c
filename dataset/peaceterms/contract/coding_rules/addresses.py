"""Rules about addresses: each is that of a public page, as its publisher gives it and as it reads.

Their form (scheme, host, no fragment) is held by the column type; here is what a pattern cannot tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract import characters
from peaceterms.contract.coding_rules.prose import cells_of
from peaceterms.contract.coding_rules.rule import coding_rule

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


def _addresses(tables: Tables) -> pl.DataFrame:
    """Return the addresses of all tables with their hosts."""
    columns = [
        (table, column.name)
        for table in tables
        for column in tables.schemas[table].columns
        if column.column_type == "address"
    ]
    return cells_of(tables, columns).with_columns(host=pl.col("value").str.extract(HOST))


def _reads_as_it_is(host: str) -> bool:
    """Return whether each part of a host is of one alphabet, and of one that its last part has too."""
    try:
        parts = [
            part.removeprefix(ENCODED).encode().decode("punycode") if part.startswith(ENCODED) else part
            for part in host.split(".")
        ]
    except UnicodeError:
        return False
    of_the_end = characters.alphabets(parts[-1])
    found = [characters.alphabets(part) for part in parts]
    return all(len(alphabets) <= 1 and alphabets <= of_the_end | {"LATIN"} for alphabets in found)


@coding_rule
def addresses_are_of_the_public_web(tables: Tables) -> pl.DataFrame:
    """The host of an address is one of the public web, not of a machine, an office network or a trial.

    Give the address under which anyone can open the page, or leave it out.
    """
    return _addresses(tables).filter(pl.col("host").str.extract(r"([^.]+)$").is_in(NAMES_OF_NO_PUBLIC_HOST))


@coding_rule
def addresses_tell_nothing_of_who_followed_them(tables: Tables) -> pl.DataFrame:
    """An address holds no parameter that tracks who followed it.

    Cut the parameters such as `utm_source` and `fbclid`; the page opens without them.
    """
    return _addresses(tables).filter(pl.col("value").str.contains(TRACKING))


@coding_rule
def hosts_keep_to_one_alphabet(tables: Tables) -> pl.DataFrame:
    """No part of a host mixes alphabets, or is in another than Latin and that of the last part.

    Look at the address letter by letter: a letter of another alphabet leads to another host.
    """
    encoded = _addresses(tables).filter(pl.col("host").str.contains(ENCODED, literal=True))
    misleading = [host for host in encoded["host"].unique() if not _reads_as_it_is(host)]
    return encoded.filter(pl.col("host").is_in(misleading))
