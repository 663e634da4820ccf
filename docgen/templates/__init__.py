"""The user's own Word templates: the shipped ones to start from, and a check of what became of them."""

from docgen.templates.checking import Report, check
from docgen.templates.exporting import export
from docgen.templates.findings import Finding

__all__ = ["Finding", "Report", "check", "export"]
