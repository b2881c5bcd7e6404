"""Tests of domain/log."""
