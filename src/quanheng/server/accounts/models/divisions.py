"""Administrative divisions and functional zones."""

from django.db import models
from django.utils.translation import get_language

from quanheng.server.accounts.choices import Confidence, DivisionLevel
from quanheng.server.core.history import tracked
from quanheng.server.core.models import Identified


@tracked()
class Division(Identified):
    """A division: a city, a district or county of it, or a functional zone with its own administration.

    `path` lists the codes from the top to here, each followed by `/`: all below a division share its path as prefix.
    `tile_row` and `tile_column` place it on the schematic tile map; no boundary is stored.
    """

    code = models.CharField(max_length=12, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=DivisionLevel.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=80, unique=True, db_collation="C")
    seat_longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    seat_latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    population_2020 = models.PositiveIntegerField(null=True, blank=True)
    population_confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    is_statistical_code = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "zh").startswith("zh") else self.name_en
