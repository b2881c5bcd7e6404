"""Dead letters and replays in the graph, for who runs it."""
