"""The WSGI application that granian serves."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.site.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Serve a request. Everything is UTF-8: a charset that a content type names is left out.

    Django would read the address by it, and end without an answer where it is none for text (`charset=hex`).
    """
    kind, *parameters = environ.get("CONTENT_TYPE", "").split(";")
    kept = [part for part in parameters if not part.strip().lower().startswith("charset")]
    environ["CONTENT_TYPE"] = ";".join([kind, *kept])
    return _django(environ, start_response)
