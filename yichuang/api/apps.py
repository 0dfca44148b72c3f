"""The room `api` as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.api"
    label = "api"
