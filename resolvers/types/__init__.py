"""The types of the graph, one file for each subject."""
