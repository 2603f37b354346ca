"""Starting on loopback: a taken port is said before anything is done."""

import socket

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

from config.management.commands.start import name_site


@pytest.fixture
def taken_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield door.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "start"])
def test_a_taken_port_is_said_with_what_to_do(command, taken_port, capsys):
    with pytest.raises(CommandError) as refused:
        call_command(command, port=taken_port)

    assert f"Port {taken_port} is taken" in str(refused.value)
    assert f"make run PORT={taken_port + 1}" in str(refused.value)
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_whole_links_lead_to_the_address_that_is_served():
    site = Site.objects.get(is_default_site=True)

    name_site(8141)

    site.refresh_from_db()
    assert site.root_url == "http://127.0.0.1:8141"
