"""Which of several carriers is asked for a tracking number."""
