# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "Whack-a-mole"
# blurb = "A small game that plays itself: rounds, moles, swings and points, all from one seed."
# order = 15
# ///
"""Moles pop up in a garden and a player
swings at them. Chance decides, but the seed
decides chance.

Each round is one branch of the tree: the
moles move, the player looks, swings and
scores. Change SEED and another game grows out
of the same functions.
"""

from dataclasses import dataclass, field
from random import Random

SEED = 7
ROUNDS = 12
random = Random(SEED)


@dataclass
class Mole:
    name: str
    hole: int = 0
    up: bool = False

    def move(self, taken: list[int]) -> None:
        """Dig to a free hole, then dare to look out or not."""
        self.hole = random.choice(free_holes(taken))
        self.up = self.dares()

    def dares(self) -> bool:
        return random.random() < 0.6

    def duck(self) -> None:
        self.up = False


@dataclass
class Player:
    skill: float
    score: int = 0
    streak: int = 0
    hits: dict[str, int] = field(default_factory=dict)

    def choose(self, moles: list[Mole]) -> Mole | None:
        """Pick one of the moles that are up."""
        visible = [mole for mole in moles if mole.up]
        return random.choice(visible) if visible else None

    def swing(self, mole: Mole) -> bool:
        if random.random() < self.skill:
            mole.duck()
            self.celebrate(mole)
            return True
        self.streak = 0
        return False

    def celebrate(self, mole: Mole) -> None:
        self.streak += 1
        self.score += points(self.streak)
        self.hits[mole.name] = self.hits.get(mole.name, 0) + 1


def points(streak: int) -> int:
    """Ten for a hit, and five more for every hit in a row before it."""
    return 10 if streak == 1 else 5 + points(streak - 1)


def free_holes(taken: list[int]) -> list[int]:
    return [hole for hole in range(9) if hole not in taken]


def move_all(moles: list[Mole]) -> None:
    for position, mole in enumerate(moles):
        mole.move(taken=[other.hole for other in moles[:position]])


def draw(moles: list[Mole]) -> str:
    """The garden as one line: an initial where a mole looks out, a dot where none does."""
    garden = ["."] * 9
    for mole in moles:
        if mole.up:
            garden[mole.hole] = mole.name[0]
    return "".join(garden)


def play_round(number: int, moles: list[Mole], player: Player) -> None:
    move_all(moles)
    garden = draw(moles)
    target = player.choose(moles)
    if target is None:
        print(f"{number:2}  {garden}  nobody there")
    elif player.swing(target):
        print(f"{number:2}  {garden}  got {target.name}, {player.score} points")
    else:
        print(f"{number:2}  {garden}  missed {target.name}")


def play() -> Player:
    moles = [Mole("Ada"), Mole("Bob"), Mole("Cleo")]
    player = Player(skill=0.6)
    for number in range(1, ROUNDS + 1):
        play_round(number, moles, player)
    return player


winner = play()
print("hits:", winner.hits)
