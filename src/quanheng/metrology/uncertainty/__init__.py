"""Measurement uncertainty: statistics of readings, inputs, propagation, budgets, coverage and reporting (GUM suite)."""
