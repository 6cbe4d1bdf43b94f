"""A demonstration city: invented organisations and people, marked as such, made through the acts like any others."""
