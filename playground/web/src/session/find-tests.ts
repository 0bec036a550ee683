/** Which files of a program have tests: told by their text, before anything runs. */

export interface FoundTests {
  files: string[];
  /** Some of them are examples in docstrings. */
  doctests: boolean;
  /** "3 test functions and 1 doctest", of all files. */
  functions: number;
  examples: number;
}

const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;
const TEST_FUNCTION = /^[ \t]*(?:async[ \t]+)?def[ \t]+test\w*[ \t]*\(/gm;
/** The first line of an example; those that follow it within a docstring are of the same. */
const EXAMPLE = /^[ \t]*>>> /m;

export function findTests(texts: Readonly<Record<string, string>>): FoundTests {
  const found: FoundTests = { files: [], doctests: false, functions: 0, examples: 0 };
  for (const [name, text] of Object.entries(texts)) {
    if (!name.endsWith(".py") || name.endsWith("conftest.py")) continue;
    const functions = text.match(TEST_FUNCTION)?.length ?? 0;
    const examples = text.split(/"""|'''/).filter((part, i) => i % 2 === 1 && EXAMPLE.test(part)).length;
    if (functions + examples === 0 && !TEST_FILE.test(name)) continue;
    found.files.push(name);
    found.functions += functions;
    found.examples += examples;
    if (examples > 0) found.doctests = true;
  }
  return found;
}
