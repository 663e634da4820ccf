"""A fault in a template, said so that whoever wrote it in Word can find and mend it."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.errors import Severity

WHOLE_FILE = "整个文件"
VARIABLES_FILE = "变量说明.txt"
SEE_VARIABLES = f"可用的变量见“{VARIABLES_FILE}”（由 docgen templates export 导出）。"


@dataclass(frozen=True, slots=True)
class Finding:
    """``place`` is what a reader sees: ``第12段“组长：…”``, ``表2第3行第1格“…”``, ``页脚``."""

    file: str
    code: str
    severity: Severity
    place: str
    message: str
    hint: str

    @property
    def is_error(self) -> bool:
        """True when documents cannot be built with the template, or come out wrong."""
        return self.severity is Severity.ERROR
