"""Template and context to .docx, charts in it, a look at the result; LibreOffice and PDF."""
