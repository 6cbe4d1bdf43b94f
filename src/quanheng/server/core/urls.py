"""Addresses of the core's own pages."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from quanheng.server.core.kit import pages, places, style_pages  # noqa: F401 (places: declaring is its import)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("quanheng.server.core.tables.urls")),
    path("language/", set_language, name="set_language"),
    path("views/", pages.save_view, name="save_view"),
    path("views/<uuid:identity>/delete/", pages.delete_view, name="delete_view"),
    path("kit/", style_pages.kit, name="kit"),
    path("kit/list/", style_pages.sample_list, name="kit_list"),
    path("kit/object/", style_pages.sample_object, name="kit_object"),
    path("kit/form/", style_pages.sample_form, name="kit_form"),
    path("kit/bench/", style_pages.sample_bench, name="kit_bench"),
    path("kit/dashboard/", style_pages.sample_dashboard, name="kit_dashboard"),
    path("kit/completion/", style_pages.sample_completion, name="kit_completion"),
    path("kit/bulk/", style_pages.sample_bulk, name="kit_bulk"),
    path("kit/export/", style_pages.sample_export, name="kit_export"),
    path("kit/message/", style_pages.sample_message, name="kit_message"),
]
