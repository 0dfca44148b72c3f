"""The addresses of the series' desk."""

from django.urls import path

from yichuang.web.newsroom.series import editor, pages

urlpatterns = [
    path("", pages.listing, name="newsroom-series"),
    path("imports/", pages.take_in, name="series-imports"),
    path("<slug:code>/", pages.page, name="series"),
    path("<slug:code>.toml", pages.text, name="series-text"),
    path("<slug:code>/copies/", pages.copy, name="series-copies"),
    path("<slug:code>/retirements/", pages.retire, name="series-retirements"),
    path("<slug:code>/variables/", pages.variables, name="series-variables"),
    path("<slug:code>/editing/", editor.page, name="series-editing"),
    path("<slug:code>/checks/", editor.check, name="series-checks"),
    path("<slug:code>/versions/", editor.save, name="series-versions"),
]
