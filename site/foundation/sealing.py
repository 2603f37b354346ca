"""Sealed text for personal data, and a blind index to find it by without opening it."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12
_KEY_ID_BYTES = 4
_VERSION = "s1"


class NotOpened(ValueError):
    """Sealed text that no key opens here: another context, another key, or touched."""


def new_key() -> str:
    """Return a fresh random key of 256 bits as base64, to be put into the environment."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def read_key(text: str) -> bytes:
    """Return the 32 bytes of a base64 key; raises ValueError when it is none."""
    try:
        key = base64.b64decode(text.strip().encode(), altchars=b"-_", validate=False)
    except (binascii.Error, UnicodeEncodeError) as error:
        message = "a key is 32 bytes in base64"
        raise ValueError(message) from error
    if len(key) != KEY_BYTES:
        message = f"a key is {KEY_BYTES} bytes in base64, this is {len(key)}"
        raise ValueError(message)
    return key


def _key_id(key: bytes) -> str:
    digest = hashlib.sha256(b"tongxin key id" + key).digest()[:_KEY_ID_BYTES]
    return digest.hex()


class Sealer:
    """Seals text with AES-256-GCM; the first key seals, any of the keys opens (rotation).

    Sealed text reads `s1.<key id>.<base64 of nonce and ciphertext>`. `context` (say
    `people_user.id_number:42`) is authenticated: text moved to another row does not open.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            message = "at least one key is needed"
            raise ValueError(message)
        raw = [read_key(key) for key in keys]
        self._newest = _key_id(raw[0])
        self._ciphers = {_key_id(key): AESGCM(key) for key in raw}

    def seal(self, text: str, context: str) -> str:
        """Return `text` sealed with the newest key, bound to `context`."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, text.encode(), context.encode())
        return f"{_VERSION}.{self._newest}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, context: str) -> str:
        """Return the text that was sealed for `context`; raises NotOpened."""
        try:
            version, key_id, body = sealed.split(".")
            raw = base64.urlsafe_b64decode(body.encode())
        except ValueError as error:
            message = "this is no sealed text"
            raise NotOpened(message) from error
        cipher = self._ciphers.get(key_id)
        if version != _VERSION or cipher is None:
            message = f"no key {key_id!r} here"
            raise NotOpened(message)
        try:
            opened = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode())
        except (InvalidTag, ValueError) as error:
            message = "sealed for another place, or touched"
            raise NotOpened(message) from error
        return opened.decode()

    def seal_bytes(self, body: bytes, context: str) -> bytes:
        """Return `body` sealed with the newest key: key id, nonce and ciphertext in a row."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, body, context.encode())
        return bytes.fromhex(self._newest) + nonce + sealed

    def open_bytes(self, sealed: bytes, context: str) -> bytes:
        """Return the bytes that were sealed for `context`; raises NotOpened."""
        cipher = self._ciphers.get(sealed[:_KEY_ID_BYTES].hex())
        if cipher is None:
            message = "no key for these bytes here"
            raise NotOpened(message)
        nonce_ends = _KEY_ID_BYTES + _NONCE_BYTES
        nonce, body = sealed[_KEY_ID_BYTES:nonce_ends], sealed[nonce_ends:]
        try:
            return cipher.decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError) as error:
            message = "sealed for another place, or touched"
            raise NotOpened(message) from error

    def is_stale(self, sealed: str) -> bool:
        """Say whether `sealed` was sealed with an older key and should be sealed anew."""
        return sealed.split(".")[1:2] != [self._newest]


class BlindIndex:
    """Digests by which a sealed value is found again: HMAC-SHA256 with a key of its own."""

    def __init__(self, key: str) -> None:
        self._key = read_key(key)

    def digest(self, value: str, purpose: str) -> str:
        """Return 64 hex characters for a normalised `value`; `purpose` (a column) parts indexes."""
        message = f"{purpose}\x00{value}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()
