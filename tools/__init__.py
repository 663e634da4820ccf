"""Maintainers' scripts; nothing here is shipped."""
