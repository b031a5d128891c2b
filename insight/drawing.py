"""Draws with matplotlib: figures of one look, as SVG for the page or PNG for a chat."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from insight.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, FigureBase

WIDE = 7.6
"""Inches."""
SMALLEST = 11
"""Fewer members are never told; charts say so with a band."""
_FACE = "DejaVu Sans"
"""Comes with matplotlib, so that a picture looks the same everywhere; the page has a face of its own."""
_FACES = ("Noto Sans Thai", "Loma", "Tahoma", "Thonburi", "Noto Sans", "Noto Sans CJK SC", "Arial Unicode MS")
"""For letters that it lacks, such as Thai, where one of these is installed."""
LOOK: dict[Any, Any] = {
    "font.family": [_FACE],
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "peerbridge",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": LIGHT["line"],
    "axes.labelcolor": LIGHT["soft"],
    "axes.titlecolor": LIGHT["ink"],
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": LIGHT["line"],
    "grid.linewidth": 0.6,
    "xtick.color": LIGHT["soft"],
    "ytick.color": LIGHT["soft"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "text.color": LIGHT["ink"],
    "figure.facecolor": LIGHT["paper"],
    "axes.facecolor": LIGHT["paper"],
    "savefig.facecolor": LIGHT["paper"],
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.w_pad": 0.1,
    "text.parse_math": False,
}
"""What we set while we draw."""


@contextmanager
def figure(tall: float, *, wide: float = WIDE) -> Iterator[Figure]:
    """An empty figure, in inches; whatever is drawn inside has our look. Nothing global stays changed."""
    import matplotlib as mpl  # noqa: PLC0415  half a second and 60 MB that only who draws should pay
    from matplotlib.figure import Figure as New  # noqa: PLC0415  the same

    with mpl.rc_context({}), warnings.catch_warnings():
        # A name in letters that we have no face for is drawn as boxes in a picture; the page shows it as it is.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcParams.update(LOOK)
        mpl.rcParams["font.family"] = [_FACE, *_installed()]
        yield New(figsize=(wide, tall))


def svg(tall: float, draw: Callable[[FigureBase], None], name: str, alt: str) -> str:
    """An SVG element to stand in a page: it says in words what it shows, and takes its colours from the page."""
    with figure(tall) as drawn:
        draw(drawn)
        file = io.StringIO()
        drawn.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_page(file.getvalue(), name, alt)


def _installed() -> list[str]:
    """Faces for other letters, those that this machine has."""
    from matplotlib.font_manager import fontManager  # noqa: PLC0415  the same

    here = {font.name for font in fontManager.ttflist}
    return [face for face in _FACES if face in here]


def png(figure: Figure) -> bytes:
    """A picture; it says nothing about the machine or the time."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=160, metadata={"Software": None})
    return file.getvalue()


def clean(axes: Axes, *, grid: str = "y") -> None:
    """No frame; only the grid that is read."""
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x" if grid == "x" else "y")
    axes.spines["bottom"].set_visible(grid == "y")


def ticks(most: float) -> list[int]:
    """Round numbers from 0 up to what is shown, about five of them."""
    step = next(size for size in (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10**9) if most / size <= 5)  # noqa: PLR2004  five lines are read at a glance
    return list(range(0, int(most) + step, step))


def cut(label: str, letters: int) -> str:
    """A label that fits beside a bar."""
    return label if len(label) <= letters else f"{label[: letters - 1].rstrip()}…"


def _for_page(drawn: str, name: str, alt: str) -> str:
    inner = drawn[drawn.index("<svg") :]
    inner = re.sub(r"<metadata>.*?</metadata>", "", inner, flags=re.DOTALL)
    for colour, code in LIGHT.items():
        inner = inner.replace(code, f"var(--{colour})")
    inner = re.sub(rf"(?:'[^';]*', )*'{_FACE}'(?:, '[^';]*')*", "var(--face)", inner)
    inner = _only_needed_ids(inner, name)
    box = re.search(r'viewBox="([^"]+)"', inner)
    head = f'<svg role="img" aria-label="{_quoted(alt)}" viewBox="{box[1] if box else ""}" class="drawn">'
    return head + re.sub(r"^<svg[^>]*>", "", inner, count=1)


def _only_needed_ids(inner: str, name: str) -> str:
    """Ids are told apart from those of other charts on the page; those that nobody names go."""
    used: Sequence[str] = sorted({*re.findall(r"url\(#([^)]+)\)", inner), *re.findall(r'href="#([^"]+)"', inner)})
    inner = re.sub(r' id="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in used else "", inner)
    inner = re.sub(r"url\(#", f"url(#{name}-", inner)
    return re.sub(r'(?:xlink:)?href="#', f'href="#{name}-', inner)


def _quoted(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text
