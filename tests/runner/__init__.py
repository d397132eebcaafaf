"""Tests of the runner behind make."""
