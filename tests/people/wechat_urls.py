"""The site's addresses with WeChat's beside them, as they are when it is configured."""

from allauth.socialaccount.providers.weixin.urls import urlpatterns as wechat
from django.urls import include, path

from config.urls import urlpatterns as site

urlpatterns = [path("accounts/", include(wechat)), *site]
