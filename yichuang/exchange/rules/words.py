"""The words of the exchange; the Chinese ones stand in `labels.py`."""

from __future__ import annotations

from enum import StrEnum

MAPPED = ("item", "department", "region", "outcome")
ENCODINGS = ("utf-8", "gb18030")


class DeliveryState(StrEnum):
    """A delivery is open until its last chunk is in; one refused as a whole changed nothing."""

    OPEN = "open"
    CLOSED = "closed"
    REFUSED = "refused"


class Held(StrEnum):
    """What became of a row that was not taken at once."""

    PARKED = "parked"  # waits for its case
    QUARANTINED = "quarantined"  # refused, to be corrected or sent again
    TAKEN = "taken"  # was parked; its case came
    CORRECTED = "corrected"  # was refused; a person corrected it and it was taken
    RESENT = "resent"  # was refused; a later delivery brought it well
    DISMISSED = "dismissed"  # was refused; a person decided that it will not be taken


class Way(StrEnum):
    """How a delivery came in."""

    COMMAND = "command"
    HTTP = "http"
    FOLDER = "folder"
    FRONT = "front"  # pulled from a front database
    PAGE = "page"
