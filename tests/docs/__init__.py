"""What the documents say is true: their commands exist, their files are right, their links lead somewhere."""
