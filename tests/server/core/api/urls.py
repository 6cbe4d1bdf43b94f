"""The platform's addresses with the sample app's API in the place of the real one."""

from django.urls import include, path
from tests.server.core.api.sample import api

from quanheng.server.core.api.addresses import addresses_of

urlpatterns = [path("api/", include((addresses_of(api), "sample")))]
