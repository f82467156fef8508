// README's commands are promises. Every shell block is named (```sh run=<name>), and every name has a proof in the table below:
// the block is run here as it stands, or a test elsewhere, named here, does what it says.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, readText } from "./source-tree.ts";

type Proof =
  /** Quick: run by bash in a fresh repository, with this build's commands on the path; its output matches. */
  | { readonly run: RegExp }
  /** Slow, or it changes the checkout: the test of that name in that file stands for it. */
  | { readonly coveredBy: string; readonly test: string };

const FOLLOWED = "test/journeys/readme.test.ts";
const ALL_OF_IT = "installs three commands, finds nothing missing, and has the roadmap done";

const PROOFS: Readonly<Record<string, Proof>> = {
  demo: { coveredBy: ".ci/run", test: "npm run demo" },
  test: { coveredBy: ".ci/run", test: "npm test" },
  install: { coveredBy: FOLLOWED, test: ALL_OF_IT },
  doctor: { coveredBy: FOLLOWED, test: ALL_OF_IT },
  start: { coveredBy: FOLLOWED, test: ALL_OF_IT },
  look: { coveredBy: FOLLOWED, test: ALL_OF_IT },
  apply: { coveredBy: FOLLOWED, test: "declares a workflow, and runs it" },
  app: { coveredBy: "test/journeys/github-app.test.ts", test: "makes one on the page that is shown, and has a pull request after a label" },
  goal: { coveredBy: FOLLOWED, test: "has one goal done while they watch" },
};

interface Block {
  /** Null: a shell block that has no name. */
  readonly name: string | null;
  readonly line: number;
  readonly commands: string;
}

function shellBlocks(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(?:sh|bash|shell|console|zsh)\b([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    name: /^ run=([\w-]+)$/.exec(match[1] ?? "")?.[1] ?? null,
    line: markdown.slice(0, match.index).split("\n").length,
    commands: match[2] ?? "",
  }));
}

function readmeViolations(blocks: readonly Block[], proofs: Readonly<Record<string, Proof>>): readonly string[] {
  const names = blocks.map(({ name }) => name);
  return [
    ...blocks.filter(({ name }) => name === null).map(({ line }) => `README.md:${line}: a shell block without a name`),
    ...blocks.flatMap(({ name, line }) => (name === null || name in proofs ? [] : [`README.md:${line}: ${name} has no proof`])),
    ...Object.keys(proofs).flatMap((name) => (names.includes(name) ? [] : [`${name} is proven but not in README.md`])),
    ...Object.entries(proofs).flatMap(([name, proof]) => {
      if ("run" in proof) return [];
      const covered = existsSync(join(ROOT, proof.coveredBy)) && readText(proof.coveredBy).includes(proof.test);
      return covered ? [] : [`${name}: ${proof.coveredBy} has no test "${proof.test}"`];
    }),
  ];
}

describe("README.md", () => {
  const blocks = shellBlocks(readText("README.md"));
  let place: string;

  beforeAll(async () => {
    place = await createPlace();
  });

  afterAll(() => rm(place, { recursive: true, force: true }));

  it("has a proof for every shell block", () => {
    expect(readmeViolations(blocks, PROOFS)).toEqual([]);
  });

  for (const { name, commands } of blocks) {
    const proof = name === null ? undefined : PROOFS[name];
    if (proof === undefined || !("run" in proof)) continue;
    it(`keeps the promise of "${name}"`, async () => {
      expect(await runBlock(place, commands)).toMatch(proof.run);
    });
  }
});

describe("the guard of README.md", () => {
  const planted = shellBlocks("```sh run=demo\nnpm run demo\n```\n\n```ts\nconst a = 1;\n```\n\n```bash\nrm -rf dist\n```\n");

  it("finds blocks without a name, names without a proof and proofs without a test", () => {
    expect(readmeViolations(planted, {})).toEqual(["README.md:9: a shell block without a name", "README.md:1: demo has no proof"]);
    expect(readmeViolations(planted.slice(0, 1), { demo: { run: /done/ }, gone: { run: /done/ } })).toEqual([
      "gone is proven but not in README.md",
    ]);
    expect(readmeViolations(planted.slice(0, 1), { demo: { coveredBy: "test/nowhere.test.ts", test: "runs" } })).toEqual([
      'demo: test/nowhere.test.ts has no test "runs"',
    ]);
  });

  it("runs a block as it stands, and says when it breaks", async () => {
    const place = await createPlace();
    try {
      expect(await runBlock(place, "git log --format=%s\nnpx echo again\n")).toBe("first commit\nagain\n");
      await expect(runBlock(place, "false\necho on\n")).rejects.toThrow();
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  });
});

/** A directory with a repository of one commit, and this package's commands as if they were installed. */
async function createPlace(): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), "readme-"));
  const { bin } = JSON.parse(readText("package.json")) as { readonly bin: Readonly<Record<string, string>> };
  const commands = { ...Object.fromEntries(Object.entries(bin).map(([name, path]) => [name, `node "${join(ROOT, path)}"`])), npx: "" };
  await mkdir(join(place, "bin"));
  for (const [name, command] of Object.entries(commands)) {
    await writeFile(join(place, "bin", name), `#!/bin/sh\nexec ${command} "$@"\n`);
    await chmod(join(place, "bin", name), 0o755);
  }
  const identity = "-c user.name=Someone -c user.email=someone@example.com";
  await runBlock(place, `git init --quiet --initial-branch=main .\ngit ${identity} commit --quiet --allow-empty --message "first commit"`);
  return place;
}

async function runBlock(place: string, commands: string): Promise<string> {
  const repository = join(place, "repository");
  await mkdir(repository, { recursive: true });
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", commands], {
    cwd: repository,
    env: { PATH: `${join(place, "bin")}:${process.env["PATH"]}`, HOME: place, NO_COLOR: "1" },
    timeout: 15_000,
  });
  return stdout;
}
