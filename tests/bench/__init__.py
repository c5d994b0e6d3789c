"""The benchmark: what a check and a release cost, and how that grows with the corpus."""
