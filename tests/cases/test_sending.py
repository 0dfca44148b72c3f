"""Rows are sent in order; what the database refuses is raised at the block's end and stops what stands behind it."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import DataError, connection, transaction

from yichuang.cases.acts.sending import Sender

pytestmark = pytest.mark.django_db


def _texts() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM sent ORDER BY place")
        return [word for (word,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE sent (place integer, word text)")


def test_statements_and_copies_take_effect_in_the_order_in_which_they_were_given() -> None:
    with Sender() as sender:
        sender.copy("sent", ("place", "word"), pl.DataFrame({"place": [1, 2], "word": ['a "b", c', None]}))
        sender.execute("UPDATE sent SET word = 'none' WHERE word IS NULL")
        sender.copy("sent", ("place", "word"), pl.DataFrame({"word": ["\\N"], "place": [3]}))
    assert _texts() == ['a "b", c', "none", "\\N"], "a text that looks like null is a text"


def test_a_refusal_is_raised_as_the_databases_and_nothing_behind_it_is_sent() -> None:
    def send() -> None:
        with transaction.atomic(), Sender() as sender:
            sender.execute("INSERT INTO sent VALUES (1, 'before')")
            sender.copy("sent", ("place", "word"), pl.DataFrame({"place": ["no number"], "word": ["x"]}))
            sender.execute("INSERT INTO sent VALUES (2, 'behind')")

    with pytest.raises(DataError):
        send()
    assert _texts() == [], "the transaction took all of it back"


def test_an_error_of_the_caller_is_his_own() -> None:
    def send() -> None:
        with transaction.atomic(), Sender() as sender:
            sender.execute("INSERT INTO sent VALUES (1, 'before')")
            raise KeyError("the caller's")

    with pytest.raises(KeyError):
        send()
    assert _texts() == []
