"""Release: the tables written and validated, all or nothing."""
