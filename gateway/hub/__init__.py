"""Events on their way out of this process: one reader of the log, and those who follow it."""
