import { expect, test } from "vitest";
import { projectFiles } from "./project.ts";
import { settingsOf } from "./project-settings.ts";

test.each([
  ['os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")', "settings"],
  ["os.environ['DJANGO_SETTINGS_MODULE'] = 'site.settings'", "site.settings"],
  ["settings.configure()", null],
])("the settings of %s are %s", (program, settings) => {
  expect(settingsOf(program)).toBe(settings);
});

test("a project has what it needs to be served, and the program's own files are never replaced", () => {
  const program = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conf.mine")\n';
  const files = projectFiles(program, { "README.md": "mine", "todo/models.py": "" });
  expect(files["manage.py"]).toContain('"conf.mine"');
  expect(files["README.md"]).toBe("mine");
  expect(files["main.py"]).toBe(program);
  expect(Object.keys(files).sort()).toEqual([
    "README.md",
    "main.py",
    "manage.py",
    "requirements.txt",
    "todo/models.py",
  ]);
});
