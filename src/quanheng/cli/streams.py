"""Standard output and error in whatever encoding they have: signs that it lacks are escaped, never a crash."""

import codecs
import io
import sys

_HANDLER = "quanheng.escaped"


def _escaped(error: UnicodeError) -> tuple[str, int]:
    r"""As JSON writes it, `\u22c5`, so that an answer in JSON stays one."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[each : each + 4]}" for each in range(0, len(units), 4)), error.end


def write_any_text() -> None:
    """Let both streams take every character: in GBK, the encoding of a Chinese Windows, there is no ⋅ and no ²."""
    codecs.register_error(_HANDLER, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)
