"""How dates and numbers are written (zh_Hans)."""
