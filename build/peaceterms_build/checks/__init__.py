"""Checks: the corpus and its tables, checked."""
