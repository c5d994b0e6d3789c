"""Reliability: agreement between blind codings, and audits."""
