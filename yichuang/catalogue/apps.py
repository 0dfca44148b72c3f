"""The room `catalogue` as Django knows it."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.catalogue"
    label = "catalogue"
