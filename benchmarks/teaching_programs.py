"""Small programs as they stand in courses and textbooks, for labels.py: each is a few lines, and runs in an instant."""

from __future__ import annotations

MERGE_SORT = """
def merge_sort(items):
    if len(items) <= 1:
        return items
    middle = len(items) // 2
    return merge(merge_sort(items[:middle]), merge_sort(items[middle:]))
def merge(left, right):
    merged = []
    while left and right:
        merged.append((left if left[0] <= right[0] else right).pop(0))
    return merged + left + right
"""

PROGRAMS: dict[str, str] = {
    "hello": """
def hello(name):
    return f"Hello, {name}!"
print(hello("Ada"))
print(hello("Grace"))
""",
    "temperature table": """
def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32
def show(celsius):
    print(celsius, to_fahrenheit(celsius))
for degrees in range(0, 101, 10):
    show(degrees)
""",
    "factorial": """
def factorial(n):
    return 1 if n == 0 else n * factorial(n - 1)
print(factorial(10))
""",
    "fibonacci": """
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
print(fibonacci(6))
""",
    "fib_recursive": """
def fib_recursive(n):
    if n <= 1:
        return n
    return fib_recursive(n - 1) + fib_recursive(n - 2)
print(fib_recursive(8))
""",
    "fibonacci, larger": """
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(11))
""",
    "fibonacci with a memory": """
known = {}
def fib(n):
    if n not in known:
        known[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
    return known[n]
print(fib(20))
""",
    "hanoi": """
def hanoi(n, source, target, spare):
    if n == 0:
        return 0
    before = hanoi(n - 1, source, spare, target)
    return before + 1 + hanoi(n - 1, spare, target, source)
print(hanoi(4, "A", "C", "B"))
""",
    "hanoi, six discs": """
def move(disc, source, target):
    print(disc, source, target)
def hanoi(n, source, target, spare):
    if n > 0:
        hanoi(n - 1, source, spare, target)
        move(n, source, target)
        hanoi(n - 1, spare, target, source)
hanoi(6, "left", "right", "middle")
""",
    "greatest common divisor": """
def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)
for a, b in [(1071, 462), (89, 55), (48, 36)]:
    print(gcd(a, b))
""",
    "collatz": """
def step(n):
    return n // 2 if n % 2 == 0 else 3 * n + 1
def collatz(n):
    length = 0
    while n != 1:
        n = step(n)
        length += 1
    return length
print([collatz(n) for n in range(1, 12)])
""",
    "collatz, recursive": """
def collatz(n):
    if n == 1:
        return 1
    return 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
print(collatz(27))
""",
    "primes": """
def is_prime(number):
    for divisor in range(2, number):
        if divides(divisor, number):
            return False
    return number > 1
def divides(divisor, number):
    return number % divisor == 0
print([n for n in range(24) if is_prime(n)])
""",
    "sieve": """
def sieve(limit):
    prime = [True] * limit
    for n in range(2, limit):
        if prime[n]:
            strike_out(prime, n)
    return [n for n in range(2, limit) if prime[n]]
def strike_out(prime, n):
    for multiple in range(2 * n, len(prime), n):
        prime[multiple] = False
print(sieve(120))
""",
    "ackermann": """
def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))
print(ackermann(2, 3))
""",
    "power": """
def power(base, exponent):
    if exponent == 0:
        return 1
    half = power(base, exponent // 2)
    return half * half * (base if exponent % 2 else 1)
for exponent in (10, 33, 100):
    print(power(2, exponent))
""",
    "binary search": """
def search(items, wanted, low, high):
    if low > high:
        return None
    middle = (low + high) // 2
    if items[middle] == wanted:
        return middle
    if items[middle] < wanted:
        return search(items, wanted, middle + 1, high)
    return search(items, wanted, low, middle - 1)
items = list(range(0, 200, 3))
for wanted in (0, 42, 50, 198):
    print(search(items, wanted, 0, len(items) - 1))
""",
    "merge sort": MERGE_SORT + "print(merge_sort([38, 27, 43, 3, 9, 82, 10]))\n",
    "merge sort, more items": MERGE_SORT + "print(merge_sort([(n * 37) % 101 for n in range(40)]))\n",
    "quicksort": """
def quicksort(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return quicksort([x for x in rest if x < pivot]) + [pivot] + quicksort([x for x in rest if x >= pivot])
print(quicksort([5, 2, 9, 1, 5, 6, 8, 3, 7, 4, 0]))
""",
    "bubble sort": """
def swap(items, i, j):
    items[i], items[j] = items[j], items[i]
def bubble_sort(items):
    for end in range(len(items) - 1, 0, -1):
        for i in range(end):
            if is_wrong(items, i):
                swap(items, i, i + 1)
def is_wrong(items, i):
    return items[i] > items[i + 1]
bubble_sort([5, 3, 8, 1, 9, 2, 7])
""",
    "selection sort": """
def smallest(items, start):
    best = start
    for i in range(start, len(items)):
        if items[i] < items[best]:
            best = i
    return best
def selection_sort(items):
    for start in range(len(items)):
        best = smallest(items, start)
        items[start], items[best] = items[best], items[start]
    return items
print(selection_sort([64, 25, 12, 22, 11, 90, 3, 41]))
""",
    "permutations": """
def permutations(items):
    if not items:
        return [[]]
    found = []
    for i, first in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1:]):
            found.append([first, *rest])
    return found
print(len(permutations(["a", "b", "c", "d"])))
""",
    "subsets": """
def subsets(items, chosen=()):
    if not items:
        return [chosen]
    return subsets(items[1:], chosen) + subsets(items[1:], (*chosen, items[0]))
print(subsets([1, 2, 3, 4, 5]))
""",
    "coins": """
def ways(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return ways(amount - coins[0], coins) + ways(amount, coins[1:])
print(ways(12, [5, 2, 1]))
""",
    "knapsack": """
ITEMS = [("tent", 6, 30), ("stove", 3, 14), ("rope", 4, 16), ("lamp", 2, 9), ("map", 1, 3)]
def best(index, room):
    if index == len(ITEMS):
        return 0
    name, weight, worth = ITEMS[index]
    without = best(index + 1, room)
    if weight > room:
        return without
    return max(without, worth + best(index + 1, room - weight))
print(best(0, 10))
""",
    "queens of five": """
def place(columns, size):
    if len(columns) == size:
        return columns
    for column in range(size):
        if is_safe(columns, column):
            done = place([*columns, column], size)
            if done:
                return done
    return None
def is_safe(columns, column):
    row = len(columns)
    return all(c != column and abs(c - column) != row - r for r, c in enumerate(columns))
print(place([], 5))
""",
    "queens of eight": """
def solve(queens=()):
    if len(queens) == 8:
        return queens
    for column in range(8):
        if all(column != c and abs(column - c) != len(queens) - r for r, c in enumerate(queens)):
            found = solve((*queens, column))
            if found:
                return found
    return None
print(solve())
""",
    "sudoku": """
ROWS = ["53..7....", "6..195...", ".98....6.", "8...6...3", "4..8.3..1",
        "7...2...6", ".6....28.", "...419..5", "....8..79"]
grid = [[0 if c == "." else int(c) for c in row] for row in ROWS]
def candidates(row, column):
    used = set(grid[row]) | {grid[r][column] for r in range(9)}
    top, left = row // 3 * 3, column // 3 * 3
    used |= {grid[r][c] for r in range(top, top + 3) for c in range(left, left + 3)}
    return [n for n in range(1, 10) if n not in used]
def solve(cell=0):
    if cell == 81:
        return True
    row, column = divmod(cell, 9)
    if grid[row][column]:
        return solve(cell + 1)
    for number in candidates(row, column):
        grid[row][column] = number
        if solve(cell + 1):
            return True
    grid[row][column] = 0
    return False
print(solve())
""",
    "flood fill": """
PICTURE = ["..##..", ".#..#.", "#....#", ".#..#.", "..##.."]
grid = [list(row) for row in PICTURE]
def fill(x, y):
    if 0 <= y < len(grid) and 0 <= x < len(grid[0]) and grid[y][x] == ".":
        grid[y][x] = "o"
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            fill(x + dx, y + dy)
fill(2, 2)
""",
    "maze": """
MAZE = ["#########", "#S..#...#", "##.##.#.#", "#.....#G#", "#########"]
seen = set()
def explore(x, y):
    if MAZE[y][x] == "#" or (x, y) in seen:
        return False
    if MAZE[y][x] == "G":
        return True
    seen.add((x, y))
    return explore(x + 1, y) or explore(x, y + 1) or explore(x - 1, y) or explore(x, y - 1)
print(explore(1, 1))
""",
    "palindromes": """
def is_palindrome(word):
    return len(word) < 2 or (word[0] == word[-1] and is_palindrome(word[1:-1]))
for word in ["level", "python", "noon", "racecar", "recorder"]:
    print(word, is_palindrome(word))
""",
    "caesar": """
def shift(letter, by):
    return chr((ord(letter) - 97 + by) % 26 + 97) if letter.isalpha() else letter
def encrypt(text, by):
    return "".join(shift(letter, by) for letter in text)
print(encrypt("attack at dawn", 3))
""",
    "guessing game": """
SECRET = 61
def compare(guess):
    return "low" if guess < SECRET else "high" if guess > SECRET else "right"
def play(low, high):
    guess = (low + high) // 2
    answer = compare(guess)
    if answer == "low":
        return play(guess + 1, high)
    if answer == "high":
        return play(low, guess - 1)
    return guess
print(play(1, 100))
""",
    "bank account": """
class Account:
    def __init__(self, owner, balance=0):
        self.owner, self.balance = owner, balance
    def deposit(self, amount):
        self.balance += amount
        return self.balance
    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount
        return self.balance
ada = Account("Ada", 100)
ada.deposit(50)
try:
    ada.withdraw(500)
except ValueError as error:
    print(error)
ada.withdraw(70)
""",
    "shapes": """
class Shape:
    def area(self):
        raise NotImplementedError
    def describe(self):
        return f"{type(self).__name__}: {self.area():.1f}"
class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius
    def area(self):
        return 3.14159 * self.radius ** 2
class Square(Shape):
    def __init__(self, side):
        self.side = side
    def area(self):
        return self.side ** 2
for shape in [Circle(1), Square(2), Circle(3), Square(4)]:
    print(shape.describe())
""",
    "linked list": """
class Node:
    def __init__(self, value, rest=None):
        self.value, self.rest = value, rest
    def append(self, value):
        if self.rest is None:
            self.rest = Node(value)
        else:
            self.rest.append(value)
    def total(self):
        return self.value + (self.rest.total() if self.rest else 0)
numbers = Node(3)
for value in (1, 4, 1, 5, 9):
    numbers.append(value)
print(numbers.total())
""",
    "search tree": """
class Tree:
    def __init__(self, key):
        self.key, self.left, self.right = key, None, None
    def insert(self, key):
        side = "left" if key < self.key else "right"
        branch = getattr(self, side)
        if branch is None:
            setattr(self, side, Tree(key))
        else:
            branch.insert(key)
    def walk(self):
        before = self.left.walk() if self.left else []
        after = self.right.walk() if self.right else []
        return [*before, self.key, *after]
tree = Tree(50)
for key in (30, 70, 20, 40, 60, 80, 35, 45):
    tree.insert(key)
print(tree.walk())
""",
    "generators": """
def numbers(limit):
    for n in range(limit):
        yield n
def squares(source):
    for n in source:
        yield n * n
def even(source):
    for n in source:
        if n % 2 == 0:
            yield n
print(sum(even(squares(numbers(8)))))
""",
    "decorator": """
def logged(function):
    def wrapper(*values, **named):
        print("calling", function.__name__)
        return function(*values, **named)
    return wrapper
@logged
def add(a, b):
    return a + b
@logged
def greet(name, *, mark="!"):
    return f"Hello, {name}{mark}"
add(2, 3)
add(4, b=5)
greet("Ada", mark="?")
""",
    "exceptions": """
def parse(text):
    return int(text)
def read(texts):
    numbers = []
    for text in texts:
        try:
            numbers.append(parse(text))
        except ValueError:
            numbers.append(None)
    return numbers
print(read(["1", "two", "3", "", "5"]))
""",
    "calculator": """
def tokens(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()
def expression(rest):
    value = term(rest)
    while rest and rest[0] in "+-":
        value = apply(rest.pop(0), value, term(rest))
    return value
def term(rest):
    value = factor(rest)
    while rest and rest[0] in "*/":
        value = apply(rest.pop(0), value, factor(rest))
    return value
def factor(rest):
    token = rest.pop(0)
    if token == "(":
        value = expression(rest)
        rest.pop(0)
        return value
    return int(token)
def apply(sign, a, b):
    return {"+": a + b, "-": a - b, "*": a * b, "/": a / b}[sign]
print(expression(tokens("2 * (3 + 4) - 10 / (7 - 2)")))
""",
    "foxes and rabbits": """
def eaten(rabbits, foxes):
    return 0.002 * rabbits * foxes
def step(rabbits, foxes):
    gone = eaten(rabbits, foxes)
    return rabbits * 1.1 - gone, foxes * 0.9 + 0.2 * gone
rabbits, foxes = 100.0, 20.0
for year in range(60):
    rabbits, foxes = step(rabbits, foxes)
print(round(rabbits), round(foxes))
""",
    "ninety-nine bottles": """
def bottles(n):
    return f"{n} bottle{'s' * (n != 1)}"
def verse(n):
    return f"{bottles(n)} of milk on the wall, {bottles(n - 1)} left"
for n in range(99, 0, -1):
    print(verse(n))
""",
    "game of life": """
SIZE = 8
def alive(cells, x, y):
    return (x % SIZE, y % SIZE) in cells
def neighbours(cells, x, y):
    around = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
    return sum(alive(cells, x + dx, y + dy) for dx, dy in around)
def step(cells):
    grid = [(x, y) for x in range(SIZE) for y in range(SIZE)]
    count = {at: neighbours(cells, *at) for at in grid}
    return {at for at in grid if count[at] == 3 or (count[at] == 2 and at in cells)}
cells = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(2):
    cells = step(cells)
print(cells)
""",
    "word count": """
TEXT = "the quick brown fox jumps over the lazy dog and the cat"
def clean(word):
    return word.strip(".,").lower()
def count(words):
    counts = {}
    for word in words:
        word = clean(word)
        counts[word] = counts.get(word, 0) + 1
    return counts
print(count(TEXT.split()))
""",
    "mutual recursion": """
def is_even(n):
    return True if n == 0 else is_odd(n - 1)
def is_odd(n):
    return False if n == 0 else is_even(n - 1)
print(is_even(10), is_odd(7))
""",
    "catalan": """
def catalan(n):
    return 1 if n == 0 else sum(catalan(i) * catalan(n - 1 - i) for i in range(n))
print(catalan(5))
""",
}
