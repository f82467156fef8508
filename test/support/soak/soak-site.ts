// One repository of the App that lives through thousands of runs: real git, a real store, real processes, and people who ask, merge, close
// and cancel. Only the forge is in memory.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { openSite, type Site } from "../../../src/app/hosted/open-site.ts";
import type { KnockIssue, KnockPullRequest } from "../../../src/bot/knock/knock.ts";
import type { MemoryThread } from "../../../src/forge/memory/repository.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { createGitRepository, GIT_ENV, temporaryDirectory } from "../git-repository.ts";
import { until } from "../until.ts";
import { createForgeOnGit } from "./forge-on-git.ts";

/** How an issue ends. */
export const FATES = ["merged", "closed", "failed", "cancelled"] as const;
export type Fate = (typeof FATES)[number];

export interface SoakSite {
  /** Of the repository: its store, its mirror, its workspaces. */
  readonly data: string;
  /** Opens an issue, asks for a run in it, and lets people do to what comes of it what they do. One run each. */
  live(fate: Fate): Promise<void>;
  /** Nothing is under way any more; what the forge remembers is let go of. */
  calm(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
  dispose(): void;
}

const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: coder }
spec: { capabilities: [implement], command: "echo {prompt} > mended.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, agent: coder, prompt: "Mend {title}." }
    - { id: verify, command: "test -s mended.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: break }
spec:
  steps:
    - { id: implement, command: "echo no; echo half > half.txt; exit 3" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: wait }
spec:
  steps:
    - { id: wait, command: "sleep 600 & echo begun; sleep 600" }
`;
const WORKFLOWS: Readonly<Record<Fate, string>> = { merged: "mend", closed: "mend", failed: "break", cancelled: "wait" };
const WITHIN_MS = 120_000;

export async function createSoakSite(): Promise<SoakSite> {
  const place = temporaryDirectory();
  const source = createSource(place.path);
  const { forge, repository, merge, clear } = createForgeOnGit(source);
  repository.grant("ann", "write");
  const troubles: string[] = [];
  const note = (facts: Readonly<Record<string, unknown>>, message: string) =>
    void troubles.push(`${message}: ${String(facts["err"] ?? "")}`);
  const variables = { PATH: process.env["PATH"], HOME: place.path, TMPDIR: process.env["TMPDIR"], YARDMASTER_LOG_LEVEL: "error" };
  let site: Site | null = null;
  let deliveries = 0;

  function about(number: number) {
    deliveries += 1;
    const { facts } = repository;
    return {
      guid: `delivery-${deliveries}`,
      sender: { login: "ann", type: "User", isBot: false },
      at: Date.now(),
      installation: 1,
      repository: { id: facts.id, owner: facts.owner, name: facts.name, defaultBranch: facts.defaultBranch },
      thread: number,
    };
  }

  function running(): Site {
    if (site === null) throw new Error("the site is closed");
    return site;
  }

  async function say(number: number, body: string): Promise<void> {
    const id = repository.addComment(number, "ann", body);
    const comment = { id, body, author: "ann", isByBot: false, url: "" };
    await running().hear({ ...about(number), type: "comment.created", issue: toIssue(repository.thread(number)), comment });
  }

  /** Says what people saw in the thread when it never comes true. */
  async function wait<T>(number: number, look: () => T | undefined | false): Promise<T> {
    return await until(look, WITHIN_MS).catch((cause: unknown) => {
      const said = repository.commentsOf(number).map(({ author, body }) => `${author}: ${body}`);
      throw new Error([`#${number} went no further:`, ...said, ...troubles].join("\n"), { cause });
    });
  }

  async function shown(number: number, what: RegExp): Promise<void> {
    await wait(number, () => repository.commentsOf(number).some(({ author, body }) => author === repository.login && what.test(body)));
  }

  async function endPull(issue: number, isMerged: boolean): Promise<void> {
    const isOf = ({ pull }: MemoryThread) => pull?.head.startsWith(`yardmaster/${issue}-`) === true;
    const pull = await wait(issue, () => [...repository.threads.values()].find(isOf));
    if (isMerged) merge(pull.number);
    else pull.isOpen = false;
    const type = isMerged ? "pull-request.merged" : "pull-request.closed";
    await running().hear({ ...about(pull.number), type, pullRequest: toPull(pull) });
  }

  async function close(number: number): Promise<void> {
    repository.thread(number).isOpen = false;
    await running().hear({ ...about(number), type: "issue.closed", issue: toIssue(repository.thread(number)) });
  }

  return {
    data: join(place.path, "host/repositories/1/data"),
    async live(fate) {
      const number = repository.openIssue({ title: "Login times out", author: "ann" });
      await say(number, `/run ${WORKFLOWS[fate]}`);
      if (fate === "cancelled") {
        await shown(number, /is at work|Running|`wait`/);
        await say(number, "/run cancel");
        await shown(number, /\*\*Cancelled\*\*/);
      } else if (fate === "failed") await shown(number, /\*\*Failed\*\*/);
      else {
        await shown(number, /\*\*Done\*\*/);
        await endPull(number, fate === "merged");
      }
      await close(number);
    },
    async calm() {
      await until(async () => !(await running().isBusy()), WITHIN_MS);
      clear();
      if (troubles.length > 0) throw new Error(`there was trouble:\n${troubles.slice(0, 20).join("\n")}`);
    },
    async open() {
      site = await openSite({
        surroundings: { cwd: place.path, variables },
        directory: join(place.path, "host"),
        repository: repository.facts,
        forge,
        issues: { openTracker: async () => createMemoryTracker(), mayReadBoards: async () => false },
        lentVariables: [],
        judge: { judge: async () => ({ isJudged: true, problems: [] }) },
        author: { name: "yardmaster[bot]", email: "bot@example.com" },
        verb: "run",
        mention: "yardmaster",
        log: { info() {}, warn: note, error: note },
        loadOrganisation: async () => null,
      });
    },
    async close() {
      await running().close(10_000);
      site = null;
    },
    dispose: () => place.dispose(),
  };
}

function createSource(path: string): string {
  const working = createGitRepository(join(path, "working"));
  working.commit("main", { ".yardmaster/all.yaml": MANIFESTS });
  const bare = join(path, "site.git");
  execFileSync("git", ["clone", "--quiet", "--bare", working.path, bare], { env: GIT_ENV });
  return bare;
}

function toIssue({ title, body, author, isOpen, pull }: MemoryThread): KnockIssue {
  const words = { title, body: body ?? "", author, url: "", isOpen, isLocked: false, labels: [] };
  return { ...words, isPullRequest: pull !== null };
}

function toPull({ title, body, author, isOpen, pull }: MemoryThread): KnockPullRequest {
  if (pull === null) throw new Error("it is no pull request");
  const { head, headCommit, base, isMerged, isDraft } = pull;
  const words = { title, body: body ?? "", author, url: "", isOpen, isLocked: false, isDraft, labels: [] };
  return { ...words, isMerged, head, headCommit, isFromFork: false, base };
}
