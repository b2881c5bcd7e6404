"""Tests of gateway/cli/deadletters."""
