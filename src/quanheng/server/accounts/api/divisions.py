"""Divisions: public reference data."""

from typing import Annotated

from ninja import Path, Query, Router

from quanheng.server.accounts import schemas
from quanheng.server.accounts.queries import division_with, divisions
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page

router = Router()
EVERYBODY = "Everybody who is signed in, and every token with the scope."


class DivisionPage(ListPage[schemas.Division]):
    """Divisions, each above those below it."""


@reads(
    router,
    "/divisions",
    returns=DivisionPage,
    scope="accounts:read",
    summary="List divisions",
    zh="行政区划与功能区列表",
    callers=EVERYBODY,
)
def list_divisions(request: ApiRequest, page: Query[PageRequest]) -> DivisionPage:
    """All administrative divisions and functional zones, each followed by those below it."""
    return keyset_page(request, page, divisions(), key="path", shown=schemas.Division.of, into=DivisionPage)


@reads(
    router,
    "/divisions/{code}",
    returns=schemas.Division,
    scope="accounts:read",
    summary="Read a division",
    zh="查看一个区划",
    callers=EVERYBODY,
    problems=(404,),
    headers=("ETag",),
)
def read_division(
    request: ApiRequest, code: Annotated[schemas.DivisionCode, Path(description=schemas.DIVISION_CODE)]
) -> schemas.Division:
    """One division by its code."""
    return schemas.Division.of(division_with(code))
