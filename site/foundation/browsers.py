"""Which browser on which device it is that signed in, from what the browser says of itself."""

from typing import Final

BROWSERS: Final = (
    ("MicroMessenger", {"zh": "微信", "en": "WeChat"}),
    ("DingTalk", {"zh": "钉钉", "en": "DingTalk"}),
    ("HuaweiBrowser", {"zh": "华为浏览器", "en": "Huawei Browser"}),
    ("MiuiBrowser", {"zh": "小米浏览器", "en": "Xiaomi Browser"}),
    ("UCBrowser", {"zh": "UC 浏览器", "en": "UC Browser"}),
    ("QQBrowser", {"zh": "QQ 浏览器", "en": "QQ Browser"}),
    ("Edg", {"zh": "Edge", "en": "Edge"}),
    ("Firefox", {"zh": "Firefox", "en": "Firefox"}),
    ("Chrome", {"zh": "Chrome", "en": "Chrome"}),
    ("Safari", {"zh": "Safari", "en": "Safari"}),
)
"""What a browser calls itself, the more special before what it imitates."""

DEVICES: Final = (
    ("iPhone", {"zh": "苹果手机", "en": "iPhone"}),
    ("iPad", {"zh": "苹果平板", "en": "iPad"}),
    ("OpenHarmony", {"zh": "鸿蒙手机", "en": "HarmonyOS phone"}),
    ("Android", {"zh": "安卓手机", "en": "Android phone"}),
    ("Windows", {"zh": "Windows 电脑", "en": "Windows computer"}),
    ("Macintosh", {"zh": "苹果电脑", "en": "Mac"}),
    ("Linux", {"zh": "Linux 电脑", "en": "Linux computer"}),
)

UNKNOWN: Final = {"zh": "一台设备", "en": "A device"}


def device_in_words(user_agent: str, language: str) -> str:
    """Say the device and the browser: “苹果手机 · 微信”; what is not known is left out."""
    tongue = "zh" if language.startswith("zh") else "en"
    known = (
        next((words[tongue] for mark, words in table if mark in user_agent), "")
        for table in (DEVICES, BROWSERS)
    )
    return " · ".join(filter(None, known)) or UNKNOWN[tongue]
