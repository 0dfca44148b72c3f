"""The pages' addresses: what all faces share, then each face."""

from django.urls import include, path

from yichuang.web.views import parts, sign_in

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("site/parts/", parts.page, name="parts"),
    path("exchange/", include("yichuang.web.gateway.urls")),
    path("newsroom/", include("yichuang.web.newsroom.urls")),
    path("", include("yichuang.web.lookout.urls")),
]
