"""Digital certificates: read, check, compare, follow."""
