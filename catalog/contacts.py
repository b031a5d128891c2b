"""A number or address must be one that a phone can dial, that members read alike, and that is still in use."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from catalog.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.nodes import Node

STALE_NUMBERS = frozenset(
    {
        "18002738255",
        "18334564566",
        "18002214444",
        "1393",
        "18005990019",
        "027136791",
        "027136793",
        "18005224700",
    }
)
"""Numbers that were given up or replaced, as digits; none of them may ever be offered."""

_STALE_CORES = tuple(number.lstrip("01") for number in STALE_NUMBERS if len(number) > len("1393"))
_NUMBER_IN_TEXT = re.compile(r"\+?\d[\d \u00a0().\u2010-\u2013-]{6,}\d")
_DIAL = re.compile(r"\+?[0-9*#]{2,20}")
_MAIL = re.compile(r"[^@\s:<>]+@[^@\s:<>]+\.[^@\s.:<>]+")
_KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_SHORTEST_NATIONAL = 6
_NUMBERED = frozenset({"call", "text", "whatsapp", "textphone"})


def check_contact(contact: Node) -> Iterator[Problem]:
    """Yield what is wrong with one contact's `dial` and `display`."""
    channel, dial, display = contact.at("channel").text, contact.at("dial"), contact.at("display")
    if dial.text is None:
        return
    if channel == "email" and not _MAIL.fullmatch(dial.text):
        address = dial.text.removeprefix("mailto:").strip()
        hint = f"did you mean {quoted(address)}?" if _MAIL.fullmatch(address) else "write one such as help@example.org"
        yield Problem(dial.line, None, f"{quoted(dial.text)} is not an e-mail address; {hint}")
    elif channel == "chat" and not is_web_address(dial.text):
        yield Problem(dial.line, None, not_a_web_address(dial.text))
    elif channel in _NUMBERED:
        yield from _check_number(dial.text, dial.line, display, has_note=contact.at("note").text is not None)


def _check_number(dial: str, line: int, display: Node, *, has_note: bool) -> Iterator[Problem]:
    if not _DIAL.fullmatch(dial):
        simple = re.sub(r"[^0-9+]", "", "".join(str(unicodedata.digit(letter, letter)) for letter in dial))
        meant = f"did you mean {quoted(simple)}? (" if _DIAL.fullmatch(simple) else "write it ("
        yield Problem(line, None, f"{quoted(dial)} cannot be dialled; {meant}digits only, spaces go into display)")
        return
    if is_stale(dial):
        yield Problem(line, None, stale_sentence(dial))
    if display.text is None:
        return
    has_letters = any(letter.isalpha() for letter in display.text)
    if has_letters and not has_note:
        said = f"{quoted(display.text)} has letters in it; write the number, or add a note that says what to press"
        yield Problem(display.line, None, said)
    elif not _agree(dial, display.text):
        said = f"display {quoted(display.text)} is another number than dial {quoted(dial)}; make them the same"
        yield Problem(display.line, None, said)


def _agree(dial: str, display: str) -> bool:
    """Whether both are the same number; letters count as the keys they stand on, `+44 20…` is `020…`."""
    wanted = re.sub(r"[^0-9*#]", "", dial)
    digits = re.sub(r"[^0-9*#]", "", display)
    keys = re.sub(r"[^0-9*#]", "", display.casefold().translate(_KEYS))
    national = digits.lstrip("0")
    abroad = dial.startswith("+") and len(national) >= _SHORTEST_NATIONAL and wanted.endswith(national)
    return wanted in (digits, keys) or abroad


def is_stale(number: str) -> bool:
    """Whether this number is on the list of those given up, however it is written."""
    digits = re.sub(r"\D", "", number)
    return digits in STALE_NUMBERS or digits.endswith(_STALE_CORES)


def stale_sentence(number: str) -> str:
    """Says that a number is out of date."""
    return f"the number {quoted(number)} is out of date; look up the new one on the service's own page"


def check_words(node: Node) -> Iterator[Problem]:
    """Yield the out-of-date numbers that stand in any text of an entry, its contacts' `dial` aside."""
    for name, inner in node.fields.items():
        if name not in ("dial", "doi", "url"):
            yield from check_words(inner)
    if isinstance(node.value, list):
        for item in node.value:
            yield from check_words(item)
    for found in _NUMBER_IN_TEXT.finditer(node.text or ""):
        if is_stale(found.group()):
            yield Problem(node.line, None, stale_sentence(found.group()))


def is_web_address(text: str) -> bool:
    """Whether this is a full http or https address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and not re.search(r"\s", text)


def not_a_web_address(text: str) -> str:
    """Says so, with the address that was probably meant."""
    if _MAIL.fullmatch(text):
        said = f"{quoted(text)} is an e-mail address; write a web page here, and the address under contacts"
        return f"{said}, as {{channel: email, dial: {text}, display: {text}}}"
    meant = "https://" + re.sub(r"^\w*:?/*", "", text) if "://" in text else f"https://{text}"
    if is_web_address(meant):
        return f"{quoted(text)} is not a full web address; did you mean {quoted(meant)}?"
    return f"{quoted(text)} is not a web address; write one such as https://www.example.org"
