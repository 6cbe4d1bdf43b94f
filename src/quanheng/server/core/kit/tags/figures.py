"""Tags for figures: charts with their tables, the tile map, the chain, bullets, bars and spark lines."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString

from quanheng.server.core.kit import marks
from quanheng.server.core.kit.chain import Chain
from quanheng.server.core.kit.charts import Chart
from quanheng.server.core.kit.tilemap import TileMap

register = template.Library()

#: What could end the script element early is written by its number.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

register.simple_tag(marks.error_bullet, name="error_bullet")
register.simple_tag(marks.limit_bar, name="limit_bar")
register.simple_tag(marks.progress_bar, name="progress_bar")
register.simple_tag(marks.part_bar, name="part_bar")
register.simple_tag(marks.spark_line, name="spark_line")


@register.inclusion_tag("kit/parts/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """`{% chart history %}`: the drawing, and its table behind a button; without scripts the table alone."""
    data = json.dumps(chart.data, cls=DjangoJSONEncoder).translate(ESCAPES)
    return {"chart": chart, "data": SafeString(data)}


@register.inclusion_tag("kit/parts/tile_map.html")
def tile_map(tiles: TileMap) -> dict[str, Any]:
    """`{% tile_map districts %}`: the tiles and their table; say “schematic, not a map” in the panel's note."""
    return {"map": tiles}


@register.inclusion_tag("kit/parts/chain.html")
def chain(chain: Chain) -> dict[str, Any]:
    """`{% chain traced %}`: the drawing, and beside it the list that says the same in words."""
    return {"chain": chain}
