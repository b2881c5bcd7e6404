"""Tests of gateway/settings/systems."""
