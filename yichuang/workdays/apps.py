"""The room `workdays` as Django knows it."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.workdays"
    label = "workdays"
