"""The documents docgen makes: one entry in ``DOCUMENTS`` and one Word template each."""

from docgen.documents.core import Document, Part, Plan, Planned, Stopped, Waiting
from docgen.documents.material_list import Listed, material_rows, natural_order, with_files
from docgen.documents.registry import DOCUMENTS, plan, safe_name, with_recorded_names

__all__ = [
    "DOCUMENTS",
    "Document",
    "Listed",
    "Part",
    "Plan",
    "Planned",
    "Stopped",
    "Waiting",
    "material_rows",
    "natural_order",
    "plan",
    "safe_name",
    "with_files",
    "with_recorded_names",
]
