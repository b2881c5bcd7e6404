"""Partners of the registry: at hand for requests, and changed by those who may."""
