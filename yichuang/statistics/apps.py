"""The room `statistics` as Django knows it."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.statistics"
    label = "statistics"
