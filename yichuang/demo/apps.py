"""The room `demo` as Django knows it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.demo"
    label = "demo"
