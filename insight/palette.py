"""The colours of charts: each has a name, so that the page can show it in light and in dark."""

from __future__ import annotations

LIGHT = {
    "paper": "#fffffe",
    "ink": "#1b1f24",
    "soft": "#57606b",
    "line": "#d5dae1",
    "band": "#eef0f3",
    "all": "#3d4650",
    "coping": "#0067a6",
    "wellbeing": "#007f5c",
    "therapy": "#b8480b",
    "accent": "#5a4fcf",
    "pale": "#c9c6f0",
}
"""For paper, pictures, and pages in the light. Every colour stands here once, so that it can be found in a drawing."""
DARK = {
    "paper": "#14181d",
    "ink": "#e8ebee",
    "soft": "#a4adb8",
    "line": "#39424d",
    "band": "#222932",
    "all": "#ccd3da",
    "coping": "#62b6f0",
    "wellbeing": "#3fcf9e",
    "therapy": "#f5985f",
    "accent": "#a59cf8",
    "pale": "#3f3a75",
}
"""The same on a dark page."""
STYLE = {"coping": ("-", "o"), "wellbeing": ("--", "s"), "therapy": (":", "^"), "all": ("-", "o")}
"""Line and mark, so that areas are told apart without colours too."""
