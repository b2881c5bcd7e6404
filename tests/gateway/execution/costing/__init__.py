"""Tests of gateway/execution/costing."""
