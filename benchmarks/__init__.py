"""Measurements of the platform on this machine: `make bench`, or `python -m benchmarks [name …]`."""
