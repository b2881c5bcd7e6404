"""Tests of gateway/hub."""
