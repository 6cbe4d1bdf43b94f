"""The register as a file: what is exported can be imported again, and then nothing is changed."""

from quanheng.server.core.tables.exporting.annotated import annotated_workbook
from quanheng.server.core.tables.exporting.delimited import csv_blocks
from quanheng.server.core.tables.exporting.template import template_workbook
from quanheng.server.core.tables.exporting.workbook import workbook_of

__all__ = ["annotated_workbook", "csv_blocks", "template_workbook", "workbook_of"]
