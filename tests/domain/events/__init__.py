"""Tests of domain/events."""
