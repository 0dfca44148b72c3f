"""The room `reports` as Django knows it."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.reports"
    label = "reports"
