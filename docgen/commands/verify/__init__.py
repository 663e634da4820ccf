"""A filing held against its own manifest, workbook and templates."""
