// A label on an issue, and what comes of it until its pull request is merged: the App, real git, and a pretend GitHub over HTTP.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";
import { isPull } from "../support/github/render/pull.ts";

describe("a label on an issue", { timeout: 60_000 }, () => {
  it("leads to a pull request that closes it, a check, and one comment that tells all of it", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const ann = github.as("ann");
    const issue = ann.opensIssue(repository, { title: "Login times out", body: "Always." });
    ann.labels(issue, "agent");
    await world.eventually("the run is done", () => world.cards(issue).some((text) => text.includes("✅")));
    await world.eventually("the check is done", () => [...repository.checks.values()].some(({ status }) => status === "completed"));
    expect(world.describe()).toMatchInlineSnapshot(`
      "#1 Login times out (open issue)
        yardmaster[bot]:
          ✅ **Done**: \`mend\` for \`ann\`, in 0 s.

          Pull request: #2, changes 1 file: \`mended.txt\`.
          Branch \`yardmaster/1-login-times-out\`, commit \`…\`.

          <details><summary>Steps</summary>

          - ✅ \`implement\`, 0 s, 1 file changed
          - ✅ \`verify\`, 0 s

          </details>

          Run \`run_…\`.
      #2 Login times out (open pull request from yardmaster/1-login-times-out)
          Closes #1.

          \`mend\` was run for @ann.

          **Checks**

          - ✅ \`implement\`, 0 s, 1 file changed
          - ✅ \`verify\`, 0 s

          To change something, comment \`/run mend <what>\`.
          Run [\`run_…\`](https://github.com/acme/site/issues/1#issuecomment-1017).

          Co-authored-by: ann <1006+ann@users.noreply.github.com>
      check yardmaster / mend: success, Done in 0 s"
    `);

    const pull = repository.issues.get(2);
    if (pull === undefined || !isPull(pull)) throw new Error("there is no pull request");
    ann.approves(pull);
    ann.merges(pull);
    await world.eventually("its branch is cleaned up", () => world.branches().length === 0);
    await world.heard(issue);
    expect(repository.git.git("ls-tree", "--name-only", "main")).toContain("mended.txt");
    expect(issue.state).toBe("closed");
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Done
      1 check: success
      1 pull request: Login times out (closed)
      no branch"
    `);
    github.assertNoViolations();
  });
});
