"""Rules about documents and their passages: what was printed where, and which statement it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from peaceterms.contract.coding_rules.rule import coding_rule

if TYPE_CHECKING:
    from peaceterms.contract.tables import Tables

# Renditions in which the words themselves are printed: a principal passage is one of them where there is one.
VERBATIM_RENDITIONS = ("direct_quote", "official_text", "leaked_text")

# Renditions in which nobody is said to say anything.
RENDITIONS_WITHOUT_A_VERB = ("described_position", "source_voice")


@coding_rule
def documents_can_be_found_or_recognised(tables: Tables) -> pl.DataFrame:
    """A document has an address, or the hash of its text.

    Give the address, or anchor the document to its text.
    """
    return (
        tables["sources"]
        .filter(pl.col("url").is_null() & pl.col("text_sha256").is_null())
        .select("source_id", "url", "text_sha256")
    )


@coding_rule
def addresses_belong_to_one_document(tables: Tables) -> pl.DataFrame:
    """No two documents have the same address.

    Keep one card for the document; `http` or `https`, `www.` and a last slash make no other address.
    """
    canonical = pl.col("url").str.to_lowercase().str.replace(r"^https?://(www\.)?", "").str.strip_chars_end("/")
    return (
        tables["sources"]
        .filter(pl.col("url").is_not_null())
        .filter(canonical.is_duplicated())
        .select("source_id", "url")
    )


@coding_rule
def texts_belong_to_one_document(tables: Tables) -> pl.DataFrame:
    """No two documents have the same text.

    Keep one card for the document.
    """
    return (
        tables["sources"]
        .filter(pl.col("text_sha256").is_not_null())
        .filter(pl.col("text_sha256").is_duplicated())
        .select("source_id", "text_sha256")
    )


@coding_rule
def adjudicated_documents_have_the_hash_of_their_text(tables: Tables) -> pl.DataFrame:
    """A document whose codings were adjudicated has the hash of the text that all of them read.

    Anchor the document to the text that was coded.
    """
    return (
        tables["sources"]
        .filter((pl.col("coding_status") == "adjudicated") & pl.col("text_sha256").is_null())
        .select("source_id", "coding_status", "text_sha256")
    )


@coding_rule
def passages_bear_the_id_of_their_document(tables: Tables) -> pl.DataFrame:
    """The id of a passage is that of its document, with a `p` and a number.

    Name the passages of a document card p01, p02 and so on.
    """
    suffix = pl.col("passage_id").str.strip_prefix(pl.col("source_id"))
    return (
        tables["passages"]
        .select("passage_id", "source_id")
        .filter(~pl.col("passage_id").str.starts_with(pl.col("source_id")) | ~suffix.str.contains(r"^\.p[0-9]{2,}$"))
    )


@coding_rule
def passages_lie_within_the_words_read(tables: Tables) -> pl.DataFrame:
    """No passage has more words than were read of its document.

    Anchor the document again.
    """
    return (
        tables["passages"]
        .select("passage_id", "source_id", "word_count")
        .join(tables["sources"].select("source_id", "words_read"), on="source_id")
        .filter(pl.col("word_count") > pl.col("words_read"))
    )


@coding_rule
def offsets_stand_in_order_in_a_text_that_is_held(tables: Tables) -> pl.DataFrame:
    """The offsets of a passage stand together, in order, in a document whose text has a hash.

    Anchor the document again.
    """
    starts, ends = pl.col("text_start"), pl.col("text_end")
    return (
        tables["passages"]
        .select("passage_id", "source_id", "text_start", "text_end")
        .join(tables["sources"].select("source_id", "text_sha256"), on="source_id")
        .filter(
            (starts.is_null() != ends.is_null())
            | (starts >= ends)
            | (starts.is_not_null() & pl.col("text_sha256").is_null())
        )
    )


@coding_rule
def passages_of_a_statement_differ(tables: Tables) -> pl.DataFrame:
    """No run of words stands twice for the same statement.

    Keep one of the passages; let the evidence of both cite it.
    """
    columns = ["source_id", "statement_id", "fingerprint", "text_start"]
    return (
        tables["passages"].select("passage_id", *columns).filter(pl.struct(columns).is_duplicated()).sort("passage_id")
    )


@coding_rule
def statements_stand_on_a_passage(tables: Tables) -> pl.DataFrame:
    """Every statement is carried by a passage of some document.

    Give the passage on the card of its document, or withdraw the statement.
    """
    return tables["statements"].select("statement_id").join(tables["passages"], on="statement_id", how="anti")


@coding_rule
def statements_have_one_principal_passage_in_each_document(tables: Tables) -> pl.DataFrame:
    """Of the passages of a document that carry one statement, exactly one is the principal passage.

    Mark the direct quotation, else the fullest paraphrase, else the lead.
    """
    return (
        tables["passages"]
        .group_by("source_id", "statement_id", maintain_order=True)
        .agg(principal_passages=pl.col("is_principal").sum())
        .filter(pl.col("principal_passages") != 1)
    )


@coding_rule
def principal_passages_are_quotations_where_there_are_any(tables: Tables) -> pl.DataFrame:
    """Where a document quotes the statement directly, the principal passage is a direct quotation.

    Mark a passage with the speaker's own words as the principal one.
    """
    quoted = tables["passages"].filter(pl.col("rendition") == "direct_quote")
    return (
        tables["passages"]
        .filter(pl.col("is_principal") & ~pl.col("rendition").is_in(VERBATIM_RENDITIONS))
        .join(quoted, on=["source_id", "statement_id"], how="semi")
        .select("passage_id", "statement_id", "rendition")
    )


@coding_rule
def reporting_verbs_stand_in_the_register(tables: Tables) -> pl.DataFrame:
    """A reporting verb stands in the register of its document's language.

    Write the lemma as the register has it, or add the verb with its class to the register.
    """
    return (
        tables["passages"]
        .filter(pl.col("reporting_verb").is_not_null())
        .join(tables["sources"].select("source_id", "language"), on="source_id")
        .select("passage_id", "reporting_verb", "language")
        .join(
            tables["reporting_verbs"],
            left_on=["reporting_verb", "language"],
            right_on=["lemma", "language"],
            how="anti",
        )
    )


@coding_rule
def positions_without_a_verb_of_saying_have_none(tables: Tables) -> pl.DataFrame:
    """A described position and the outlet's own voice have no verb of reporting.

    Leave the verb out; or, where the passage says that somebody said it, choose another rendition.
    """
    return (
        tables["passages"]
        .filter(pl.col("rendition").is_in(RENDITIONS_WITHOUT_A_VERB) & pl.col("reporting_verb").is_not_null())
        .select("passage_id", "rendition", "reporting_verb")
    )


@coding_rule
def documents_do_not_credit_their_own_publisher(tables: Tables) -> pl.DataFrame:
    """A document credits other publishers than its own.

    Leave the credit out: a document that credits nobody is its own origin.
    """
    return (
        tables["passages"]
        .join(tables["sources"].select("source_id", "publisher_id"), on="source_id")
        .filter(pl.col("credited_publisher_id") == pl.col("publisher_id"))
        .select("passage_id", "credited_publisher_id")
    )


@coding_rule
def passages_in_the_outlets_voice_carry_its_statements(tables: Tables) -> pl.DataFrame:
    """A passage in the outlet's own voice carries a statement of the outlet.

    Choose another rendition, or let the passage carry the outlet's own statement.
    """
    return (
        tables["passages"]
        .filter(pl.col("rendition") == "source_voice")
        .join(tables["statements"].select("statement_id", "statement_type"), on="statement_id")
        .filter(pl.col("statement_type") != "source_voice")
        .select("passage_id", "statement_id", "statement_type")
    )


@coding_rule
def leaked_texts_are_told_in_a_statement(tables: Tables) -> pl.DataFrame:
    """A leaked text is a document of its alleged author, told in the statement of whoever made it public.

    Make the statement a `document_text`, and name the statement that tells it in `told_in_statement`.
    """
    leaked = tables["passages"].filter(pl.col("rendition") == "leaked_text")
    return (
        tables["statements"]
        .join(leaked, on="statement_id", how="semi")
        .filter((pl.col("statement_type") != "document_text") | pl.col("told_in_statement_id").is_null())
        .select("statement_id", "statement_type", "told_in_statement_id")
    )
