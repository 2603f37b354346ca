"""WeChat as a way to sign in: allauth's provider, with the union id as the person's id."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.providers.base.provider import ProviderException
from allauth.socialaccount.providers.weixin.provider import WeixinProvider


class UnionWeixinProvider(WeixinProvider):
    """Knows a person by `unionid`.

    The `openid` differs between a web page and a mini-program: one neighbour would become two,
    and changing it later would orphan every account.
    """

    package = "allauth.socialaccount.providers.weixin"

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the union id; raises `ProviderException` when the app is bound to no union."""
        uid = data.get("unionid")
        if not uid:
            raise ProviderException("WeChat sent no unionid: bind the app to an open platform")
        return str(uid)
