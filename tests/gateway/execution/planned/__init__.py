"""Tests of gateway/execution/planned."""
