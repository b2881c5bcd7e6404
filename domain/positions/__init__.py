"""Stock positions of our own: events and snapshots folded into one position per source, item and place."""
