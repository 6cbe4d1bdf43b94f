"""The model to XML of DCC 3.3.0 with D-SI 2.2.1, the counterpart of `reading`."""

from quanheng.certificate.writing.document import SCHEMA_VERSION, write
from quanheng.certificate.writing.errors import NotWritable

__all__ = ["SCHEMA_VERSION", "NotWritable", "write"]
