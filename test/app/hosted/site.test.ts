// A repository of the App without a network: people speak in a thread, work is done in real git, and they are answered.
import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSite, type Site } from "../../../src/app/hosted/open-site.ts";
import type { Knock, KnockIssue } from "../../../src/bot/knock/knock.ts";
import { createMemoryForge, type MemoryForge } from "../../../src/forge/memory/index.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { createGitRepository, type GitRepository, temporaryDirectory } from "../../support/git-repository.ts";
import { turns } from "../../support/given-inbox.ts";
import { until } from "../../support/until.ts";

const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: write }
spec:
  steps:
    - { id: note, command: "echo {author} > note.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: wait }
spec:
  steps:
    - { id: wait, command: "while [ ! -e ../../go ]; do sleep 0.05; done" }
    - { id: then, command: "true" }
---
apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: listener }
spec: { capabilities: [implement], command: "echo {prompt} > heard.txt; while [ ! -e ../../go ]; do sleep 0.05; done" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: listen }
spec:
  steps:
    - { id: implement, agent: listener, prompt: "Mend {title}." }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-label }
spec:
  event: { source: issue_labelled, filter: { label: agent } }
  action: { workflow: write, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-slow-label }
spec:
  event: { source: issue_labelled, filter: { label: slow } }
  action: { workflow: wait, workspace: default }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: break }
spec:
  steps:
    - { id: work, command: "echo all is lost >&2; exit 3" }
`;

const POLICY = `apiVersion: orchestrator.dev/v2
kind: RuntimePolicy
metadata: { name: runtime }
spec:
  runner:
    shell: /bin/sh
    shell_arg: -c
    env_allowlist:
      - PATH
      - REGISTRY
  resume: { auto: true }
`;

let place: ReturnType<typeof temporaryDirectory>;
let source: GitRepository;
let forge: MemoryForge;
let site: Site;
let issue: number;
let deliveries = 0;

beforeEach(async () => {
  place = temporaryDirectory();
  source = createGitRepository(`${place.path}/source`);
  source.commit("main", { ".yardmaster/all.yaml": MANIFESTS });
  source.git("checkout", "--quiet", "--detach");
  forge = createMemoryForge();
  forge.repository.remote = { url: source.path, authorization: null };
  forge.repository.grant("ann", "write");
  forge.repository.grant("rob", "read");
  issue = forge.repository.openIssue({ title: "Login times out", body: "Always.", author: "eve" });
  site = await open([]);
});
afterEach(async () => {
  await site.close(0);
  place.dispose();
});

async function open(lentVariables: readonly string[]): Promise<Site> {
  return await openSite({
    surroundings: { variables: { ...process.env, REGISTRY: "ours", AWS_SECRET: "the operator's" }, cwd: place.path },
    directory: `${place.path}/host`,
    repository: forge.repository.facts,
    forge,
    issues: { openTracker: async () => createMemoryTracker(), mayReadBoards: async () => false },
    author: { name: "yardmaster[bot]", email: "bot@example.com" },
    lentVariables,
    verb: "run",
    mention: "yardmaster",
    log: { info() {}, warn() {}, error() {} },
    judge: { judge: async () => ({ isJudged: true, problems: [] }) },
    loadOrganisation: async () => null,
  });
}

/** With another list of what repositories are given. */
async function reopen(lentVariables: readonly string[]): Promise<void> {
  await site.close(0);
  site = await open(lentVariables);
}

function about(login: string) {
  deliveries += 1;
  const thread = forge.repository.thread(issue);
  const shown: KnockIssue = {
    title: thread.title,
    body: thread.body ?? "",
    author: thread.author,
    url: "https://forge.test/acme/site/issues/1",
    isOpen: true,
    isLocked: false,
    isPullRequest: false,
    labels: [],
  };
  return {
    guid: `guid-${deliveries}`,
    sender: { login, type: "User", isBot: false },
    at: 0,
    installation: 1,
    repository: { id: 1, owner: "acme", name: "site", defaultBranch: "main" },
    thread: issue,
    issue: shown,
  };
}

/** Says it and is heard. @returns the comment's id */
async function say(login: string, body: string): Promise<number> {
  const id = forge.repository.addComment(issue, login, body);
  const comment = { id, body, author: login, isByBot: false, url: "" };
  await site.hear({ ...about(login), type: "comment.created", comment } satisfies Knock);
  // Answers are written beside what was asked for.
  await turns(60);
  return id;
}

/** What we wrote in the thread, without marks. */
const ours = () =>
  forge.repository
    .commentsOf(issue)
    .filter(({ author }) => author === forge.repository.login)
    .map(({ body }) => body.replaceAll(/<!--.*?-->/gs, "").trim());
const reactions = (comment: number) => [...(forge.repository.comments.get(comment)?.reactions ?? [])];
const branches = () => source.git("for-each-ref", "--format=%(refname:short)", "refs/heads/yardmaster").split("\n").filter(Boolean);
const isDone = () => until(async () => !(await site.isBusy()), 20_000);

describe("in a thread", () => {
  it("a command runs a workflow on a branch of the thread, seen at once and shown in one comment", async () => {
    const comment = await say("ann", "/run write");
    await until(() => reactions(comment).includes("+1"));
    expect(reactions(comment)).toEqual(["eyes", "+1"]);
    await isDone();
    expect(branches()).toEqual(["yardmaster/1-login-times-out"]);
    expect(source.git("show", "yardmaster/1-login-times-out:note.txt")).toBe("ann");
    expect(ours()).toHaveLength(1);
  });

  it("the same comment delivered again starts nothing more", async () => {
    const id = forge.repository.addComment(issue, "ann", "/run write");
    const comment = { id, body: "/run write", author: "ann", isByBot: false, url: "" };
    for (let round = 0; round < 3; round += 1) await site.hear({ ...about("ann"), type: "comment.created", comment });
    await isDone();
    expect(source.git("rev-list", "--count", "main..yardmaster/1-login-times-out")).toBe("1");
    expect(ours()).toHaveLength(1);
  });

  it("somebody without write permission is told so, and nothing starts", async () => {
    await say("rob", "/run write");
    expect(ours()).toEqual([expect.stringContaining("needs `write` permission on this repository. You have `read`.")]);
    await isDone();
    expect(branches()).toEqual([]);
  });

  it("a slip is answered with the line that would work", async () => {
    await say("ann", "/run wrtie");
    expect(ours()[0]).toContain("/run write");
    expect(branches()).toEqual([]);
  });

  it("cancel stops the run that is under way, and says who did it", async () => {
    await say("ann", "/run wait");
    await until(async () => ours().some((text) => text.includes("wait")), 10_000);
    await say("ann", "/run cancel not needed any more");
    await isDone();
    await until(() => ours().some((text) => /Cancelled\*\* by `ann`.*not needed any more/s.test(text)), 10_000);
    expect(branches()).toEqual([]);
  });

  it("an edit is heard for what it adds", async () => {
    const id = forge.repository.addComment(issue, "ann", "/run write");
    const edited = { id, body: "/run write\n\n/run status", author: "ann", isByBot: false, url: "" };
    await site.hear({ ...about("ann"), type: "comment.edited", comment: edited, before: "/run write", writtenAt: 0 });
    expect(ours()).toEqual(["Nothing has run here yet. `/run help` shows what you can ask for."]);
    expect(await site.isBusy()).toBe(false);
  });

  it("a dry run tells what would be done and does nothing", async () => {
    await say("ann", "/run write --dry-run");
    expect(ours()).toMatchInlineSnapshot(`
      [
        "This would run \`write\` on \`yardmaster/1-login-times-out\`, starting from \`main\`:

      1. \`note\`

      Nothing was changed.",
      ]
    `);
    expect(await site.isBusy()).toBe(false);
  });

  it("a dry run starts from no other branch while there is work on its own", async () => {
    await site.hear({ ...about("ann"), type: "issue.labelled", label: "slow" });
    await say("ann", "/run write --dry-run");
    expect(ours().join("\n")).toContain("This would run `write` on `yardmaster/1-login-times-out`:");
    await site.hear({ ...about("ann"), type: "issue.unlabelled", label: "slow" });
    await isDone();
  });

  it("a label starts what a trigger says, for those who may, and why tells of those who may not", async () => {
    await site.hear({ ...about("rob"), type: "issue.labelled", label: "agent" });
    expect(await site.isBusy()).toBe(false);
    await say("rob", "/run why");
    expect(ours().at(-1)).toContain("`rob` has read permission, which is not enough to start work here");
    await site.hear({ ...about("ann"), type: "issue.labelled", label: "agent" });
    await isDone();
    expect(branches()).toEqual(["yardmaster/1-login-times-out"]);
  });

  it("taking the label off stops what it started, and no other label does", async () => {
    await site.hear({ ...about("ann"), type: "issue.labelled", label: "slow" });
    await until(() => ours().some((text) => text.includes("wait")), 10_000);
    expect(await site.hear({ ...about("ann"), type: "issue.unlabelled", label: "agent" })).not.toBeNull();
    expect(await site.hear({ ...about("ann"), type: "issue.unlabelled", label: "slow" })).toBeNull();
    await isDone();
    await until(() => ours().some((text) => text.includes("removed the label `slow`")), 10_000);
  });

  it("closing the issue stops what is under way", async () => {
    await say("ann", "/run wait");
    Object.assign(forge.repository.thread(issue), { isOpen: false });
    await site.hear({ ...about("ann"), type: "issue.closed" });
    await isDone();
    await until(() => ours().some((text) => text.includes("`ann` closed the issue")), 10_000);
  });

  it("closing the issue removes its workspace and keeps its branch", async () => {
    await say("ann", "/run write");
    await isDone();
    const workspaces = () => readdirSync(`${place.path}/host/repositories/1/data/workspaces`);
    expect(workspaces()).toHaveLength(1);
    Object.assign(forge.repository.thread(issue), { isOpen: false });
    await site.hear({ ...about("ann"), type: "issue.closed" });
    await until(() => workspaces().length === 0, 10_000);
    expect(branches()).toHaveLength(1);
  });

  it("a pause lets nothing begin until it is resumed", async () => {
    forge.repository.grant("max", "maintain");
    await say("max", "/run pause The release is under way.");
    expect(ours().at(-1)).toMatch(/^Paused\. Nothing starts here until `\/run resume`\./);
    await say("ann", "/run write");
    await say("ann", "/run queue");
    expect(ours().join("\n")).toMatch(/#1 `write` (?:waiting|paused)/);
    expect(branches()).toEqual([]);
    await say("max", "/run resume");
    await isDone();
    expect(branches()).toHaveLength(1);
  });

  it("what people tell the bot is kept for the next turn, and refused when there is none", async () => {
    const told = await say("ann", "/run listen\n\n/run tell Leave the names.");
    await until(() => reactions(told).includes("+1"));
    expect(reactions(told)).toEqual(["eyes", "+1"]);
    await say("ann", "/run cancel");
    await isDone();
    await say("ann", "/run tell Leave the names.");
    expect(ours().at(-1)).toContain("No run is under way here to pass this on to.");
    await say("ann", "@yardmaster please leave the names");
    expect(ours().at(-1)).toContain("Nothing is running here that could act on this.");
  });

  it("a command in the text of a new issue is heard as one in a comment", async () => {
    const opened = { ...about("ann"), type: "issue.opened" } as const;
    await site.hear({ ...opened, issue: { ...opened.issue, body: "It breaks.\n\n/run write" } });
    await isDone();
    expect(branches()).toHaveLength(1);
    await until(() => forge.repository.thread(issue).reactions.has("hooray"));
  });

  it("deleting the comment takes back what has not begun", async () => {
    forge.repository.grant("max", "maintain");
    await say("max", "/run pause");
    const id = await say("ann", "/run write");
    const comment = { id, body: "/run write", author: "ann", isByBot: false, url: "" };
    await site.hear({ ...about("ann"), type: "comment.deleted", comment });
    await say("max", "/run resume");
    await isDone();
    expect(branches()).toEqual([]);
  });

  it("in a locked thread, where we may not write, what people ask for is done all the same", async () => {
    forge.repository.thread(issue).isLocked = true;
    await say("ann", "/run write");
    await isDone();
    expect(branches()).toHaveLength(1);
    expect(ours()).toEqual([]);
  });

  it("a step is given what the operator lists of the server's variables, and is refused when the list gets shorter", async () => {
    source.git("checkout", "--quiet", "main");
    source.commit("main", { ".yardmaster/all.yaml": `${MANIFESTS}---\n${POLICY}`.replace("{author}", "$REGISTRY") });
    source.git("checkout", "--quiet", "--detach");
    await reopen(["REGISTRY"]);
    await say("ann", "/run write");
    await isDone();
    expect(source.git("show", "yardmaster/1-login-times-out:note.txt")).toBe("ours");
    await reopen([]);
    await say("ann", "/run write");
    await isDone();
    expect(ours().at(-1)).toContain(".yardmaster/all.yaml:58: REGISTRY is a variable of the server that this repository is not given");
    expect(source.git("rev-list", "--count", "main..yardmaster/1-login-times-out")).toBe("1");
  });

  it("a policy that names more than the operator lists is not taken over", async () => {
    source.git("checkout", "--quiet", "main");
    source.commit("main", {
      ".yardmaster/all.yaml": `${MANIFESTS}---\n${POLICY}`.replaceAll(/\{author\}|REGISTRY/g, (found) =>
        found === "REGISTRY" ? "AWS_SECRET" : "$AWS_SECRET",
      ),
    });
    source.git("checkout", "--quiet", "--detach");
    await reopen(["REGISTRY"]);
    await say("ann", "/run write");
    await isDone();
    expect(source.git("show", "yardmaster/1-login-times-out:note.txt")).toBe("ann");
  });

  it("a schedule that the repository keeps is due, unless it is suspended", async () => {
    expect(await site.loadNextDue()).toBeNull();
    const trigger = (name: string, suspend: boolean, schedule: string) => `apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: ${name} }
spec:
  cron: { schedule: "${schedule}" }
  action: { workflow: write, workspace: default }
  suspend: ${suspend}
`;
    source.git("checkout", "--quiet", "main");
    source.commit("main", {
      ".yardmaster/nightly.yaml": trigger("nightly", false, "0 3 1 1 *"),
      ".yardmaster/often.yaml": trigger("often", true, "* * * * *"),
    });
    source.git("checkout", "--quiet", "--detach");
    const push = { branch: "main", before: "", after: "", isNew: false, isDeleted: false, isForced: false };
    const { issue: _, ...where } = about("ann");
    await site.hear({ ...where, thread: null, type: "push", push });
    expect(new Date((await site.loadNextDue()) ?? 0).toISOString().slice(4)).toBe("-01-01T03:00:00.000Z");
    expect(await site.isBusy()).toBe(false);
  });

  it("the settings are shown with the place where each stands", async () => {
    await say("ann", "/run config");
    expect(ours().at(-1)).toContain("| `workflow/write` | the default branch | `.yardmaster/all.yaml:1` |");
  });
});

describe("what does not hold on the default branch", () => {
  const broken = `---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: work, command: 7 }
`;

  async function push(files: Readonly<Record<string, string>>): Promise<void> {
    source.git("checkout", "--quiet", "main");
    source.commit("main", files);
    source.git("checkout", "--quiet", "--detach");
    const { thread: _thread, issue: _issue, ...rest } = about("ann");
    await site.hear({ ...rest, type: "push", push: { branch: "main" } } as unknown as Knock);
  }

  it("is told with its places to whoever asks for the settings or why, until it is mended", async () => {
    await push({ ".yardmaster/mend.yaml": broken });
    await say("ann", "/run config");
    expect(ours().at(-1)).toMatchInlineSnapshot(`
      "The configuration on the default branch is not valid, so the previous one stays in use. Fix this there:

      - \`.yardmaster/mend.yaml:7\`: \`spec.steps[0].command must be a text, not 7\`. Put the value in quotes.

      ---

      | declared here | source | file | replaces |
      |---|---|---|---|
      | \`agent/listener\` | the default branch | \`.yardmaster/all.yaml:16\` |  |
      | \`workflow/break\` | the default branch | \`.yardmaster/all.yaml:42\` |  |
      | \`workflow/listen\` | the default branch | \`.yardmaster/all.yaml:21\` |  |
      | \`workflow/wait\` | the default branch | \`.yardmaster/all.yaml:8\` |  |
      | \`workflow/write\` | the default branch | \`.yardmaster/all.yaml:1\` |  |
      | \`trigger/by-label\` | the default branch | \`.yardmaster/all.yaml:28\` |  |
      | \`trigger/by-slow-label\` | the default branch | \`.yardmaster/all.yaml:35\` |  |

      | limit | value | set in |
      |---|---|---|
      | runs at once in this repository | 10 | built in |
      | output of a step | 64 MiB | built in |

      Comments on runs: \`sticky\`.

      <details><summary>Built in</summary>

      \`project/default\`, \`runtimepolicy/runtime\`, \`workspace/default\`, \`agent/coding-agent\`, \`steptemplate/fix.implement\`, \`workflow/fix\`, \`trigger/label-yardmaster\`

      </details>"
    `);
    await say("ann", "/run why");
    expect(ours().at(-1)).toContain("`.yardmaster/mend.yaml:7`");
    await push({ ".yardmaster/mend.yaml": "" });
    await say("ann", "/run why");
    expect(ours().at(-1)).toBe("Nothing was started here.");
  });

  it("is told of a workflow file, too", async () => {
    await push({ "WORKFLOW.md": "---\nagent:\n  max_turns: many\n---\nMend {{ issue.titel }}.\n" });
    await until(async () => {
      await say("ann", "/run why");
      return ours().at(-1)?.includes("`WORKFLOW.md:3`") ?? false;
    });
  });

  it("that does hold sets limits, which say where they come from", async () => {
    await push({ "WORKFLOW.md": "---\nagent:\n  backend: command\n  command: date\n  max_concurrent_agents: 3\n---\nMend it.\n" });
    await until(async () => {
      await say("ann", "/run config");
      return ours().at(-1)?.includes("| runs at once in this repository | 3 | `WORKFLOW.md:5` |") ?? false;
    });
    expect(ours().at(-1)).toContain("| a step of WORKFLOW.md may take | 1 h | built in |");
  });

  it("is named where a workflow is not known", async () => {
    await push({ ".yardmaster/mend.yaml": broken });
    await say("ann", "/run mend");
    expect(ours().at(-1)).toContain(
      "There is no command or workflow `mend` here. `.yardmaster/mend.yaml` has problems, so what it says now is not in use: `/run config` lists them.",
    );
  });
});

describe("why", () => {
  it("and the status say of a failed run what failed, in words of ours", async () => {
    await say("ann", "/run break");
    await isDone();
    await say("ann", "/run status");
    expect(ours().at(-1)).toMatch(/^- `break` failed in step `work`, asked for by `ann` \(`\S+`\): Its command exited with code 3\.$/);
    await say("ann", "/run why");
    expect(ours().at(-1)).toMatch(/^❌ \*\*Failed\*\* in step `work`: .*\nIts command exited with code 3\. \[See the run\]/);
  });

  it("says of a run what its own comment says, and leads there", async () => {
    await say("ann", "/run wait");
    await until(() => ours()[0]?.includes("step 1 of 2") ?? false, 10_000);
    const [card = ""] = ours();
    await say("ann", "/run why");
    const [standing = ""] = card.split("\n\n");
    expect(
      ours()
        .at(-1)
        ?.replace(/\d+ s /, ""),
    ).toContain(standing.replace(/\d+ s /, ""));
    expect(ours().at(-1)).toMatch(/ \[See the run\]\(http\S+\)\.$/);
    await say("ann", "/run cancel");
    await isDone();
  });
});
