"""Events on their way in: taken and kept first, then mapped to our words and appended to the log."""
