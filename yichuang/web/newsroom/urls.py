"""The newsroom: this period's issue, stories and findings; other desks keep their addresses in modules of their own."""

from django.urls import include, path

from yichuang.web.newsroom.views import desk

urlpatterns = [
    path("", desk.page, name="newsroom"),
    path("archive/", include("yichuang.web.newsroom.archiving.urls")),
]
