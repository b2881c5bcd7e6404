"""Exception cases at work: what a person does with one, and what it touches."""
