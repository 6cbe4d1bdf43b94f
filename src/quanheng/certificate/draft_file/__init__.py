"""Drafts of certificates as YAML or JSON, every fault named with its line.

    Path("certificate.xml").write_bytes(build_from(Path("draft.yaml").read_text(), folder=Path()))

The only part of `quanheng.certificate` that needs PyYAML.
"""

from quanheng.certificate.draft_file.document import build_from, read_draft

__all__ = ["build_from", "read_draft"]
