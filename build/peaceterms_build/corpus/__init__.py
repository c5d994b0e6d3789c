"""Corpus: cards, registers and raw codings, read."""
