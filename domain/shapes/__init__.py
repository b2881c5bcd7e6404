"""Value shapes: how exactly a partner may see what its scopes let it see."""
