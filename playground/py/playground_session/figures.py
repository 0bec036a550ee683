"""
Matplotlib's figures as pictures in the program's output. This module is a Matplotlib backend: Agg draws, and
`plt.show()` hands the drawing to the recorder. Imported by Matplotlib itself, and only where a program uses it.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Callable
from typing import Any

from matplotlib.backend_bases import FigureManagerBase, _Backend
from matplotlib.backends.backend_agg import FigureCanvasAgg

# Limits of one run and of one picture, because pictures are kept in the page and in the trace file.
MAX_FIGURES = 40
MAX_FIGURE_BYTES = 4_000_000
# No picture is wider or higher, whatever the program asks for: the page is some 600 px wide.
MAX_FIGURE_PIXELS = 2_000

Show = Callable[[str, str, "str | None"], None]
_shown = 0


class FigureCanvas(FigureCanvasAgg):  # type: ignore[misc]
    manager_class = FigureManagerBase


@_Backend.export
class _BackendPlayground(_Backend):  # type: ignore[misc]
    FigureCanvas = FigureCanvas
    FigureManager = FigureManagerBase

    @staticmethod
    def show(*_: Any, **__: Any) -> None:
        show_open(getattr(sys.stdout, "show", None))


def show_open(show: Show | None) -> None:
    """Shows every figure that pyplot has open, and closes it."""
    from matplotlib import _pylab_helpers

    for manager in _pylab_helpers.Gcf.get_all_fig_managers():
        figure = manager.canvas.figure
        _pylab_helpers.Gcf.destroy(manager)
        if show is not None:
            _show(figure, show)


def _show(figure: Any, show: Show) -> None:
    global _shown
    _shown += 1
    text = describe(figure)
    if _shown > MAX_FIGURES:
        if _shown == MAX_FIGURES + 1:
            show("stderr", f"Only the first {MAX_FIGURES} figures are shown.\n", None)
        return
    file = io.BytesIO()
    side = max(figure.get_size_inches())
    dpi = min(figure.dpi, MAX_FIGURE_PIXELS / side) if side > 0 else figure.dpi
    figure.savefig(file, format="png", dpi=dpi)
    if file.tell() > MAX_FIGURE_BYTES:
        show("stderr", f"{text} is too large to be shown: {file.tell() / 1e6:.1f} MB.\n", None)
        return
    show("stdout", text + "\n", base64.b64encode(file.getvalue()).decode("ascii"))


def describe(figure: Any) -> str:
    """The figure in words, for those who cannot see it: titles, labels, and what is drawn."""
    parts = []
    if title := figure.get_suptitle() if hasattr(figure, "get_suptitle") else "":
        parts.append(title)
    for axes in figure.axes:
        said = [text for text in (axes.get_title(), _labels(axes), _content(axes)) if text]
        if said:
            parts.append(", ".join(said))
    return " ".join(("Figure: " + "; ".join(parts) if parts else "Figure").split())[:600]


def _labels(axes: Any) -> str:
    across, up = axes.get_xlabel(), axes.get_ylabel()
    if across and up:
        return f"{up} over {across}"
    return str(across or up)


def _content(axes: Any) -> str:
    kinds = (
        ("line", axes.lines),
        ("bar", [patch for bars in axes.containers for patch in bars]),
        ("picture", axes.images),
        ("group of marks", axes.collections),
    )
    said = []
    for kind, drawn in kinds:
        if not drawn:
            continue
        names = [name for one in drawn if (name := str(one.get_label())) and not name.startswith("_")]
        count = f"{len(drawn)} {kind}s" if len(drawn) != 1 else f"1 {kind}"
        said.append(f"{count} ({', '.join(names[:6])})" if names and kind != "bar" else count)
    return ", ".join(said).replace("group of markss", "groups of marks")
