"""Signing in with WeChat: an account that one has connected oneself, never a new one."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class SocialAdapter(DefaultSocialAccountAdapter):
    """Accounts come by invitation; WeChat is connected from one's own account page."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say no: a WeChat account that nobody has connected signs nobody in."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Take no name over: the name of an account is the roster's, not a nickname."""
        return sociallogin.user
