# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "An exception that travels"
# blurb = "One error is caught on its way up, another becomes a new one, the last one ends the program."
# order = 11
# ///
"""An exception leaves the call that raised
it, then the caller, then its caller, until
somebody catches it.

Follow the red calls outwards from the centre:
the innermost raised, those on the way were
only passed through. Red that ends in the
middle of the tree was caught there. This
program does end with a traceback, and that is
its point.
"""


class RecipeError(Exception):
    """Something is wrong with a recipe as a whole."""


RECIPES = {
    "pancakes": ["2 eggs", "200 g flour", "400 ml milk"],
    "soup": ["1 onion", "some carrots", "1000 ml water"],
    "stew": ["3 potatoes", "0 onions"],
}


def cook_all(names: list[str]) -> None:
    for name in names:
        cook(name, guests=4)


def cook(name: str, guests: int) -> None:
    try:
        shopping = [scale(line, guests) for line in RECIPES[name]]
    except KeyError:
        print(f"{name}: no such recipe")  # caught here, the journey ends
        return
    except ValueError as error:
        raise RecipeError(f"cannot read the recipe for {name}") from error  # a new one travels on
    print(f"{name}: {', '.join(shopping)}")


def scale(line: str, guests: int) -> str:
    amount, what = parse(line)
    return f"{amount * guests // 2} {what}"


def parse(line: str) -> tuple[int, str]:
    amount, _, what = line.partition(" ")
    return to_number(amount), what


def to_number(text: str) -> int:
    return int(text)  # "some" is not a number


def spread(guests: int, tables: int) -> float:
    return guests / tables


try:
    cook_all(["pancakes", "pizza", "soup", "stew"])
except RecipeError as error:
    print(f"{error}: {error.__cause__}")

print("guests at each table:", spread(guests=4, tables=0))
