"""Only a plain https page can be passed on, and nothing in it tells who sent it."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.loader import load_catalog, load_needs
from commands.settings import CHECKOUT
from handlers.link import LONGEST, Refused, name_of, read_link

if TYPE_CHECKING:
    import ipaddress

WRONG = {
    Refused.NO_LINK: [
        "",
        "my friend Ana goes to a group on Tuesdays",
        "https://example.org/ come here",
        "https://example.org/a\\b",
        "https://example.org/a b",
        "https://example.org/<b>",
        "https://example.org/`x`",
        "https://example.org/../x",
        "https://example.org/%2e%2e/x",
        "https://example.org/%0d%0aHost",
        "https://example.org/%255C",
        "https://example.org//evil",
        "https://exämple.org/",
        "https://example.org/\u202egpj",
        "javascript:alert(1)",
        "ftp://example.org/x y",
        "tel:+15550100",
    ],
    Refused.NOT_SECURE: ["http://example.org", "HTTP://EXAMPLE.ORG/x", "example.org", "www.example.org/groups"],
    Refused.LONG: [f"https://example.org/{'a' * LONGEST}"],
    Refused.HIDDEN: ["https://bit.ly/abc", "https://WWW.BIT.LY/abc", "https://t.co/x", "https://l.facebook.com/l"],
    Refused.CHAT: ["https://t.me/joinchat", "https://discord.gg/abc", "https://chat.whatsapp.com/x"],
    Refused.PERSONAL: [
        "https://ana@example.org/",
        "https://ana:secret@example.org/",
        "https://example.org/?utm_source=ana",
        "https://example.org/?fbclid=1",
        "https://example.org/?id=1&session=2",
        "https://example.org/?id=Ab3dEf6hIjkLmN0p",
        "https://example.org/?id=1&id=2&id=3",
        "https://example.org/invite/3f2a9c1b7d8e4f60a1b2",
    ],
    Refused.HOST: [
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.0x1/",
        "https://0177.1/",
        "https://[::1]/",
        "https://[fe80::1%25eth0]/",
        "https://",
        "https://localhost/",
        "https://printer.local/",
        "https://intranet/",
        "https://wiki.corp/",
        "https://a.onion/",
        "https://10.0.0.1.nip.io/",
        "https://example.org:8443/",
        "https://example.org:443/",
        "https://example.org./",
        "https://-a.org/",
        "https://a..org/",
    ],
}


@pytest.mark.parametrize(("why", "text"), [(why, text) for why, texts in WRONG.items() for text in texts])
def test_what_is_no_plain_page_is_refused_with_its_reason(why: Refused, text: str) -> None:
    assert read_link(text) is why


@pytest.mark.parametrize(
    ("text", "passed_on"),
    [
        ("https://example.org", "https://example.org/"),
        (" https://Example.ORG/Groups-1 ", "https://example.org/Groups-1"),
        ("HTTPS://example.org/#:~:text=Ana", "https://example.org/"),
        ("https://example.org/?id=12&lang=en", "https://example.org/?id=12&lang=en"),
        ("https://xn--exmple-cua.org/", "https://xn--exmple-cua.org/"),
        ("https://example.org/%E0%B8%81%E0%B8%82", "https://example.org/%E0%B8%81%E0%B8%82"),
    ],
)
def test_a_plain_page_is_passed_on_without_its_anchor(text: str, passed_on: str) -> None:
    assert read_link(text) == passed_on


def test_most_pages_of_the_shipped_services_could_be_suggested() -> None:
    catalog = load_catalog(CHECKOUT / "services_catalog.yaml", load_needs()).catalog
    assert catalog
    taken = [not isinstance(read_link(service.url), Refused) for service in catalog.services]
    assert sum(taken) >= 0.95 * len(taken)


@given(
    st.text(max_size=200) | st.text(st.sampled_from(string.printable), max_size=80).map("https://example.org/{}".format)
)
def test_whatever_is_typed_only_a_plain_link_comes_out(text: str) -> None:
    link = read_link(text)
    if isinstance(link, Refused):
        return
    parts = urlsplit(link)
    assert parts.scheme == "https"
    assert (parts.username, parts.password, parts.port, parts.fragment) == (None, None, None, "")
    assert len(link) <= LONGEST + 1
    assert not set(link) & set("\\ \t\r\n<>\"'`*|{}[]^()")
    assert read_link(link) == link


@given(st.ip_addresses(), st.sampled_from(["https://{}/", "https://[{}]/", "https://{}:443/x"]))
def test_no_address_of_a_machine_passes(address: ipaddress.IPv4Address | ipaddress.IPv6Address, form: str) -> None:
    assert isinstance(read_link(form.format(address)), Refused)


def test_a_page_gives_its_entry_a_name() -> None:
    assert name_of("https://www.help.org/groups") == "help"
    assert name_of("https://a.xn--b-c.co.uk/?id=1") == "a-xn-b-c-co"
