"""Tests of gateway/cli/partners."""
