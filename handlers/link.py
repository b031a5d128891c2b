"""Whether a link that a member typed can be passed on: a plain https page, with nothing in it about who sent it."""

from __future__ import annotations

import re
from enum import StrEnum
from urllib.parse import urlsplit

LONGEST = 160
"""Characters; it stands in one line of a card, and is read by a person."""

_LINK = re.compile(r"https://(?P<host>[^/?#]*)(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?P<anchor>#.*)?", re.IGNORECASE)
_HOST = re.compile(r"(?=.{4,100}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})")
_PATH = re.compile(r"(?:[A-Za-z0-9._~+,=/-]|%(?![01]|25|2[eEfF]|5[cC]|7[fF])[0-9A-Fa-f]{2})*")
_OPAQUE = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_=-]{20,}")
"""A part of a path that is no words: it may be a code for one person, or an invitation."""
_QUERY = re.compile(r"(?:id|p|page|page_id|lang|language|hl|locale|cat|section)=[A-Za-z0-9_-]{1,12}")
_PRIVATE_WORDS = """
localhost local localdomain internal intranet lan home corp private test invalid example onion arpa alt
"""
_PRIVATE = frozenset(_PRIVATE_WORDS.split())
"""Last parts of names that lead nowhere, into somebody's own network, or where no staff could look."""
_IN_A_NAME = ("nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me")
"""Names that stand for numbers of machines."""
_SHORT_WORDS = """
adf.ly bit.do bit.ly bitly.com bl.ink buff.ly cutt.ly dlvr.it fb.me forms.gle g.co goo.gl ift.tt is.gd j.mp
linktr.ee lnkd.in mcaf.ee ow.ly pse.is qr.ae qrco.de rb.gy rebrand.ly reurl.cc s.id short.gy shorte.st
shorturl.at soo.gd surl.li t.co t.ly t2m.io tiny.cc tiny.one tinyurl.com trib.al u.to urlz.fr v.gd vk.cc w.wiki
wp.me x.co youtu.be l.facebook.com lm.facebook.com l.instagram.com out.reddit.com away.vk.com href.li
safelinks.protection.outlook.com click.pstmrk.it urldefense.com urldefense.proofpoint.com
"""
_SHORT = frozenset(_SHORT_WORDS.split())
"""Services that hide where a link leads."""
_CHATS_WORDS = """
t.me telegram.me telegram.dog discord.gg discord.com discordapp.com chat.whatsapp.com wa.me api.whatsapp.com
signal.me signal.group m.me messenger.com line.me lin.ee join.skype.com zalo.me kik.me snapchat.com wechat.com
join.slack.com matrix.to viber.com invite.viber.com
"""
_CHATS = frozenset(_CHATS_WORDS.split())
"""Ways into private chats: nobody could look at what happens there."""


class Refused(StrEnum):
    """Why a link is not passed on."""

    NO_LINK = "no link"
    NOT_SECURE = "not https"
    LONG = "long"
    HIDDEN = "shortener"
    CHAT = "chat"
    PERSONAL = "personal"
    """It may say who sent it: a name before the @, a code behind the question mark, a long code in the path."""
    HOST = "host"
    """An address of a machine or of a network that others cannot reach."""


def read_link(text: str) -> str | Refused:
    """The link as it is passed on (name in small letters, without what follows a #), or why it is not."""
    text = text.strip()
    if not text.lower().startswith("https://"):
        return Refused.NOT_SECURE if _is_nearly(text) else Refused.NO_LINK
    if not text.isascii() or not text.isprintable() or re.search(r"[\s\\<>\"`{}|^\[\]]", text):
        return Refused.HOST if "[" in text else Refused.NO_LINK
    if len(text) > LONGEST:
        return Refused.LONG
    found = _LINK.fullmatch(text)
    return _checked(found) if found else Refused.NO_LINK


def name_of(link: str) -> str:
    """The name of the page's owner, as an id for the catalog: `help` for https://www.help.org/groups."""
    host = _LINK.sub(r"\g<host>", link).removeprefix("www.")
    return re.sub(r"-+", "-", host.rpartition(".")[0].replace(".", "-"))[:40].strip("-")


def page_of(url: str) -> tuple[str, str, str]:
    """What tells one page from another, however its address is written."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query


def _is_nearly(text: str) -> bool:
    return bool(re.fullmatch(r"(?:http://)?(?:[\w-]+\.)+[A-Za-z]{2,24}(?:[/?#:]\S*)?", text, re.IGNORECASE))


def _checked(found: re.Match[str]) -> str | Refused:
    host, path, query = found["host"].lower(), found["path"] or "/", found["query"] or ""
    if refused := _why_not_host(host):
        return refused
    if not _PATH.fullmatch(path) or ".." in path or "//" in path:
        return Refused.NO_LINK
    if any(_OPAQUE.fullmatch(part) for part in path.split("/")):
        return Refused.PERSONAL
    pairs = query.split("&") if query else []
    if len(pairs) > 2 or not all(map(_QUERY.fullmatch, pairs)):  # noqa: PLR2004  such as a page and its language
        return Refused.PERSONAL
    return f"https://{host}{path}" + (f"?{query}" if pairs else "")


def _why_not_host(host: str) -> Refused | None:
    if "@" in host:
        return Refused.PERSONAL
    name, colon, _ = host.partition(":")
    if colon or not _HOST.fullmatch(name) or name.rpartition(".")[2] in _PRIVATE or _is_under(name, _IN_A_NAME):
        return Refused.HOST
    if _is_under(name, _SHORT):
        return Refused.HIDDEN
    return Refused.CHAT if _is_under(name, _CHATS) else None


def _is_under(host: str, names: frozenset[str] | tuple[str, ...]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)
