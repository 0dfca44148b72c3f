"""The addresses of the house: each door adds its own."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("yichuang.api.urls")),
    path("", include("yichuang.web.urls")),
]

handler400 = "yichuang.web.errors.bad_request"
handler403 = "yichuang.web.errors.forbidden"
handler404 = "yichuang.web.errors.not_found"
handler500 = "yichuang.web.errors.broken"
