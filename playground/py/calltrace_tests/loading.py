"""
How a written test comes by the program: a plain import, or, for a program that would run if it were imported, a small
function in the test file that executes its definitions alone.
"""

from __future__ import annotations

from .program import Module

LOADER_IMPORTS = ("ast", "sys")
LOADER = '''\
def load_definitions(file, without):
    """Import a program without running it: execute only what it imports and defines."""
    path = Path(__file__).parent / file
    program = ast.parse(path.read_text(encoding="utf-8"))
    kinds = ("Import", "ImportFrom", "FunctionDef", "AsyncFunctionDef", "ClassDef", "TypeAlias")

    def is_kept(statement):
        inside = list(ast.walk(statement))
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            return not any(getattr(node, "id", None) in without for node in inside)
        if not isinstance(statement, (ast.If, ast.Try)):
            inside = [statement]
        return any(type(node).__name__ in kinds for node in inside)

    program.body = [statement for statement in program.body if is_kept(statement)]
    module = sys.modules["PROGRAM"] = ModuleType("PROGRAM")
    module.__file__ = str(path)
    exec(compile(program, str(path), "exec"), vars(module))
'''


def loader(module: Module) -> str:
    """The function that loads this program."""
    package = module.name.rpartition(".")[0]
    text = LOADER.replace("PROGRAM", module.name)
    if package:
        text = text.replace(
            "    module.__file__", f'    module.__package__ = "{package}"\n    module.__file__'
        )
    return text


def sentence(module: Module) -> str:
    """Why the program is not simply imported, for the head of the test file."""
    if not module.runs:
        return f"No import statement can name {module.file}, so it is loaded here as {module.name}."
    first, last = module.runs[0], module.runs[-1]
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return (
        f"{module.file} runs when it is imported ({lines}), so only what it imports and defines is executed here. "
        'With that code behind `if __name__ == "__main__":`, a plain import does.'
    )


def call(module: Module, folder: str) -> str:
    names = ", ".join([f'"{name}"' for name in sorted(module.left_out)])
    return f'load_definitions("{folder}{module.file}", without={f"{{{names}}}" if names else "()"})'
