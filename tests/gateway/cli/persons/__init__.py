"""Tests of gateway/cli/persons."""
