"""People, organisations, divisions, roles and policies."""
