"""The HTTP API: assembly, tokens, pagination, problem details."""
