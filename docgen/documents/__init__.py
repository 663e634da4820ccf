"""The documents docgen makes: one entry in ``DOCUMENTS`` and one Word template each."""

from docgen.documents.core import Document, Part, Plan, Planned, Stopped, Waiting
from docgen.documents.registry import DOCUMENTS, plan, safe_name, with_recorded_names
from docgen.documents.stage4_filing import Listed, in_order, material_rows, with_files

__all__ = [
    "DOCUMENTS",
    "Document",
    "Listed",
    "Part",
    "Plan",
    "Planned",
    "Stopped",
    "Waiting",
    "in_order",
    "material_rows",
    "plan",
    "safe_name",
    "with_files",
    "with_recorded_names",
]
