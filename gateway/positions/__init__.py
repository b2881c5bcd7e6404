"""Stock positions of our own at work: read, kept current by the log, loaded from files and compared."""
