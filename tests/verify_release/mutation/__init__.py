"""Mutation: thousands of single faults seeded in corpus, schemas and release, and what becomes of each."""
