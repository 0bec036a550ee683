# /// script
# requires-python = ">=3.11"
# dependencies = ["matplotlib"]
# [tool.playground]
# title = "Foxes and rabbits"
# blurb = "Two populations that live off each other, step by step, drawn with Matplotlib."
# order = 17
# ///

"""Foxes eat rabbits, rabbits multiply: small steps of time, and a figure of what became of both."""

from dataclasses import dataclass

import matplotlib.pyplot as plt


@dataclass
class Meadow:
    rabbits: float
    foxes: float


def births(meadow, rate=0.9):
    return rate * meadow.rabbits


def hunted(meadow, rate=0.03):
    return rate * meadow.rabbits * meadow.foxes


def change(meadow):
    """How fast both grow at this moment, in animals per month."""
    eaten = hunted(meadow)
    return births(meadow) - eaten, 0.4 * eaten - 0.6 * meadow.foxes


def step(meadow, months):
    """Half a step ahead first: the speed in the middle of a step is truer than the one at its beginning."""
    rabbits, foxes = change(meadow)
    middle = Meadow(meadow.rabbits + rabbits * months / 2, meadow.foxes + foxes * months / 2)
    rabbits, foxes = change(middle)
    return Meadow(meadow.rabbits + rabbits * months, meadow.foxes + foxes * months)


def simulate(meadow, months, per_month=4):
    course = [meadow]
    for _ in range(months * per_month):
        course.append(step(course[-1], 1 / per_month))
    return course


def turning_points(values):
    """Where a curve goes from up to down."""
    return [i for i in range(1, len(values) - 1) if values[i - 1] < values[i] >= values[i + 1]]


def draw(course, per_month=4):
    months = [i / per_month for i in range(len(course))]
    figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
    axes.plot(months, [meadow.rabbits for meadow in course], label="rabbits")
    axes.plot(months, [meadow.foxes for meadow in course], label="foxes")
    axes.set(title="Foxes and rabbits", xlabel="month", ylabel="animals")
    axes.legend(frameon=False)
    plt.show()


def main():
    course = simulate(Meadow(rabbits=60, foxes=20), months=30)
    for name in ("rabbits", "foxes"):
        peaks = turning_points([getattr(meadow, name) for meadow in course])
        print(f"Most {name} in month", ", ".join(f"{peak / 4:.0f}" for peak in peaks))
    draw(course)


main()
