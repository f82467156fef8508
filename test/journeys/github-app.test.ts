// From nothing to the first pull request: someone starts `yardmaster app`, makes the App on the page that it shows, installs it, and
// labels an issue. The built command line in a process of its own, and a pretend GitHub.
import { stat } from "node:fs/promises";
import { createServer } from "node:net";
import { describe, it } from "vitest";
import { createPretendGitHub } from "../support/github/pretend-github.ts";
import { until } from "../support/until.ts";
import { walkThroughSetup } from "../support/walk-through-setup.ts";
import { createYardOnDisk } from "../support/yard-on-disk.ts";

const MANIFESTS = `apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, command: "env > environment.txt; echo mended > mended.txt" }
---
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: by-label }
spec:
  event: { source: issue_labelled, filter: { label: agent } }
  action: { workflow: mend, workspace: default }
`;

/** One that was free a moment ago. */
async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return address.port;
}

describe("someone without an App", () => {
  it("makes one on the page that is shown, and has a pull request after a label", { timeout: 60_000 }, async ({
    expect,
    onTestFinished,
  }) => {
    const github = await createPretendGitHub();
    const yard = await createYardOnDisk();
    onTestFinished(async () => {
      await yard.remove();
      await github.stop();
    });
    const repository = github.repository("acme/site", {
      installed: false,
      collaborators: { ann: "admin" },
      labels: ["agent"],
      files: { "README.md": "# site\n", ".yardmaster/all.yaml": MANIFESTS },
    });
    const port = await findPort();
    const server = yard.startIn(
      { cwd: yard.directory, env: { GITHUB_API_URL: github.url, PORT: String(port), DEPLOY_KEY: "canary" } },
      "app",
    );
    await server.says("Make it here:");
    const [address = ""] = /http:\/\/127\.0\.0\.1\S+/.exec(server.output()) ?? [];
    const app = await walkThroughSetup(github, address, `http://127.0.0.1:${port}`);
    await server.says(`Serving the App ${app.slug} at http://127.0.0.1:${port}`);
    expect((await stat(`${yard.data}/app.env`)).mode & 0o777).toBe(0o600);

    const ann = github.as("ann");
    ann.installs(app, repository.owner, [repository]);
    ann.labels(ann.opensIssue(repository, { title: "Login times out", body: "Always." }), "agent");
    await until(() => [...repository.issues.values()].some(({ pull }) => pull !== null), 30_000);
    const [pull] = [...repository.issues.values()].filter((issue) => issue.pull !== null);
    expect(pull?.body).toContain("Closes #1");
    const seen = repository.git.git("show", `${pull?.pull?.head.ref}:environment.txt`);
    expect(seen).toContain("PATH=");
    expect(seen).not.toMatch(/canary|PRIVATE_KEY|WEBHOOK_SECRET|APP_ID|GITHUB_API_URL/);

    server.process.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    const again = yard.startIn({ cwd: yard.directory, env: { PORT: String(port) } }, "app");
    await again.says("Serving the App");
    expect(again.output()).not.toContain("Make it here");
    github.assertNoViolations();
  });
});
