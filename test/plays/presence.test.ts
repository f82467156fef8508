// Plays: what people see of a run besides its comment, who is named in it, and how little of it a repository may want.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";

const toProject = (comments: string) => `---
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: default }
spec: { comments: { runs: ${comments} } }
`;

describe("a run", { timeout: 60_000 }, () => {
  it("has reactions on the comment that asked for it, a check that leads to its own, and commits of two authors", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    const asked = await world.tells("ann", issue, "/run mend");
    const reactions = () => asked.reactions.map(({ content }) => content);
    await world.eventually("its end is seen on what asked", () => reactions().includes("hooray"));
    expect(reactions().filter((content) => content !== "rocket")).toEqual(["eyes", "+1", "hooray"]);
    const card = [...repository.comments.values()].find(({ body }) => body.includes("yardmaster:run/"));
    const [check] = repository.checks.values();
    expect(check?.detailsUrl).toBe(`https://github.com/acme/site/issues/1#issuecomment-${card?.id}`);
    expect(check?.externalId).toBe(/yardmaster:run\/(\S+)/.exec(card?.body ?? "")?.[1]);
    const [branch = ""] = world.branches();
    const ann = `${github.account("ann").id}+ann@users.noreply.github.com`;
    const bot = `${github.account("yardmaster[bot]").id}+yardmaster[bot]@users.noreply.github.com`;
    expect(repository.git.git("log", "-1", "--format=%an <%ae>%n%(trailers:key=Co-authored-by)", branch).trim()).toBe(
      `yardmaster[bot] <${bot}>\nCo-authored-by: ann <${ann}>`,
    );
    expect(repository.issues.get(2)?.body).toContain(`Co-authored-by: ann <${ann}>`);
    github.assertNoViolations();
  });

  it("has as many comments as the repository wants, from the next push on", async () => {
    const world = await openAppWorld({
      files: { "README.md": "# site\n", ".yardmaster/all.yaml": `${STAGE_MANIFESTS}${toProject("off")}` },
    });
    const { github, repository } = world;
    const ann = github.as("ann");
    const green = () => [...repository.checks.values()].filter(({ conclusion }) => conclusion === "success").length;
    const quiet = ann.opensIssue(repository, { title: "Login times out" });
    ann.labels(quiet, "agent");
    await world.eventually("its check is green", () => green() === 1);
    expect(await world.asks("ann", quiet, "/run config")).toContain("Comments on runs: `off`.");
    expect(world.cards(quiet)).toEqual([]);
    ann.pushes(repository, "main", { ".yardmaster/all.yaml": `${STAGE_MANIFESTS}${toProject("final")}` });
    const other = ann.opensIssue(repository, { title: "Logout too" });
    const says = async (words: string) => (await world.asks("ann", other, "/run config")).includes(words);
    await world.eventually("the push is heard", () => says("Comments on runs: `final`."));
    ann.labels(other, "agent");
    await world.eventually("its check is green", () => green() === 2);
    expect(world.cards(other)).toEqual([expect.stringMatching(/^✅ \*\*Done/)]);
    github.assertNoViolations();
  });

  it("has the configuration that it changes checked, though the server died before that", async () => {
    const breaks = STAGE_MANIFESTS.replace("date +%N > mended.txt", "echo mend > mended.txt; echo mend >> .yardmaster/all.yaml");
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": breaks }, runs: "as a process" });
    const { github, repository } = world;
    github.fails("GET /repos/acme/site/contents/.yardmaster**", { with: "status", status: 502 }, 100);
    const issue = github.as("ann").opensIssue(repository, { title: "Mend it" });
    await world.tells("ann", issue, "/run mend");
    const isTried = () => github.requests.all.some(({ path, status }) => path.includes("/contents/.yardmaster") && status === 502);
    await world.eventually("the configuration is being read", isTried);
    await world.crash();
    github.recovers();
    await world.start();
    const checks = () => [...repository.checks.values()].filter(({ name }) => name === "yardmaster / config");
    await world.eventually("there is a check", () => checks().length > 0);
    expect(checks()).toMatchObject([{ conclusion: "failure", output: { title: "1 problem" } }]);
    expect(world.cards(issue)).toHaveLength(1);
    github.assertNoViolations();
  });
});
