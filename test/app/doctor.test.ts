// What doctor finds: each gap in the row that is to blame, with its place.
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { examine } from "../../src/app/doctor.ts";
import { openControl } from "../../src/app/open-control.ts";
import { openServer } from "../../src/app/open-server.ts";
import type { OpenControl, Where } from "../../src/cli/world.ts";
import { renderProblems } from "../../src/resources/problems.ts";
import { secretStore } from "../runtime/secrets/secret-scene.ts";
import { type AYard, type AYardOptions, createAYard } from "./a-yard.ts";

const NOWHERE: Where = { dataDirectory: null, workflowFile: null, directory: null };

let yard: AYard;
afterEach(() => yard.dispose());

function given(options: AYardOptions = { roadmap: ["Alpha"] }): void {
  yard = createAYard(options);
}

async function look(where: Partial<Where> = {}) {
  const findings = await examine(yard.surroundings, { ...NOWHERE, ...where });
  return {
    findings,
    row: (wanted: string) => findings.find(({ name }) => name === wanted),
    rows: findings
      .filter(({ name }) => !["node", "git", "coding agents", "processes"].includes(name))
      .map(({ name, status, detail }) => `${name} ${status} ${detail.replaceAll(yard.directory, "…").replace(/ \(.*/, "")}`),
    problems: renderProblems(findings.flatMap(({ problems }) => problems)),
  };
}

/** The machine's own programs may have coding agents among them: only git is taken from there. */
function onPath(variables: Readonly<Record<string, string>>, programs: Readonly<Record<string, string>>): void {
  const directory = join(yard.directory, "bin");
  mkdirSync(directory);
  for (const [name, script] of Object.entries(programs)) writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  Object.assign(yard.surroundings.variables, { PATH: directory, ...variables });
}

describe("doctor, of coding agents", () => {
  const CODEX = { codex: "echo codex-cli 0.169.0" };

  it("lists those that are installed, in the order in which they are preferred, and says which one works", async () => {
    given();
    onPath({}, { aider: "echo aider 0.86.1", ...CODEX });
    expect((await look()).row("coding agents")).toMatchObject({
      status: "ok",
      detail: "codex 0.169.0, aider 0.86.1; where nobody has declared an agent, codex works",
    });
  });

  it("says which one does not answer", async () => {
    given();
    onPath({}, { codex: "exit 3" });
    const row = (await look()).row("coding agents");
    expect([row?.status, row?.detail.replaceAll(yard.directory, "…")]).toEqual([
      "warning",
      "codex (…/bin/codex --version ended with 3); where nobody has declared an agent, codex works",
    ]);
  });

  it("takes the one that the environment names, and no other", async () => {
    given();
    onPath({ YARDMASTER_AGENT: "aider" }, { aider: "echo aider 0.86.1", ...CODEX });
    expect((await look()).row("coding agents")?.detail).toContain("aider works");
    rmSync(join(yard.directory, "bin/aider"));
    expect((await look()).row("coding agents")).toMatchObject({
      status: "warning",
      detail: "aider, the coding agent that YARDMASTER_AGENT names, is not installed where Yardmaster runs",
      hint: expect.stringContaining("install it: "),
    });
  });

  it("blames a name that nobody knows on the environment, and never on a workflow file that is not there", async () => {
    given();
    rmSync(join(yard.repository.path, "workflow.yaml"));
    onPath({ YARDMASTER_AGENT: "codx" }, CODEX);
    const { rows, row } = await look();
    expect(rows).toContain("workflow ok none: built-in defaults");
    expect(rows).toContain("agent warning not looked for: YARDMASTER_AGENT names none that is known");
    expect(rows.join("\n")).not.toContain("not valid");
    expect(row("coding agents")).toMatchObject({
      status: "missing",
      detail: "reading the environment: YARDMASTER_AGENT: codx is no coding agent that is known",
      hint: "did you mean codex?",
    });
  });

  it("has the first of them for the agent of a repository without a workflow file", async () => {
    given();
    rmSync(join(yard.repository.path, "workflow.yaml"));
    onPath({}, CODEX);
    const { row } = await look();
    expect([row("agent")?.status, row("agent")?.detail]).toEqual(["ok", `codex: ${join(yard.directory, "bin/codex")}`]);
  });

  it("says how to get one where none is installed and one is needed, and is content where another agent is there", async () => {
    given();
    onPath({}, {});
    expect((await look()).row("coding agents")).toMatchObject({ status: "ok", detail: "none on PATH" });
    rmSync(join(yard.repository.path, "workflow.yaml"));
    expect((await look()).row("coding agents")).toMatchObject({
      status: "warning",
      detail: "no coding agent is installed where Yardmaster runs",
      hint: expect.stringContaining("npm install -g @anthropic-ai/claude-code"),
    });
  });
});

describe("doctor", () => {
  it("names what it read when all is well", async () => {
    given();
    const { rows, findings } = await look();
    expect(rows).toMatchInlineSnapshot(`
      [
        "repository ok …/repository",
        "workflow ok workflow.yaml",
        "agent ok scripted: a script of 1 entry",
        "data ok …/data",
        "secrets ok none sealed; master key from the file secret.key in the data directory",
        "tracker ok roadmap: 1 issue in active states",
      ]
    `);
    expect(findings.flatMap(({ hint, problems }) => [hint, ...problems]).filter(Boolean)).toEqual([]);
  });

  it("makes nothing: what is kept begins with the first use", async () => {
    given();
    const { row } = await look();
    expect(row("data")?.detail).toBe(`${yard.data} (nothing is kept yet; made on first use)`);
    expect(existsSync(yard.data)).toBe(false);
    await yard.open();
    expect((await look()).row("data")?.detail).toMatch(/ \(\d+ events, 0 effects to perform, \d+ KiB, no server running\)$/);
  });

  it("tells that the data directory could not be made, or is another repository's", async () => {
    given();
    yard.write("file", "");
    const below = await look({ dataDirectory: join(yard.repository.path, "file/data") });
    expect(below.row("data")).toMatchObject({ status: "missing", detail: expect.stringMatching(/ ready: ENOTDIR$/) });
    mkdirSync(yard.data);
    writeFileSync(join(yard.data, "repository"), "/other\n");
    const { row } = await look();
    expect(row("data")).toMatchObject({ status: "missing", detail: expect.stringContaining("belongs to the repository /other") });
    expect(row("secrets")?.detail).toBe("not looked at: the data directory cannot be opened");
  });

  it("says that no workflow file means the built-in defaults", async () => {
    given();
    rmSync(join(yard.repository.path, "workflow.yaml"));
    expect((await look()).row("workflow")).toMatchObject({ status: "ok", detail: "none: built-in defaults" });
  });

  it("blames a broken workflow file in one row, with every problem, and still looks at the data", async () => {
    given();
    yard.write("workflow.yaml", "polling: { interval_ms: soon }\nagent: { backend: cluade }\n");
    const { rows, problems, row } = await look();
    expect(rows).toMatchInlineSnapshot(`
      [
        "repository ok …/repository",
        "workflow missing workflow.yaml is not valid: 2 errors",
        "agent warning not checked: the workflow file is not valid",
        "data ok …/data",
        "secrets ok none sealed; master key from the file secret.key in the data directory",
        "tracker warning not checked: the workflow file is not valid",
      ]
    `);
    expect(problems).toMatchInlineSnapshot(`
      "workflow.yaml:1:25 error polling.interval_ms must be a whole number of at least 100, not "soon"
      workflow.yaml:2:19 error agent.backend must be one of claude, codex, gemini, opencode, copilot, aider, command, scripted, mock, not "cluade"
        hint: did you mean "claude"?"
    `);
    expect(row("workflow")?.problems).toHaveLength(2);
  });

  it("finds what is wrong in a prompt before any agent is asked", async () => {
    given();
    yard.write("workflow.yaml", "agent: { backend: scripted, script: agent.yaml }\nprompt: |\n  Work.\n  {{ issue.titel }}\n");
    const { rows, problems } = await look();
    expect(rows).toContain("workflow missing workflow.yaml is not valid: 1 error");
    expect(problems).toMatchInlineSnapshot(`
      "workflow.yaml:4:4 error unknown variable "issue.titel"
        hint: did you mean "issue.title"?"
    `);
  });

  it("passes warnings of the workflow file on", async () => {
    given({ roadmap: ["Alpha"], workflow: "server: { port: 8080 }\n" });
    yard.write("WORKFLOW.md", "Work.\n");
    const { rows, problems } = await look();
    expect(rows).toContain("workflow warning workflow.yaml: 2 warnings");
    expect(problems).toMatchInlineSnapshot(`
      "workflow.yaml:1:1 warning workflow.yaml is read, WORKFLOW.md beside it is not
        hint: keep one of the two
      workflow.yaml:3:11 warning server.port is read by a later release and does nothing yet"
    `);
  });

  it("names a workflow file that is not there", async () => {
    given();
    const { row } = await look({ workflowFile: join(yard.directory, "other.yaml") });
    expect(row("workflow")).toMatchObject({ status: "missing", detail: expect.stringContaining("there is no such file") });
  });

  it("shows the entries of the roadmap that do not hold", async () => {
    given();
    yard.write("docs/roadmap.md", "### Alpha\n\n- **Status:** planned\n\n### Beta\n\n- **Status:** soon\n\n### Gamma\n");
    const { rows, problems } = await look();
    expect(rows).toContain("tracker warning roadmap: 1 issue in active states, 2 errors and 0 warnings in docs/roadmap.md");
    expect(problems).toMatchInlineSnapshot(`
      "docs/roadmap.md:7:15 error Beta > Status unknown status \`soon\`
        hint: use backlog, planned, in-progress, done or blocked
      docs/roadmap.md:9:1 error Gamma > Status the entry has no Status
        hint: add a line \`- **Status:** planned\` below the heading"
    `);
  });

  it("shows an entry where headings are of another level", async () => {
    given();
    yard.write("docs/roadmap.md", "# Roadmap\n\n## Login\n\n- **Status:** planned\n");
    const { row } = await look();
    expect(row("tracker")).toMatchObject({ status: "warning", hint: expect.stringContaining("\n### Add a login page\n\n- **Status:**") });
    yard.write("docs/roadmap.md", "# Roadmap\n\n### Login\n\n- **Status:** done\n");
    expect((await look()).row("tracker")).toMatchObject({ status: "ok", hint: null });
  });

  it("says of a repository without a commit what it lacks", async () => {
    given();
    yard.repository.git("update-ref", "-d", "HEAD");
    const { row } = await look();
    expect(row("repository")).toMatchObject({ status: "missing", hint: expect.stringContaining("git commit --allow-empty") });
    expect(row("repository")?.detail).toMatch(/^the repository .* has no commit yet, and work begins from one$/);
  });

  it("gives its hint once where there is no repository", async () => {
    given();
    const { rows, findings } = await look({ directory: yard.directory });
    expect(rows).toMatchInlineSnapshot(`
      [
        "repository missing … is not inside a git repository with a working tree",
        "workflow warning not looked at: it needs the repository",
        "agent warning not looked at: it needs the repository",
        "data warning not looked at: it needs the repository",
        "secrets warning not looked at: it needs the repository",
        "tracker warning not looked at: it needs the repository",
      ]
    `);
    expect(findings.filter(({ hint }) => hint !== null).map(({ name }) => name)).toEqual(["repository"]);
  });
});

describe("doctor about secrets", () => {
  const KEY = "YARDMASTER_SECRET_KEY";
  const BYTES = Buffer.alloc(32, 7).toString("base64");

  async function givenSecrets(work: (control: OpenControl) => Promise<unknown> = async () => {}): Promise<void> {
    given();
    const control = await openControl(yard.surroundings, NOWHERE);
    try {
      const resources = [secretStore("prod", { TOKEN: "1", OTHER: "2" })];
      await control.resources.apply({ project: "default", resources, prune: false, dryRun: false, expected: null });
      await work(control);
    } finally {
      await control.close();
    }
  }

  async function lookAtRow(variables: Record<string, string> = {}) {
    const surroundings = { ...yard.surroundings, variables: { ...yard.surroundings.variables, ...variables } };
    const row = (await examine(surroundings, NOWHERE)).find(({ name }) => name === "secrets");
    return [row?.status, row?.detail.replaceAll(yard.directory, "…"), row?.hint?.replaceAll(yard.directory, "…") ?? null];
  }

  const keyFile = () => join(yard.data, "secret.key");

  it("counts what opens, and names where the master key comes from", async () => {
    await givenSecrets();
    expect(await lookAtRow()).toEqual(["ok", "2 values, all open; master key from the file secret.key in the data directory", null]);
  });

  it.each<[string, () => void, Record<string, string>, string]>([
    ["is gone", () => rmSync(keyFile()), {}, "restore it from a copy, or set YARDMASTER_SECRET_KEY"],
    ["may be read by others", () => chmodSync(keyFile(), 0o640), {}, "(mode 0640); chmod 600 '…/data/secret.key'"],
    ["holds no key", () => writeFileSync(keyFile(), "no key"), {}, "it holds no key; restore it from a copy"],
    ["is another", () => {}, { [KEY]: BYTES }, "give the master key that was used before"],
    ["is none", () => {}, { [KEY]: "none" }, "`openssl rand -base64 32` makes one"],
    [
      "cannot be asked for",
      () => {},
      { YARDMASTER_SECRET_KEY_COMMAND: "echo locked >&2; exit 1" },
      "it exited with 1: locked; try the command by itself in a shell",
    ],
  ])("says that the master key %s, and what helps", async (_what, harm, variables, said) => {
    await givenSecrets();
    harm();
    const [status, detail, hint] = await lookAtRow(variables);
    expect([status, hint]).toEqual(["missing", expect.any(String)]);
    expect(`${detail?.replace(/key_\w+/, "key_…")}; ${hint}`).toContain(said);
  });

  it("looks at a key before anything is sealed with it, and makes none", async () => {
    given();
    expect(await lookAtRow({ [KEY]: "none" })).toEqual(["missing", expect.stringContaining("it is not a key"), expect.any(String)]);
    expect(await lookAtRow({ [KEY]: BYTES })).toEqual(["ok", "none sealed; master key from YARDMASTER_SECRET_KEY", null]);
    expect(await lookAtRow({ YARDMASTER_SECRET_KEY_COMMAND: "touch asked" })).toMatchObject(["ok", {}, null]);
    expect([existsSync(keyFile()), existsSync(join(yard.data, "asked"))]).toEqual([false, false]);
  });

  it("names the secret stores whose values do not open", async () => {
    await givenSecrets(async ({ secretKeys }) => {
      const { active } = await secretKeys.status({});
      await secretKeys.revoke({ id: active ?? "", force: true });
    });
    expect(await lookAtRow()).toEqual([
      "missing",
      "not every value opens of secretstore/prod (project: default)",
      "apply the secret store again with its values, or delete it",
    ]);
  });

  it("asks a server where one runs, which may have been given another key", async () => {
    given();
    const surroundings = { ...yard.surroundings, variables: { ...yard.surroundings.variables, [KEY]: BYTES } };
    const options = { workers: null, untilIdle: false, webhookBind: "none", onChange() {}, onOutput() {} };
    const server = await openServer(surroundings, NOWHERE, options);
    try {
      expect(await lookAtRow()).toEqual(["ok", "none sealed; master key from YARDMASTER_SECRET_KEY", null]);
    } finally {
      await server.stop();
    }
  });
});
