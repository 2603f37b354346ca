"""Sealed text opens only where it belongs, and old keys still open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.sealing import BlindIndex, NotOpened, Sealer, new_key, read_key

OLD, NEW = new_key(), new_key()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(plain):
    sealer = Sealer([NEW])

    assert sealer.open(sealer.seal(plain, "user.id_number:1"), "user.id_number:1") == plain


def test_text_moved_to_another_row_does_not_open():
    sealer = Sealer([NEW])
    sealed = sealer.seal("11010519491231002X", "user.id_number:1")

    with pytest.raises(NotOpened):
        sealer.open(sealed, "user.id_number:2")


def test_touched_text_does_not_open():
    sealer = Sealer([NEW])
    sealed = sealer.seal("secret", "a")
    swapped = "A" if sealed[20] != "A" else "B"

    with pytest.raises(NotOpened):
        sealer.open(sealed[:20] + swapped + sealed[21:], "a")


@pytest.mark.parametrize("junk", ["", "no", "s1.00000000.AAAA", "s1.x", "a.b.c.d", "s1.€.€"])
def test_junk_does_not_open(junk):
    with pytest.raises(NotOpened):
        Sealer([NEW]).open(junk, "a")


def test_the_newest_key_seals_and_any_opens():
    before, after = Sealer([OLD]), Sealer([NEW, OLD])
    sealed = before.seal("kept", "a")

    assert after.open(sealed, "a") == "kept"
    assert after.is_stale(sealed)
    assert not after.is_stale(after.seal("kept", "a"))
    with pytest.raises(NotOpened):
        Sealer([NEW]).open(sealed, "a")


def test_sealing_twice_gives_different_text():
    sealer = Sealer([NEW])

    assert sealer.seal("same", "a") != sealer.seal("same", "a")


def test_a_blind_index_is_stable_and_parted_by_purpose_and_key():
    index = BlindIndex(NEW)

    digest = index.digest("+8613812345678", "phone")

    assert digest == BlindIndex(NEW).digest("+8613812345678", "phone")
    assert len(digest) == 64
    assert digest != index.digest("+8613812345678", "id_number")
    assert digest != BlindIndex(OLD).digest("+8613812345678", "phone")


@pytest.mark.parametrize("bad", ["", "short", "c2hvcnQ="])
def test_a_short_key_is_refused(bad):
    with pytest.raises(ValueError, match="32 bytes"):
        read_key(bad)


def test_no_key_at_all_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Sealer([])
