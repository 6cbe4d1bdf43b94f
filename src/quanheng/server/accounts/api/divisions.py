"""Divisions: public reference data."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from quanheng.server.accounts import models, schemas
from quanheng.server.accounts.queries import division_with, divisions
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page
from quanheng.server.core.keyset import Order

router = Router()
EVERYBODY = _("Everybody who is signed in, and every token with the scope.")


class DivisionPage(ListPage[schemas.Division]):
    """Divisions, each above those below it."""


@reads(
    router,
    "/divisions",
    returns=DivisionPage,
    scope="accounts:read",
    summary=_("List divisions"),
    text=_("All administrative divisions and functional zones, each followed by those below it."),
    callers=EVERYBODY,
)
def list_divisions(request: ApiRequest, page: Query[PageRequest]) -> DivisionPage:
    return keyset_page(
        request, page, divisions(), Order(models.Division, "path"), shown=schemas.Division.of, into=DivisionPage
    )


@reads(
    router,
    "/divisions/{code}",
    returns=schemas.Division,
    scope="accounts:read",
    summary=_("Read a division"),
    text=_("One division by its code."),
    callers=EVERYBODY,
    problems=(404,),
    headers=("ETag",),
)
def read_division(
    request: ApiRequest, code: Annotated[schemas.DivisionCode, Path(description=schemas.DIVISION_CODE)]
) -> schemas.Division:
    return schemas.Division.of(division_with(code))
