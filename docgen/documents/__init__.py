"""The documents docgen makes: one entry in ``DOCUMENTS`` and one Word template each."""

from docgen.documents.core import Document, Part, Plan, Planned, Stopped, Waiting
from docgen.documents.registry import DOCUMENTS, plan, safe_name

__all__ = [
    "DOCUMENTS",
    "Document",
    "Part",
    "Plan",
    "Planned",
    "Stopped",
    "Waiting",
    "plan",
    "safe_name",
]
