"""Tests of gateway/cli/replay."""
