"""Puts a file into its canonical form: the same words, the same comments, in the order and depth that we write."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.resolver import VersionedResolver

from catalog.nodes import read
from catalog.order import ordered

if TYPE_CHECKING:
    from catalog.nodes import Node

_WIDEST = 1_000_000


class _Words(VersionedResolver):
    """Takes every value for the text that was typed, so that nothing is written anew."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """Texts stay texts, whatever they look like."""
        if value is not None and isinstance(implicit, (tuple, list)) and implicit[0]:
            return self.DEFAULT_SCALAR_TAG
        return super().resolve(kind, value, implicit)


def tidy(text: str) -> str:
    """The same catalog in canonical form; the text as it is wherever a change might cost a word or a comment.

    Idempotent. A file that cannot be read comes back as it is.
    """
    ends = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    for step in (_trimmed, _even, _in_order):
        changed = step(plain)
        plain = changed if _same(plain, changed) else plain
    return plain.replace("\n", ends)


def _trimmed(text: str) -> str:
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).rstrip("\n") + "\n"


def editor() -> YAML:
    """Reads a file with its comments and writes it in our spacing; every value stays the text that was typed."""
    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = _Words
    yaml.preserve_quotes = True
    yaml.width = _WIDEST
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _even(text: str) -> str:
    yaml = editor()
    written = io.StringIO()
    try:
        yaml.dump(yaml.load(text), written)
    except (YAMLError, ValueError, AttributeError, TypeError, RecursionError):
        return text
    return written.getvalue()


def _in_order(text: str) -> str:
    root, problems = read(text)
    return text if root is None or problems else ordered(text, root)


def _same(before: str, after: str) -> bool:
    """Whether both mean the same, with the same comments and as many blank lines."""
    if before == after:
        return True
    was, wrong = read(before)
    now, broken = read(after)
    if was is None or now is None or wrong or broken:
        return False
    return meaning(was) == meaning(now) and _remarks(before) == _remarks(after)


def meaning(node: Node) -> Any:
    """What a file says, without lines and without the order of names."""
    if isinstance(node.value, dict):
        return {name: meaning(inner) for name, inner in node.value.items()}
    if isinstance(node.value, list):
        return [meaning(item) for item in node.value]
    return node.value


def remarks(text: str) -> Counter[str]:
    """What stands behind “#”, each as often as it does."""
    return Counter(re.findall(r"(?:^|[ ])(#[^\n]*?)[ ]*$", text.rstrip("\n"), re.MULTILINE))


def _remarks(text: str) -> tuple[Counter[str], int]:
    return remarks(text), len(re.findall(r"^[ \t]*$", text.rstrip("\n"), re.MULTILINE))
