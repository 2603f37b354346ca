"""Signing in: by phone, e-mail, code, passkey or WeChat, with a second factor for all staff."""
