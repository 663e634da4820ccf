"""A .docx read into what the checker sees."""
