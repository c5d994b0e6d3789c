"""Parsing: YAML files, their JSON Schemas, and dates as cards write them."""
