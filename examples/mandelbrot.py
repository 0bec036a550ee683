# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.playground]
# title = "Mandelbrot with numpy"
# blurb = "A fractal computed with whole rows of complex numbers at once, drawn as text."
# order = 13
# ///
"""The Mandelbrot set: those numbers c for
which z → z² + c stays small for ever,
starting from 0.

Numpy works on a whole row of points in one
go, so there are as many calls as rows and not
as many as points. Select a call of
`escape_times` to see its arrays.
"""

import numpy as np

WIDTH, HEIGHT = 64, 23
STEPS = 40
SHADES = np.array(list(" .:-=+*%@#"))


def points_in_row(row: int) -> np.ndarray:
    """The complex numbers of one row of the picture, from left to right."""
    real = np.linspace(-2.2, 0.8, WIDTH)
    imaginary = 1.2 - 2.4 * row / (HEIGHT - 1)
    return real + 1j * imaginary


def escape_times(c: np.ndarray) -> np.ndarray:
    """How many steps each point takes to leave the circle of radius 2 (STEPS: it never did)."""
    z = np.zeros_like(c)
    times = np.zeros(c.shape, dtype=int)
    for _ in range(STEPS):
        inside = np.abs(z) <= 2
        z[inside] = z[inside] ** 2 + c[inside]
        times[inside] += 1
    return times


def shade(times: np.ndarray) -> str:
    """One character for each point: the longer it stayed, the darker."""
    levels = np.log(times) / np.log(STEPS) * (len(SHADES) - 1)
    return "".join(SHADES[levels.round().astype(int)])


def draw() -> int:
    """Print the picture and return how many of its points never escaped."""
    inside = 0
    for row in range(HEIGHT):
        times = escape_times(points_in_row(row))
        inside += int(np.count_nonzero(times == STEPS))
        print(shade(times).rstrip())
    return inside


inside = draw()
print(f"{inside} of {WIDTH * HEIGHT} points are inside")
