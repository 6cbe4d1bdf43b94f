"""Floor 0: the mathematics of measurement. numpy and scipy only; no files, no clock, no network."""
