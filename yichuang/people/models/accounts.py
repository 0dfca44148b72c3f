"""Accounts, roles and posts: who signs in, and what they may do where and from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q


class Account(AbstractBaseUser):
    """One person's way in. Accounts are never shared and never deleted: one that left is inactive.

    There is no superuser: rights come from posts, and the three administrators are kept apart.
    """

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)  # empty: set by another hand, to be changed

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = BaseUserManager["Account"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(username__regex=r"^[0-9a-z][0-9a-z._@-]+$"), name="account_username_form"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="account_named"),
            models.CheckConstraint(condition=~Q(password=""), name="account_has_password"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """What a post makes of its holder (data: see `acts.ensure_roles`). Kinds of machines are roles without posts."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[a-z_]+$"), name="role_code_form")]

    def __str__(self) -> str:
        return self.name


class RoleRight(models.Model):
    """One thing a role may do, in the words of the room that states it ("cases.accept")."""

    role = models.ForeignKey(Role, models.PROTECT, related_name="rights")
    right = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "right"], name="role_right_once"),
            models.CheckConstraint(condition=Q(right__regex=r"^[a-z_]+\.[a-z_]+$"), name="role_right_form"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.right}"


class Post(models.Model):
    """An account's post in a department, or in a whole centre (no department), from a day to a last day."""

    id = models.AutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    centre = models.ForeignKey("people.Centre", models.PROTECT, related_name="posts")
    department = models.ForeignKey("people.Department", models.PROTECT, null=True, blank=True, related_name="posts")
    roles = models.ManyToManyField(Role, through="people.PostRole", related_name="posts")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} @ {self.department_id or self.centre_id}"


class PostRole(models.Model):
    """One role of one post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "role"], name="post_role_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.role_id}"
