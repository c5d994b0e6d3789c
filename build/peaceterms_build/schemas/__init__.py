"""Schemas: `schemas/` compiled, and the shapes of the cards that follow from it."""
