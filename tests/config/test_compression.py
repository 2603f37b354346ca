"""Pages travel compressed to whoever takes it, and an unchanged document is not sent again."""

import gzip

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_for_browsers_that_take_it(client):
    plain = client.get("/accounts/login/")

    packed = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(packed.content)
