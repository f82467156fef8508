// Which command runs a repository's own tests, by what lies at its top.
import { describe, expect, it } from "vitest";
import { type Clues, findTests } from "../../../src/runtime/repository-tests/find-tests.ts";

/** Names with texts; a name without one is there and of no interest. */
function given(files: Readonly<Record<string, string | object | null>>): Clues {
  const texts = Object.entries(files).flatMap(([name, text]) =>
    text === null ? [] : [[name, typeof text === "string" ? text : JSON.stringify(text)] as const],
  );
  return { names: new Set(Object.keys(files)), texts: new Map(texts) };
}

const TESTED = { scripts: { test: "vitest run" } };
const DEPENDING = { ...TESTED, devDependencies: { vitest: "^4" } };

describe("the tests of a repository", () => {
  it.each([
    ["a package without dependencies", { "package.json": TESTED }, "npm test"],
    ["a package with a lockfile", { "package.json": DEPENDING, "package-lock.json": null }, "npm ci && npm test"],
    ["a package without a lockfile", { "package.json": DEPENDING }, "npm install && npm test"],
    ["a package that is installed", { "package.json": DEPENDING, "package-lock.json": null, node_modules: null }, "npm test"],
    ["pnpm by its lockfile", { "package.json": DEPENDING, "pnpm-lock.yaml": null }, "pnpm install --frozen-lockfile && pnpm test"],
    ["yarn by its lockfile", { "package.json": DEPENDING, "yarn.lock": null }, "yarn install && yarn test"],
    ["bun by its lockfile", { "package.json": DEPENDING, "bun.lock": null }, "bun install && bun run test"],
    [
      "the manager that the package names",
      { "package.json": { ...DEPENDING, packageManager: "pnpm@10.1.0" }, "package-lock.json": null },
      "pnpm install && pnpm test",
    ],
    ["make", { Makefile: "all:\n\tcc\n\ntest: all\n\t./t\n" }, "make test"],
    ["make with a check", { Makefile: "check ::\n\t./t\n" }, "make check"],
    ["make before a language's habit", { Makefile: "test:\n", "go.mod": null }, "make test"],
    ["cargo", { "Cargo.toml": null }, "cargo test"],
    ["go", { "go.mod": null }, "go test ./..."],
    ["pytest where it is configured", { "pyproject.toml": "[tool.pytest.ini_options]\n" }, "python3 -m pytest"],
    ["pytest by its file", { "pytest.ini": null, "poetry.lock": null }, "poetry run pytest"],
    ["pytest for a package with tests", { "pyproject.toml": "", tests: null, "uv.lock": null }, "uv run pytest"],
    ["maven", { "pom.xml": null, mvnw: null }, "./mvnw --batch-mode test"],
    ["gradle", { "build.gradle.kts": null }, "gradle test"],
    ["rspec", { Gemfile: null, spec: null }, "bundle exec rspec"],
    ["mix", { "mix.exs": null }, "mix test"],
    ["composer", { "composer.json": { scripts: { test: ["phpunit"] } } }, "composer test"],
    ["deno", { "deno.json": null }, "deno test"],
    ["dotnet", { "App.sln": null }, "dotnet test"],
  ])("are found for %s", (_, files, command) => {
    expect(findTests(given(files))).toBe(command);
  });

  it.each([
    ["nothing", {}],
    ["a README", { "README.md": "npm test" }],
    ["what npm init writes", { "package.json": { scripts: { test: 'echo "Error: no test specified" && exit 1' } } }],
    ["an empty script", { "package.json": { scripts: { test: " " } } }],
    ["a file that is broken", { "package.json": "{" }],
    ["a file of another shape", { "package.json": "[1]", "composer.json": "null", "deno.lock": null }],
    ["scripts of another shape", { "package.json": { scripts: "test" } }],
    ["a variable called test", { Makefile: "test := 1\ntest= 2\ntested: x\n\ttest: no\n" }],
    ["a Gemfile without specs", { Gemfile: null }],
  ])("are not found in %s", (_, files) => {
    expect(findTests(given(files))).toBeNull();
  });

  it("are looked for in linear time, and nothing of a file is part of the command", () => {
    const began = performance.now();
    expect(findTests(given({ Makefile: `${"test ".repeat(100_000)}\n${"test\t".repeat(100_000)}` }))).toBeNull();
    expect(performance.now() - began).toBeLessThan(1_000);
    const hostile = { "package.json": { ...TESTED, packageManager: "npm; rm -rf /@1" } };
    expect(findTests(given(hostile))).toBe("npm test");
  });
});
