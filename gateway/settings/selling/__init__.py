"""The section `selling` of the instance file: what channels may promise."""
