# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.playground]
# title = "A calculator"
# blurb = "A parser in which every rule of the grammar is one function, so the tree of calls is the formula."
# order = 7
# ///
"""A recursive-descent calculator: one
function for each rule of its grammar.

    sum     = product { + or - product }
    product = factor { * or / factor }
    factor  = number, or - factor, or ( sum )

Multiplication binds closer than addition
because `sum` asks `product` first.
"""

import re


class Parser:
    def __init__(self, text: str) -> None:
        self.tokens = re.findall(r"\d+\.?\d*|[-+*/()]", text)

    def peek(self) -> str:
        """The next token, or nothing at the end."""
        return self.tokens[0] if self.tokens else ""

    def take(self) -> str:
        """Remove the next token and return it."""
        return self.tokens.pop(0)

    def sum(self) -> float:
        value = self.product()
        while self.peek() in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> float:
        value = self.factor()
        while self.peek() in ("*", "/"):
            value = value * self.factor() if self.take() == "*" else value / self.factor()
        return value

    def factor(self) -> float:
        token = self.take()
        if token == "-":
            return -self.factor()
        if token == "(":
            value = self.sum()
            self.take()  # the closing parenthesis
            return value
        return float(token)


def calculate(text: str) -> str:
    try:
        return f"{Parser(text).sum():g}"
    except ZeroDivisionError:
        return "undefined"


FORMULAS = [
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "-(4 - 10) / (2 + 1)",
    "2 * (3 + 4 * (5 - 6)) - 7",
    "8 / (4 - 2 * 2)",
]

for formula in FORMULAS:
    print(formula, "=", calculate(formula))
