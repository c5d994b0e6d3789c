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


@coding_rule("sources.url", "another document has the address {url!r}")
def addresses_belong_to_one_document(tables: Tables) -> pl.DataFrame:
    """Two documents must not have the same address.

    Keep one card for the document; `http` or `https`, `www.` and a last slash make no other address.
    """
    canonical = pl.col("url").str.to_lowercase().str.replace(r"^https?://(www\.)?", "").str.strip_chars_end("/")
    return (
        tables["sources"]
        .filter(pl.col("url").is_not_null())
        .filter(canonical.is_duplicated())
        .select("source_id", "url")
    )


@coding_rule("passages.statement_id", "another passage of {statement_id} has the same words")
def passages_of_a_statement_differ(tables: Tables) -> pl.DataFrame:
    """The same run of words must not be two passages of a statement.

    Keep one of the passages; let the evidence of both cite it.
    """
    columns = ["source_id", "statement_id", "fingerprint", "text_start"]
    return (
        tables["passages"].select("passage_id", *columns).filter(pl.struct(columns).is_duplicated()).sort("passage_id")
    )


@coding_rule("statements", "no passage carries the statement {statement_id!r}")
def statements_stand_on_a_passage(tables: Tables) -> pl.DataFrame:
    """A passage of some document must carry each statement.

    Give the passage on the card of its document, or withdraw the statement.
    """
    return tables["statements"].select("statement_id").join(tables["passages"], on="statement_id", how="anti")


@coding_rule(
    "passages.is_principal",
    "{principal_passages} passages of this document are principal for {statement_id}; exactly one must be",
)
def statements_have_one_principal_passage_in_each_document(tables: Tables) -> pl.DataFrame:
    """Of the passages of a document that carry one statement, exactly one must be the principal passage.

    Mark the direct quotation, else the fullest paraphrase, else the lead.
    """
    return (
        tables["passages"]
        .select("passage_id", "statement_id", "is_principal", "source_id")
        .with_columns(principal_passages=pl.col("is_principal").sum().over("source_id", "statement_id"))
        .filter(pl.col("principal_passages") != 1)
    )


@coding_rule(
    "passages.is_principal",
    "the principal passage is a {rendition!r}, but another passage quotes {statement_id} directly",
)
def principal_passages_are_quotations_where_there_are_any(tables: Tables) -> pl.DataFrame:
    """Where a document quotes the statement directly, the principal passage must be a direct quotation.

    Mark a passage with the speaker's own words as the principal one.
    """
    quoted = tables["passages"].filter(pl.col("rendition") == "direct_quote")
    return (
        tables["passages"]
        .filter(pl.col("is_principal") & ~pl.col("rendition").is_in(VERBATIM_RENDITIONS))
        .join(quoted, on=["source_id", "statement_id"], how="semi")
        .select("passage_id", "statement_id", "rendition")
    )


@coding_rule(
    "passages.reporting_verb", "the register has no reporting verb {reporting_verb!r} in the language {language}"
)
def reporting_verbs_are_in_the_register(tables: Tables) -> pl.DataFrame:
    """A reporting verb must be in the register of its document's language.

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


@coding_rule("passages.reporting_verb", "a {rendition} must have no reporting verb, but has {reporting_verb!r}")
def positions_without_a_verb_of_saying_have_none(tables: Tables) -> pl.DataFrame:
    """A described position and the outlet's own voice must have no reporting verb.

    Leave the verb out; or, where the passage says that somebody said it, choose another rendition.
    """
    return (
        tables["passages"]
        .filter(pl.col("rendition").is_in(RENDITIONS_WITHOUT_A_VERB) & pl.col("reporting_verb").is_not_null())
        .select("passage_id", "rendition", "reporting_verb")
    )


@coding_rule("passages.credited_publisher_id")
def documents_do_not_credit_their_own_publisher(tables: Tables) -> pl.DataFrame:
    """A document must not credit its own publisher.

    Leave the credit out: a document that credits nobody is its own origin.
    """
    return (
        tables["passages"]
        .join(tables["sources"].select("source_id", "publisher_id"), on="source_id")
        .filter(pl.col("credited_publisher_id") == pl.col("publisher_id"))
        .select("passage_id", "credited_publisher_id")
    )


@coding_rule(
    "passages.rendition", "rendition 'source_voice' with the statement {statement_id}, which is a {statement_type}"
)
def passages_in_the_outlets_voice_carry_its_statements(tables: Tables) -> pl.DataFrame:
    """A passage in the outlet's own voice must carry a statement of the outlet.

    Choose another rendition, or let the passage carry the outlet's own statement.
    """
    return (
        tables["passages"]
        .filter(pl.col("rendition") == "source_voice")
        .join(tables["statements"].select("statement_id", "statement_type"), on="statement_id")
        .filter(pl.col("statement_type") != "source_voice")
        .select("passage_id", "statement_id", "statement_type", "rendition")
    )


@coding_rule(
    "statements.told_in_statement_id",
    "a leaked text is a 'document_text' that a statement discloses, not {statement_type!r} in {told_in_statement_id}",
)
def leaked_texts_are_disclosed_in_a_statement(tables: Tables) -> pl.DataFrame:
    """A leaked text must be a document of its alleged author, disclosed in the statement of whoever made it public.

    Make the statement a `document_text`, and name the statement that recounts it in `told_in_statement`.
    """
    leaked = tables["passages"].filter(pl.col("rendition") == "leaked_text")
    return (
        tables["statements"]
        .join(leaked, on="statement_id", how="semi")
        .filter((pl.col("statement_type") != "document_text") | pl.col("told_in_statement_id").is_null())
        .select("statement_id", "statement_type", "told_in_statement_id")
    )
