"""Words that several findings about templates use."""

from __future__ import annotations

WHOLE_FILE = "整个文件"
VARIABLES_FILE = "变量说明.txt"
SEE_VARIABLES = f"可用的变量见“{VARIABLES_FILE}”（由 docgen templates export 导出）。"
