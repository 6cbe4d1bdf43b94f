"""XML to the model, for every schema version from 2.2 to 3.3."""

from quanheng.certificate.reading.document import bytes_of, from_tree, read, read_values

__all__ = ["bytes_of", "from_tree", "read", "read_values"]
