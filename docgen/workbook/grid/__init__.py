"""The rows and columns of 计票结果, laid out in the secretary's own file."""

from docgen.workbook.grid.layout import GridChange, lay_out_grid, renames_to_ask
from docgen.workbook.grid.messages import grid_change_lines
from docgen.workbook.grid.renames import Choose, Rename, keep_apart

__all__ = [
    "Choose",
    "GridChange",
    "Rename",
    "grid_change_lines",
    "keep_apart",
    "lay_out_grid",
    "renames_to_ask",
]
