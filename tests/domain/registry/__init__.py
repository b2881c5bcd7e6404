"""Tests of domain/registry."""
