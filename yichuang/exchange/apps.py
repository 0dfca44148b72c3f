"""The room `exchange` as Django knows it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.exchange"
    label = "exchange"
