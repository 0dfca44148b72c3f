"""Reading front databases (前置库) of any make that SQLAlchemy knows: connecting, finding the columns, streaming rows.

Whatever goes wrong there is a Refusal with a Chinese sentence; the address and its password are in none of them.
"""

from yichuang.exchange.fronts.connecting import checked_url, connected
from yichuang.exchange.fronts.tables import Source, rows, source

__all__ = ["Source", "checked_url", "connected", "rows", "source"]
