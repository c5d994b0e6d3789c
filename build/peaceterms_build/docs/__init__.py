"""Docs: the pages that are made from the schemas and the tables."""
