"""Addresses of imports and exports."""

from django.urls import URLPattern, path

from quanheng.server.core.tables.spec import all_tables
from quanheng.server.core.tables.views import arriving, exports, matching, rehearsing, writing

BATCH = "import/<str:table>/<uuid:pk>/"


def _exports() -> list[URLPattern]:
    """An address a table and format, so that a list page can name it."""
    return [
        path(f"export/{spec.name}.{ending}", view, {"table": spec.name}, name=f"tables-export-{spec.name}-{ending}")
        for spec in all_tables()
        for ending, view in (("csv", exports.as_csv), ("xlsx", exports.as_workbook))
    ]


urlpatterns = [
    path("import/", arriving.home, name="tables-home"),
    path("import/<str:table>/", arriving.begin, name="tables-import"),
    path("import/<str:table>/template/", arriving.template, name="tables-template"),
    path(BATCH, rehearsing.batch_page, name="tables-batch"),
    path(f"{BATCH}columns/", matching.columns, name="tables-columns"),
    path(f"{BATCH}mend/", rehearsing.mend, name="tables-mend"),
    path(f"{BATCH}accept/", rehearsing.accept, name="tables-accept"),
    path(f"{BATCH}rows/<int:number>/", rehearsing.edit, name="tables-row"),
    path(f"{BATCH}rows/<int:number>/leave-out/", rehearsing.leave_out_row, name="tables-leave-out"),
    path(f"{BATCH}annotated/", rehearsing.annotated, name="tables-annotated"),
    path(f"{BATCH}progress/", writing.progress, name="tables-progress"),
    path(f"{BATCH}write/", writing.write, name="tables-write"),
    path(f"{BATCH}continue/", writing.carry_on, name="tables-continue"),
    path(f"{BATCH}abandon/", writing.abandon, name="tables-abandon"),
    *_exports(),
]
