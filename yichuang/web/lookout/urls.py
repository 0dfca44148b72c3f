"""The lookout: home, issues, figures and cases, for leaders, auditors and the public."""

from django.urls import path

from yichuang.web.lookout.views import home

urlpatterns = [
    path("", home.page, name="home"),
]
