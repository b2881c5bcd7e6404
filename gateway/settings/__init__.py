"""Settings: the process's from its environment, everything else from one YAML file."""
