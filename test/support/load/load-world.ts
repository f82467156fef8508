// The built App as a process of its own before some repositories of a pretend GitHub, and the deliveries that such repositories make in a
// day: most lead to nothing, some are commands.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { readAppTemplate } from "../../../src/app/read-app-template.ts";
import { type AppProcess, startAppProcess } from "../app-process.ts";
import { temporaryDirectory } from "../git-repository.ts";
import { createPretendGitHub, type PretendGitHub } from "../github/pretend-github.ts";
import type { IssueComment, Repository } from "../github/state/repository.ts";
import type { Delivery } from "../github/webhooks/delivery.ts";

export interface LoadWorld {
  readonly github: PretendGitHub;
  readonly repositories: readonly Repository[];
  readonly database: string;
  /** On the directory that it had before. */
  start(port: number): Promise<AppProcess>;
  /** Deliveries of what people do who want nothing of the App, one of each kind for each repository. */
  readonly noise: readonly Delivery[];
  /** Somebody asks for something in an issue of its own. */
  ask(repository: Repository, command: string): { readonly delivery: Delivery; readonly comment: IssueComment };
}

/** Each owner is an installation, with limits of its own. */
const OWNERS = 8;
const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, command: "date +%N > mended.txt" }
    - { id: verify, command: "test -s mended.txt" }
`;
const FILES = { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS };
const TEXT = "I see the same since the update, on two machines; the second one is quite new. The log is below.\n\n".repeat(8);

export async function createLoadWorld(): Promise<LoadWorld> {
  const place = temporaryDirectory();
  const data = join(place.path, "data");
  const { default_permissions: permissions, default_events: events } = await readAppTemplate();
  const github = await createPretendGitHub({ permissions, events });
  const running = new Set<AppProcess>();
  onTestFinished(async () => {
    for (const app of running) await app.kill();
    await github.stop();
    place.dispose();
  });
  const repositories = Array.from({ length: OWNERS }, (_, index) =>
    github.repository(`owner-${index}/site`, { collaborators: { ann: "write", rob: "read" }, labels: ["bug", "later"], files: FILES }),
  );
  const taken: Delivery[] = [];
  // What they do is delivered by whoever loads the App; the pretend GitHub itself reaches nobody meanwhile.
  github.deliverTo("http://127.0.0.1:9/");
  github.webhooks.outage();
  for (const repository of repositories) makeNoise(github, repository);
  taken.push(...(await take()));

  async function take(): Promise<readonly Delivery[]> {
    await github.settled();
    return (github.webhooks.deliveries as Delivery[]).splice(0);
  }

  return {
    github,
    repositories,
    database: join(data, "app.db"),
    noise: taken,
    async start(port) {
      const app = await startAppProcess(place.path, {
        PATH: process.env["PATH"],
        HOME: place.path,
        TMPDIR: process.env["TMPDIR"],
        YARDMASTER_DATA_DIR: data,
        YARDMASTER_LOG_LEVEL: "info",
        APP_ID: String(github.app.id),
        PRIVATE_KEY: github.app.privateKey,
        WEBHOOK_SECRET: github.app.webhookSecret,
        GITHUB_API_URL: github.url,
        PORT: String(port),
      });
      running.add(app);
      return app;
    },
    ask(repository, command) {
      const before = github.webhooks.deliveries.length;
      const issue = github.as("rob").opensIssue(repository, { title: "Login times out" });
      const comment = github.as("ann").comments(issue, command);
      const made = (github.webhooks.deliveries as Delivery[]).splice(before);
      const delivery = made.find(({ event }) => event === "issue_comment");
      if (delivery === undefined) throw new Error("nobody was told of the comment");
      return { delivery, comment };
    },
  };
}

function makeNoise(github: PretendGitHub, repository: Repository): void {
  const [ann, rob] = [github.as("ann"), github.as("rob")];
  const issue = rob.opensIssue(repository, { title: "It breaks", body: TEXT });
  const comment = rob.comments(issue, TEXT);
  rob.edits(comment, `${TEXT}\nAnd again.`);
  ann.labels(issue, "bug");
  ann.unlabels(issue, "bug");
  ann.assigns(issue, "ann");
  for (const branch of ["login", "other", "third"]) ann.pushes(repository, branch, { [`${branch}.txt`]: "x\n" });
  const pull = ann.opensPull(repository, { from: "login", title: "Another login" });
  ann.pushes(repository, "login", { "more.txt": "y\n" });
  rob.reviews(pull, { body: "Looks fine to me." });
  rob.comments(pull, "Nice.");
}
