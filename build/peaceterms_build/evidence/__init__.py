"""Evidence: passages found in texts, locked, and checked; text reuse."""
