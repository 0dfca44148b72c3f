"""The pages' addresses: what all faces share, then each face."""

from django.urls import include, path

from yichuang.web.views import parts

urlpatterns = [
    path("site/parts/", parts.page, name="parts"),
    path("", include("yichuang.web.lookout.urls")),
]
