"""Floor 3: the `quanheng` command."""
