"""The user's own Word templates: the shipped ones to start from, and a check of what became of them."""

from docgen.commands.templates.check import Report, check
from docgen.commands.templates.export import export
from docgen.errors import Finding

__all__ = ["Finding", "Report", "check", "export"]
