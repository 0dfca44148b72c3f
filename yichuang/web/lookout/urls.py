"""The lookout: home, issues, figures and cases, for leaders, auditors and the public."""

from django.urls import path

from yichuang.web.lookout.views import cases, comparing, feed, figures, home, issues, search, trends

urlpatterns = [
    path("", home.page, name="home"),
    path("issues/", issues.archive, name="issues"),
    path("issues/search/", search.search, name="search"),
    path("issues/trends/", trends.recurring, name="trends"),
    path("issues/trends/figure/", trends.figure, name="trend"),
    path("issues/comparison/", comparing.comparison, name="comparison"),
    path("issues/feed.xml", feed.feed, name="feed-file"),
    path("issues/drafts/<int:issue_id>/", issues.draft, name="draft"),
    path("issues/drafts/<int:issue_id>.<slug:form>", issues.draft_printed, name="draft-file"),
    path("issues/<slug:series>/<slug:key>/", issues.page, name="issue"),
    path("issues/<slug:series>/<slug:key>.<slug:form>", issues.printed, name="issue-file"),
    path("figures/", figures.table, name="figures"),
    path("figures/<slug:code>/", figures.definition, name="figure"),
    path("figures/<slug:code>/cases/", cases.behind_figure, name="figure-cases"),
    path("cases/", cases.overdue, name="cases"),
    path("cases/<slug:number>/", cases.page, name="case"),
    path("cases/<slug:number>/disclosures/", cases.disclose, name="case-disclosures"),
]
