"""How large an operation may be: its text, its document, and what its variables bring."""
