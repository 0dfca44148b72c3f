"""The room `cases` as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.cases"
    label = "cases"
