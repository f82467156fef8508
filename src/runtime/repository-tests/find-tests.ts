// How a repository's own tests are run, told from what lies at its top. Pure. What stands in a file is only ever looked at: the answer
// is made of words of ours alone.

/** The files of which the text matters, as far as they are there. */
export const CLUE_FILES = ["package.json", "GNUmakefile", "makefile", "Makefile", "pyproject.toml", "setup.cfg", "composer.json"] as const;

export interface Clues {
  /** Of files and directories at the top. */
  readonly names: ReadonlySet<string>;
  /** The text of each of `CLUE_FILES` that is there and not too large. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A command for a POSIX shell; null where nothing says how. What a person wrote down as the tests comes before a language's habit. */
export function findTests(clues: Clues): string | null {
  for (const find of FINDERS) {
    const command = find(clues);
    if (command !== null) return command;
  }
  return null;
}

const FINDERS: readonly ((clues: Clues) => string | null)[] = [
  findNodeTests,
  findMakeTests,
  ({ names }) => (names.has("Cargo.toml") ? "cargo test" : null),
  ({ names }) => (names.has("go.mod") ? "go test ./..." : null),
  findPythonTests,
  ({ names }) => (names.has("pom.xml") ? `${names.has("mvnw") ? "./mvnw" : "mvn"} --batch-mode test` : null),
  ({ names }) => (hasAny(names, "build.gradle", "build.gradle.kts") ? `${names.has("gradlew") ? "./gradlew" : "gradle"} test` : null),
  ({ names }) => (names.has("Gemfile") && names.has("spec") ? "bundle exec rspec" : null),
  ({ names }) => (names.has("mix.exs") ? "mix test" : null),
  ({ texts }) => (hasScript(texts.get("composer.json"), "test") ? "composer test" : null),
  ({ names }) => (hasAny(names, "deno.json", "deno.jsonc") ? "deno test" : null),
  ({ names }) => ([...names].some((name) => /\.(?:sln|slnx|csproj)$/.test(name)) ? "dotnet test" : null),
];

/** What `npm init` writes for a package without tests. */
const PLACEHOLDER = /no test specified/;

const NODE_MANAGERS = [
  { name: "pnpm", locks: ["pnpm-lock.yaml"], install: "pnpm install --frozen-lockfile" },
  { name: "yarn", locks: ["yarn.lock"], install: "yarn install" },
  { name: "bun", locks: ["bun.lock", "bun.lockb"], install: "bun install" },
  { name: "npm", locks: ["package-lock.json", "npm-shrinkwrap.json"], install: "npm ci" },
] as const;

/** A workspace is a fresh checkout: what the package depends on is installed first, unless the agent has done so. */
function findNodeTests({ names, texts }: Clues): string | null {
  const manifest = parseObject(texts.get("package.json"));
  if (manifest === null || !hasScript(texts.get("package.json"), "test")) return null;
  const named = String(manifest["packageManager"] ?? "").split("@", 1)[0];
  const manager = NODE_MANAGERS.find(({ name }) => name === named) ?? NODE_MANAGERS.find(({ locks }) => hasAny(names, ...locks));
  const test = `${manager?.name ?? "npm"} ${manager?.name === "bun" ? "run test" : "test"}`;
  const depends = ["dependencies", "devDependencies"].some((key) => Object.keys(Object(manifest[key])).length > 0);
  if (!depends || hasAny(names, "node_modules", ".pnp.cjs")) return test;
  const install = manager && hasAny(names, ...manager.locks) ? manager.install : `${manager?.name ?? "npm"} install`;
  return `${install} && ${test}`;
}

function hasScript(text: string | undefined, name: string): boolean {
  const scripts = parseObject(text)?.["scripts"];
  if (typeof scripts !== "object" || scripts === null || !Object.hasOwn(scripts, name)) return false;
  const script: unknown = (scripts as Readonly<Record<string, unknown>>)[name];
  if (Array.isArray(script)) return script.length > 0;
  return typeof script === "string" && script.trim() !== "" && !PLACEHOLDER.test(script);
}

/** In the order in which make looks for its file. */
function findMakeTests({ texts }: Clues): string | null {
  const text = texts.get("GNUmakefile") ?? texts.get("makefile") ?? texts.get("Makefile") ?? "";
  const target = ["test", "check"].find((name) => new RegExp(`^${name}[ \\t]*::?(?!=)`, "m").test(text));
  return target === undefined ? null : `make ${target}`;
}

function findPythonTests({ names, texts }: Clues): string | null {
  const project = texts.get("pyproject.toml") ?? "";
  const isConfigured =
    names.has("pytest.ini") || project.includes("[tool.pytest") || (texts.get("setup.cfg") ?? "").includes("[tool:pytest]");
  const isPackage = hasAny(names, "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt") && hasAny(names, "tests", "test");
  if (!isConfigured && !isPackage) return null;
  if (names.has("uv.lock")) return "uv run pytest";
  return names.has("poetry.lock") ? "poetry run pytest" : "python3 -m pytest";
}

function hasAny(names: ReadonlySet<string>, ...wanted: readonly string[]): boolean {
  return wanted.some((name) => names.has(name));
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>> | null) : null;
  } catch {
    return null;
  }
}
