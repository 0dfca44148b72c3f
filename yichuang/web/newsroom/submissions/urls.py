"""The desk of submitted figures: filling in, what is there of all, definitions, what indicators come to."""

from django.urls import path, register_converter

from yichuang.web.newsroom.submissions.days import DayConverter
from yichuang.web.newsroom.submissions.views import entry, figures, indicators, overview, sheets

register_converter(DayConverter, "submitted_day")

urlpatterns = [
    path("", entry.front, name="newsroom-submissions"),
    path("entry/", entry.page, name="newsroom-entry"),
    path("overview/", overview.page, name="newsroom-overview"),
    path("overview/<slug:code>/", overview.periods, name="newsroom-periods"),
    path("reminders/", overview.reminders, name="newsroom-reminders"),
    path("sheet.xlsx", sheets.sheet, name="newsroom-sheet-file"),
    path("uploads/", sheets.uploads, name="newsroom-uploads"),
    path("history/<slug:code>/<slug:department>/<submitted_day:day>/", entry.history, name="newsroom-submission"),
    path("indicators/", indicators.listing, name="newsroom-indicators"),
    path("indicators/new/", indicators.new, name="newsroom-indicator-new"),
    path("indicators/checks/", indicators.check, name="newsroom-indicator-checks"),
    path("indicators/<slug:code>/", indicators.page, name="newsroom-indicator"),
    path("indicators/<slug:code>/versions/", indicators.edit, name="newsroom-indicator-versions"),
    path("indicators/<slug:code>/retirements/", indicators.retire, name="newsroom-indicator-retirements"),
    path("figures/<slug:code>/", figures.page, name="newsroom-figure"),
]
