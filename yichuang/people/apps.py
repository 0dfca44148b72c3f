"""The room `people` as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the room under its short label."""

    name = "yichuang.people"
    label = "people"
