"""The room `web` as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.web"
    label = "web"
