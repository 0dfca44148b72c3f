"""What is known of the last runs of the jobs; the queue itself is procrastinate's."""

from __future__ import annotations

from django.db import models


class JobState(models.Model):
    """How a job's last runs went: one row per job, written by the worker, kept when the queue forgets."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)  # the end of the last run that succeeded
    done = models.TextField(blank=True)  # what that run did
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)  # why the last failed run failed
    failures = models.PositiveIntegerField(default=0)  # since the last success
