"""The rows and columns of 计票结果, laid out in the secretary's own file."""

from docgen.workbook.grid.layout import GridChange, lay_out_grid
from docgen.workbook.grid.messages import grid_change_lines

__all__ = ["GridChange", "grid_change_lines", "lay_out_grid"]
