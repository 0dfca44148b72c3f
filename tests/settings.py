"""The product's settings on a data directory of their own, thrown away at the end; the connection signs in as owner."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Tests that run beside each other have a directory each, and so a server each; what they start shares theirs.
if os.environ.get("YICHUANG_TEST_WORKER") != os.environ.get("PYTEST_XDIST_WORKER", ""):
    os.environ["YICHUANG_TEST_VAR"] = tempfile.mkdtemp(prefix="yichuang-test-")
    os.environ["YICHUANG_TEST_WORKER"] = os.environ.get("PYTEST_XDIST_WORKER", "")
    atexit.register(shutil.rmtree, os.environ["YICHUANG_TEST_VAR"], ignore_errors=True)
os.environ["YICHUANG_VAR"] = os.environ["YICHUANG_TEST_VAR"]
os.environ.setdefault("YICHUANG_HOSTS", "testserver,localhost,127.0.0.1")

from yichuang.site.settings import *  # noqa: F403
from yichuang.site.settings import DATABASES, VAR

DATABASES["default"] = DATABASES["owner"] | {"TEST": {"NAME": "test_yichuang"}}
DATABASES["owner"] = DATABASES["owner"] | {"TEST": {"MIRROR": "default"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose; sign-in tests set it
HALL_DAY = ""
REPORTS_FOLDER: Path = VAR / "reports"
(VAR / "static").mkdir(parents=True, exist_ok=True)  # or whitenoise warns, and warnings are errors here
