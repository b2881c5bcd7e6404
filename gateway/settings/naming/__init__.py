"""How systems name things: the spelling of names, and what ties one system's names to another's."""
