"""QR codes as pictures within the document."""

import io

from quanheng.certificate.errors import Unavailable


def code_svg(text: str) -> str:
    """A QR code of error correction M as an SVG without outside references; nothing for an empty text.

    Raises:
        Unavailable: segno is not installed.
    """
    if not text:
        return ""
    try:
        import segno  # noqa: PLC0415  # of the extra `documents`
    except ImportError as error:
        raise Unavailable("QR codes need segno: pip install 'quanheng[documents]'") from error
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        stream, kind="svg", xmldecl=False, omitsize=True, border=1, svgclass=None, lineclass=None
    )
    return stream.getvalue().decode()
