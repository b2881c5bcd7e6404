"""Finding a person in every place of ours that keeps one, and removing it there."""
