"""docgen: one Excel workbook in, every document of a community's yearly review out.

The public face: ``check`` and ``build``, the ``Campaign`` they read and the ``Problem`` they
report; ``lint`` and its ``LayoutFinding``. Names are loaded when first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from docgen._version import __version__

if TYPE_CHECKING:
    from docgen.campaign.model import Campaign
    from docgen.commands.build.build import BuildReport, CheckReport, build, check
    from docgen.commands.lint import LintReport, lint
    from docgen.errors import DocgenError, ExitCode, Problem, Severity
    from docgen.gbt9704 import LayoutFinding

_HOMES = {
    "BuildReport": "docgen.commands.build.build",
    "Campaign": "docgen.campaign.model",
    "CheckReport": "docgen.commands.build.build",
    "DocgenError": "docgen.errors",
    "ExitCode": "docgen.errors",
    "LayoutFinding": "docgen.gbt9704",
    "LintReport": "docgen.commands.lint",
    "Problem": "docgen.errors",
    "Severity": "docgen.errors",
    "build": "docgen.commands.build.build",
    "check": "docgen.commands.build.build",
    "lint": "docgen.commands.lint",
}

__all__ = [
    "BuildReport",
    "Campaign",
    "CheckReport",
    "DocgenError",
    "ExitCode",
    "LayoutFinding",
    "LintReport",
    "Problem",
    "Severity",
    "__version__",
    "build",
    "check",
    "lint",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
