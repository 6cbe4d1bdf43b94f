"""The UI kit's Python: what templates and views need to build the five kinds of pages. `docs/reference/kit.md`."""
