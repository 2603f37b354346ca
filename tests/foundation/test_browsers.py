"""A browser's long name of itself becomes words one recognises one's phone by."""

import pytest

from foundation.browsers import device_in_words

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Mobile/15E148 MicroMessenger/8.0.54 NetType/WIFI Language/zh_CN"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
)


@pytest.mark.parametrize(
    ("user_agent", "chinese", "english"),
    [
        (WECHAT, "苹果手机 · 微信", "iPhone · WeChat"),
        (EDGE, "Windows 电脑 · Edge", "Windows computer · Edge"),
        ("curl/8.5", "一台设备", "A device"),
        ("", "一台设备", "A device"),
    ],
)
def test_a_device_is_said_in_both_languages(user_agent, chinese, english):
    assert device_in_words(user_agent, "zh-hans") == chinese
    assert device_in_words(user_agent, "en") == english
