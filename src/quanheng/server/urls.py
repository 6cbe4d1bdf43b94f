"""All addresses of the platform's staff surface. The public portal has its own."""

from django.urls import include, path

from quanheng.server.core.health import urls as health_urls

urlpatterns = [
    path("api/", include("quanheng.server.core.api.urls")),
    path("", include("quanheng.server.accounts.urls")),
    path("", include("quanheng.server.core.urls")),
    path("", include(health_urls)),
]

handler403 = "quanheng.server.core.views.permission_denied"
handler404 = "quanheng.server.core.views.page_not_found"
handler500 = "quanheng.server.core.views.server_error"
