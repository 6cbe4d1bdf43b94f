"""Quanheng 泉衡: the metrology system of a city."""

__version__ = "0.1.0.dev0"
