"""The addresses of the archive's desk."""

from django.urls import path

from yichuang.web.newsroom.archiving import files, runs

urlpatterns = [
    path("", runs.listing, name="newsroom-archive"),
    path("folders/<int:run_id>/", runs.page, name="archive-run"),
    path("files/<int:file_id>/", files.page, name="archive-file"),
    path("files/<int:file_id>/original", files.original, name="archive-original"),
    path("files/<int:file_id>/pages/<int:number>.png", files.picture, name="archive-picture"),
    path("files/<int:file_id>/acceptances/", files.accept, name="archive-acceptances"),
    path("files/<int:file_id>/dismissals/", files.dismiss, name="archive-dismissals"),
]
