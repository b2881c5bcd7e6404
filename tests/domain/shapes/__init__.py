"""Tests of domain/shapes."""
