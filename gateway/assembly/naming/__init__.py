"""From the names of one instance to ours and back: keys, records, and the reader that does both."""
