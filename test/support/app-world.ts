// A stage for plays: a pretend GitHub, a repository on it, and the App at work beside it on a directory of its own: in this process, or as
// the built program in one that can be killed. Steps and the play speak to each other through files in the stage's directory.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openApp } from "../../src/app/hosted/open-app.ts";
import { readAppTemplate } from "../../src/app/read-app-template.ts";
import { sendSignal } from "../../src/std/end-processes.ts";
import { startAppProcess } from "./app-process.ts";
import { describeRepository, toPlainText } from "./describe-repository.ts";
import { temporaryDirectory } from "./git-repository.ts";
import { createPretendGitHub, type PretendGitHub, type PretendGitHubOptions, type RepositorySettings } from "./github/pretend-github.ts";
import type { Issue, IssueComment, Repository } from "./github/state/repository.ts";
import { createHastenedClock } from "./hastened-clock.ts";
import { until } from "./until.ts";
import { findStepProcesses } from "./yard-on-disk.ts";

export interface AppWorld {
  readonly github: PretendGitHub;
  readonly repository: Repository;
  readonly directory: string;
  /** Starts it again, after `stop` or `crash`, or for the first time. */
  start(): Promise<void>;
  stop(graceMs?: number): Promise<void>;
  /** Kill -9. Only where the App is a process of its own. */
  crash(): Promise<void>;
  restart(graceMs?: number): Promise<void>;
  /** So much time passes for the App, where it is in this process, and on GitHub. */
  passes(ms: number): void;
  /** What the App as a process has written since the play began. */
  output(): string;
  /** Says it in the thread; when it comes back, the App has taken the delivery and not necessarily handled it. */
  says(login: string, issue: Issue, body: string): Promise<IssueComment>;
  /** Says it, and waits for the answer to this comment. @returns the answer, without marks */
  asks(login: string, issue: Issue, body: string): Promise<string>;
  /** Says it, and waits until it has been obeyed without a word. */
  tells(login: string, issue: Issue, body: string): Promise<IssueComment>;
  /** Until everything that was delivered about a thread before has been handled. Leaves an answer to `ann` there. */
  heard(issue: Issue): Promise<void>;
  /** Comments of the App in a thread, without marks and zero-width breaks. */
  answers(issue: Issue): readonly string[];
  /** Comments that show a run, the oldest first. */
  cards(issue: Issue): readonly string[];
  /** Branches that the App made. */
  branches(): readonly string[];
  /** Lines that tell of pull requests, checks and branches: what must be there once. */
  tally(): string;
  /** What people see on GitHub now: threads with our comments, pull requests, checks, and our branches. Ids and times are left out. */
  describe(): string;
  /** Until it is so, for half a minute at most. */
  eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  /** Whether a step has left such a file: `begun`. */
  has(name: string): boolean;
  /** What steps wait for: `go`. */
  put(name: string): void;
  /** Every git of the App with this word among its arguments stops there, and counts as `held.<pid>`, until the play puts `go.git`. */
  holdGit(word: string): void;
  heldGits(): readonly number[];
  /** Processes of steps, whoever started them. */
  stepProcesses(): readonly number[];
}

export interface StageSettings extends RepositorySettings {
  /** Besides what the App needs. */
  readonly variables?: Readonly<Record<string, string>>;
  /** @defaultValue `here`, in this process */
  readonly runs?: "here" | "as a process";
  /** An enterprise server, whose API stands below `/api/v3`. @defaultValue false */
  readonly isEnterprise?: boolean;
}

interface RunningApp {
  readonly address: { readonly host: string; readonly port: number };
  stop(graceMs: number): Promise<void>;
  kill(): Promise<void>;
  output(): string;
}

/** `$STAGE` in a file stands for the stage's directory. `mend` is quick; `wait` says `begun` and goes on when the play puts `go`. */
export const STAGE_MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, command: "date +%N > mended.txt" }
    - { id: verify, command: "test -s mended.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: wait }
spec:
  steps:
    - { id: work, command: "touch $STAGE/begun; until [ -e $STAGE/go ]; do sleep 0.05; done; date +%N > waited.txt" }
    - { id: verify, command: "test -s waited.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-label }
spec:
  event: { source: issue_labelled, filter: { label: agent } }
  action: { workflow: mend, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: slowly-by-label }
spec:
  event: { source: issue_labelled, filter: { label: slowly } }
  action: { workflow: wait, workspace: default }
`;

const PEOPLE = { ann: "write", ben: "write", max: "maintain", rob: "read", tia: "triage", ada: "admin" } as const;

export async function openAppWorld(settings: StageSettings = {}): Promise<AppWorld> {
  const { variables = {}, runs = "here", isEnterprise = false, files, ...rest } = settings;
  const place = temporaryDirectory();
  const data = join(place.path, "data");
  const github = await createPretendGitHub(await readAsked());
  const given = files ?? { "README.md": "# site\n", ".yardmaster/all.yaml": STAGE_MANIFESTS };
  const repository = github.repository("acme/site", {
    collaborators: PEOPLE,
    labels: ["agent", "slowly"],
    ...rest,
    files: Object.fromEntries(Object.entries(given).map(([path, text]) => [path, text?.replaceAll("$STAGE", place.path) ?? null])),
  });
  const surroundings = {
    cwd: place.path,
    variables: {
      PATH: `${place.path}/bin:${process.env["PATH"]}`,
      HOME: place.path,
      TMPDIR: process.env["TMPDIR"],
      YARDMASTER_DATA_DIR: data,
      YARDMASTER_LOG_LEVEL: process.env["PLAY_LOG"] ?? (runs === "here" ? "silent" : "debug"),
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      ...(isEnterprise ? { GHE_HOST: new URL(github.url).host, GHE_PROTOCOL: "http" } : { GITHUB_API_URL: github.url }),
      PORT: "0",
      ...variables,
    },
  };
  const clock = createHastenedClock();
  let app: RunningApp | null = null;
  const outputs: string[] = [];

  async function open(): Promise<RunningApp> {
    if (runs === "here") {
      const opened = await openApp(surroundings, clock);
      const kill = () => Promise.reject(new Error("only a process of its own can be killed"));
      return { address: opened.address, stop: opened.stop, kill, output: () => "" };
    }
    const started = await startAppProcess(place.path, surroundings.variables);
    return { address: started.address, stop: started.stop, kill: started.kill, output: started.output };
  }

  async function end(how: (running: RunningApp) => Promise<void>): Promise<void> {
    const running = app;
    if (running === null) return;
    app = null;
    await how(running);
    outputs.push(running.output());
  }

  const ours = (issue: Issue) =>
    [...issue.repository.comments.values()].filter((comment) => comment.issue === issue && comment.author.login === "yardmaster[bot]");
  const findAnswer = ({ id, issue }: IssueComment) => ours(issue).find(({ body }) => body.includes(`yardmaster:reply/${id} `));
  const hasReaction = ({ reactions }: IssueComment, wanted: string) => reactions.some(({ content }) => content === wanted);
  let questions = 0;

  const world: AppWorld = {
    github,
    repository,
    directory: place.path,
    async start() {
      app = await open();
      github.deliverTo(`http://${app.address.host}:${app.address.port}/api/github/webhooks`);
    },
    stop: (graceMs = 0) => end((running) => running.stop(graceMs)),
    crash: () => end((running) => running.kill()),
    async restart(graceMs = 0) {
      await world.stop(graceMs);
      await world.start();
    },
    passes(ms) {
      github.clock.advance(ms);
      clock.advance(ms);
    },
    output: () => [...outputs, app?.output() ?? ""].join(""),
    async says(login, issue, body) {
      const comment = github.as(login).comments(issue, body);
      await github.settled();
      return comment;
    },
    async asks(login, issue, body) {
      const comment = await world.says(login, issue, body);
      await world.eventually(`an answer to: ${body}`, () => findAnswer(comment) !== undefined);
      return toPlainText(findAnswer(comment)?.body ?? "");
    },
    async tells(login, issue, body) {
      const comment = await world.says(login, issue, body);
      const isOver = () => hasReaction(comment, "+1") || findAnswer(comment) !== undefined;
      await world.eventually(`nothing said against: ${body}`, isOver);
      const against = findAnswer(comment);
      if (against !== undefined) throw new Error(`${body} was answered: ${toPlainText(against.body)}`);
      return comment;
    },
    async heard(issue) {
      questions += 1;
      await world.asks("ann", issue, `/run help cancel\n\n(${questions})`);
    },
    answers: (issue) => ours(issue).map(({ body }) => toPlainText(body)),
    cards: (issue) =>
      ours(issue)
        .filter(({ body }) => /<!-- yardmaster:run\/\S+ -->\s*$/.test(body))
        .map(({ body }) => toPlainText(body)),
    branches: () => [...repository.git.refs("refs/heads/yardmaster").keys()].map((ref) => ref.slice("refs/heads/".length)),
    tally() {
      const cards = [...repository.issues.values()].flatMap(world.cards);
      const pulls = [...repository.issues.values()].filter(({ pull, author }) => pull !== null && author.login === "yardmaster[bot]");
      const ended = [...repository.checks.values()].map(({ conclusion, status }) => conclusion ?? status);
      const tips = repository.git.refs();
      const heads = world.branches().map((branch) => {
        const [base = "", tip = ""] = [repository.defaultBranch, branch].map((name) => tips.get(`refs/heads/${name}`));
        const commits = repository.git.log([`${base}..${tip}`]).length;
        return `${branch} with ${commits} ${commits === 1 ? "commit" : "commits"}`;
      });
      return [
        count(
          "comment",
          cards.map((card) => /\*\*(.+?)\*\*/.exec(card)?.[1] ?? card),
        ),
        count("check", ended),
        count(
          "pull request",
          pulls.map(({ title, state }) => `${title} (${state})`),
        ),
        count("branch", heads),
      ].join("\n");
    },
    describe: () => describeRepository(repository),
    async eventually(what, isSo) {
      await until(async () => await isSo(), 30_000).catch((error: unknown) => {
        throw new Error(`never: ${what}\n${world.describe()}`, { cause: error });
      });
    },
    has: (name) => existsSync(join(place.path, name)),
    put: (name) => writeFileSync(join(place.path, name), ""),
    holdGit(word) {
      mkdirSync(join(place.path, "bin"), { recursive: true });
      const file = join(place.path, "bin", "git");
      writeFileSync(file, toHeldGit(place.path, word, process.env["PATH"] ?? ""));
      chmodSync(file, 0o755);
    },
    heldGits: () =>
      readdirSync(place.path)
        .filter((name) => name.startsWith("held."))
        .map((name) => Number(name.slice("held.".length))),
    stepProcesses: () => findStepProcesses(join(data, "repositories", String(repository.id), "data")),
  };
  onTestFinished(async () => {
    await (runs === "here" ? world.stop(0) : world.crash());
    for (const pid of [...world.stepProcesses(), ...world.heldGits()]) sendSignal(pid, "SIGKILL");
    await github.stop();
    place.dispose();
  });
  await world.start();
  return world;
}

/** `2 checks: success, failure`. */
function count(what: string, all: readonly string[]): string {
  const plural = what === "branch" ? "branches" : `${what}s`;
  return all.length === 0 ? `no ${what}` : `${all.length} ${all.length === 1 ? what : plural}: ${all.join(", ")}`;
}

function toHeldGit(place: string, word: string, path: string): string {
  return `#!/bin/sh
case " $* " in *" ${word} "*)
  : > '${place}/held.'$$
  until [ -e '${place}/go.git' ]; do sleep 0.02; done
esac
PATH='${path}' exec git "$@"
`;
}

/** The App may do, and is told, what app.yml asks for, and no more. */
async function readAsked(): Promise<Pick<PretendGitHubOptions, "permissions" | "events">> {
  const { default_permissions: permissions, default_events: events } = await readAppTemplate();
  return { permissions, events };
}
