"""What a token may be allowed: scopes, each with its words. Every app declares its own, `app:read` and `app:write`."""

from quanheng.server.core.errors import Text

_scopes: dict[str, Text] = {}


def declare_scope(name: str, label: Text) -> None:
    """Make the scope `name` known.

    Raises:
        ValueError: the name is not `app:read` or `app:write`.
    """
    app, _colon, verb = name.partition(":")
    if not app.isidentifier() or verb not in ("read", "write"):
        raise ValueError(f"scope {name!r}: the form is 'app:read' or 'app:write'")
    _scopes[name] = label


def known_scopes() -> dict[str, Text]:
    """Every declared scope with its label, by name."""
    return dict(sorted(_scopes.items()))
