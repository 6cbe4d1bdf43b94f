"""Jobs of the table imports."""
