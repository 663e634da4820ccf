"""docgen: one Excel workbook in, every document of a community's yearly review out.

The public face: ``check``, ``build``, ``lint`` and ``verify``, what they return, and every
exception that they document. Names are loaded when first used, so that importing the package
costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from docgen._version import __version__

if TYPE_CHECKING:
    from docgen.campaign.model import Campaign, Stage
    from docgen.commands.build.build import BuildReport, BuiltFile, build
    from docgen.commands.check import CheckReport, check
    from docgen.commands.lint import LintReport, lint
    from docgen.commands.verify.verify import Verified, verify
    from docgen.documents import Plan
    from docgen.errors import (
        DocgenError,
        ExitCode,
        Finding,
        InspectionFault,
        OutputFault,
        Problem,
        RequestError,
        Severity,
        TemplateFault,
        WorkbookRejected,
    )
    from docgen.gbt9704 import LayoutFinding

_HOMES = {
    "BuildReport": "docgen.commands.build.build",
    "BuiltFile": "docgen.commands.build.build",
    "Campaign": "docgen.campaign.model",
    "CheckReport": "docgen.commands.check",
    "DocgenError": "docgen.errors",
    "ExitCode": "docgen.errors",
    "Finding": "docgen.errors",
    "InspectionFault": "docgen.errors",
    "LayoutFinding": "docgen.gbt9704",
    "LintReport": "docgen.commands.lint",
    "OutputFault": "docgen.errors",
    "Plan": "docgen.documents",
    "Problem": "docgen.errors",
    "RequestError": "docgen.errors",
    "Severity": "docgen.errors",
    "Stage": "docgen.campaign.model",
    "TemplateFault": "docgen.errors",
    "Verified": "docgen.commands.verify.verify",
    "WorkbookRejected": "docgen.errors",
    "build": "docgen.commands.build.build",
    "check": "docgen.commands.check",
    "lint": "docgen.commands.lint",
    "verify": "docgen.commands.verify.verify",
}

__all__ = [
    "BuildReport",
    "BuiltFile",
    "Campaign",
    "CheckReport",
    "DocgenError",
    "ExitCode",
    "Finding",
    "InspectionFault",
    "LayoutFinding",
    "LintReport",
    "OutputFault",
    "Plan",
    "Problem",
    "RequestError",
    "Severity",
    "Stage",
    "TemplateFault",
    "Verified",
    "WorkbookRejected",
    "__version__",
    "build",
    "check",
    "lint",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
