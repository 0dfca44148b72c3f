"""The newsroom: this period's issue, stories and findings; other desks keep their addresses in modules of their own."""

from django.urls import include, path

from yichuang.web.newsroom.views import desk, findings, overrides, pictures, stories

urlpatterns = [
    path("", desk.page, name="newsroom"),
    path("archive/", include("yichuang.web.newsroom.archiving.urls")),
    path("preview/", desk.preview, name="newsroom-preview"),
    path("issues/drafts/", desk.compile_draft, name="newsroom-drafts"),
    path("issues/<int:issue_id>/steps/", desk.step, name="newsroom-issue-steps"),
    path("sentences/", overrides.page, name="newsroom-override"),
    path("sentences/versions/", overrides.write, name="newsroom-override-versions"),
    path("sentences/<int:override_id>/withdrawals/", overrides.withdraw, name="newsroom-override-withdrawals"),
    path("stories/", stories.listing, name="newsroom-stories"),
    path("stories/new/", stories.new, name="newsroom-story-new"),
    path("stories/<int:story_id>/", stories.page, name="newsroom-story"),
    path("stories/<int:story_id>/versions/", stories.change, name="newsroom-story-versions"),
    path("stories/<int:story_id>/steps/", stories.step, name="newsroom-story-steps"),
    path("stories/<int:story_id>/returns/", stories.give_back, name="newsroom-story-returns"),
    path("stories/<int:story_id>/pictures/", pictures.add, name="newsroom-story-pictures"),
    path("stories/<int:story_id>/pictures/<slug:digest>/", pictures.change, name="newsroom-story-picture"),
    path("pictures/<slug:digest>", pictures.file, name="newsroom-picture-file"),
    path("findings/", findings.listing, name="newsroom-findings"),
    path("findings/recordings/", findings.record, name="newsroom-finding-recordings"),
    path("findings/<int:finding_id>/", findings.page, name="newsroom-finding"),
    path("findings/<int:finding_id>/versions/", findings.change, name="newsroom-finding-versions"),
    path("findings/<int:finding_id>/steps/", findings.step, name="newsroom-finding-steps"),
    path("submissions/", include("yichuang.web.newsroom.submissions.urls")),
    path("series/", include("yichuang.web.newsroom.series.urls")),
]
