"""`{% load kit %}`: all tags and filters of the UI kit. They are written by subject in `core.kit.tags`."""

from django import template

from quanheng.server.core.kit.tags import figures, forms, panels, shell, text

register = template.Library()
for part in (text, panels, forms, shell, figures):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
