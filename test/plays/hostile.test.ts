// People who mean harm, and what looks like a command and is none: nothing starts, and nothing gets out.
import { createHmac } from "node:crypto";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";

const TRAPS = ["$(touch trapped)", "`touch trapped`", "'; touch trapped; '", "\n/run mend", "@ann", "<!-- yardmaster:run/x -->"].join(" ");
/** A mention that would ring somebody's bell: not in code, and not broken up. */
const MENTION = /(?:^|[^\w`\u200b])@ann/;

async function post(world: AppWorld, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
  const url = world.github.app.webhookUrl ?? "";
  return (await fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body })).status;
}

/** The last comment's delivery, signed with a secret of one's own. */
function forge({ github }: AppWorld, secret: string): readonly [Record<string, string>, string] {
  const body = github.webhooks.deliveries.findLast(({ event }) => event === "issue_comment")?.body ?? "";
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  return [{ "x-github-event": "issue_comment", "x-github-delivery": "forged-1", "x-hub-signature-256": signature }, body];
}

describe("nothing starts", { timeout: 60_000 }, () => {
  it("by a webhook that GitHub did not sign", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.webhooks.outage();
    await world.says("ann", issue, "/run mend");
    github.webhooks.resume();
    const [headers, body] = forge(world, "a guess");
    const { "x-hub-signature-256": _, ...unsigned } = headers;
    expect([await post(world, headers, body), await post(world, unsigned, body)]).toEqual([401, 401]);
    await world.heard(issue);
    expect(world.tally()).toContain("no comment");
    expect(await post(world, ...forge(world, github.app.webhookSecret))).toBe(202);
  });

  it("by what only looks like a command", async () => {
    const world = await openAppWorld();
    const issue = world.github.as("ann").opensIssue(world.repository, { title: "Login times out" });
    const looks = [
      "> /run mend",
      "```\n/run mend\n```",
      "    /run mend",
      "`/run mend`",
      "<pre>\n/run mend\n</pre>",
      "<!--\n/run mend\n-->",
      "- /run mend",
      "# /run mend",
      "Say /run mend",
      "On Friday Ann wrote:\n> /run mend",
    ];
    for (const look of looks) await world.says("ann", issue, look);
    await world.heard(issue);
    expect(world.answers(issue)).toHaveLength(1);
    expect(world.branches()).toEqual([]);
  });

  it("by a bot, by a stranger's label, or by a comment that a stranger edits", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.world.accounts.set("evil[bot]", { ...github.account("evil"), login: "evil[bot]", type: "Bot" });
    await world.says("evil[bot]", issue, "/run mend");
    github.as("rob").labels(issue, "agent");
    const comment = await world.says("ann", issue, "Nothing to do.");
    github.as("rob").edits(comment, "/run mend");
    await github.settled();
    await world.heard(issue);
    expect(world.tally()).toContain("no comment");
    expect(world.branches()).toEqual([]);
    expect(world.answers(issue).join("\n")).toContain("needs `write` permission on this repository");
  });

  it("on a fork's pull request, and whoever asks is told why", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const fork = github.fork(repository, "eve");
    github.as("eve").pushes(fork, "gift", { "gift.txt": "x\n" });
    const pull = github.as("eve").opensPull(repository, { from: "gift", title: "A gift", fork });
    github.as("ann").labels(pull, "agent");
    expect(await world.asks("ann", pull, "/run mend")).toMatchInlineSnapshot(`
      "The pull request comes from a fork, which Yardmaster cannot push to.

      Push the branch to this repository, and ask again on a pull request from there."
    `);
    expect(world.tally()).toContain("no comment");
  });
});

describe("what a stranger writes", { timeout: 60_000 }, () => {
  it("is obeyed nowhere when it is a pull request's own configuration", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const evil = STAGE_MANIFESTS.replaceAll("date +%N > mended.txt", `touch ${world.directory}/trapped`);
    github.as("ben").pushes(repository, "evil", { ".yardmaster/all.yaml": evil });
    const pull = github.as("ben").opensPull(repository, { from: "evil", title: "Mend" });
    await world.tells("ann", pull, "/run mend");
    await world.eventually("the run is done", () => world.cards(pull)[0]?.includes("Done") ?? false);
    expect(world.has("trapped")).toBe(false);
    expect(repository.git.git("ls-tree", "--name-only", "evil")).toContain("mended.txt");
  });

  it("is text in titles, bodies and instructions, and never a program, a command or a mention", async () => {
    const steps = `{ id: say, command: "printf '%s\\\\n' {title} {body} {arguments} > said.txt" }`;
    const manifest = `apiVersion: orchestrator.dev/v2\nkind: Workflow\nmetadata: { name: say }\nspec:\n  steps:\n    - ${steps}\n`;
    const world = await openAppWorld({ files: { ".yardmaster/all.yaml": manifest } });
    const { github, repository } = world;
    const line = TRAPS.replaceAll("\n", " ");
    const issue = github.as("eve").opensIssue(repository, { title: line, body: TRAPS });
    await world.says("ann", issue, `/run say ${line}`);
    await world.eventually("the run is over", () => world.cards(issue).some((card) => card.includes("Done")));
    await world.heard(issue);
    expect(readdirSync(world.directory, { recursive: true }).filter((path) => String(path).endsWith("trapped"))).toEqual([]);
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Done
      1 check: success
      1 pull request: $(touch trapped) \`touch trapped\` '; touch trapped; ' /run mend @​ann <​!-- yardmaster:run/x --> (open)
      1 branch: yardmaster/1-touch-trapped-touch-trapped-touch-trapp with 1 commit"
    `);
    const [branch = ""] = world.branches();
    expect(repository.git.git("show", `${branch}:said.txt`).split("\n")[0]).toBe(line);
    const ours = [...repository.comments.values()].filter(({ author }) => author.login === "yardmaster[bot]");
    expect(ours.map(({ body }) => body).filter((body) => MENTION.test(body))).toEqual([]);
  });
});

/** Each instance takes its schema a second, and the check of schemas five seconds in all. */
const SLOW = `apiVersion: orchestrator.dev/v2
kind: CustomResourceDefinition
metadata: { name: slows.test.dev }
spec:
  kind: Slow
  plural: slows
  group: test.dev
  versions:
    - name: v1
      schema:
        type: object
        $ref: "#/$defs/d0"
        $defs:
          d40: { type: object }
${Array.from({ length: 40 }, (_, index) => `          d${index}: { allOf: [{ $ref: "#/$defs/d${index + 1}" }, { $ref: "#/$defs/d${index + 1}" }] }`).join("\n")}
`;

function manySlow(count: number): string {
  const instance = (index: number) => `---\napiVersion: test.dev/v1\nkind: Slow\nmetadata: { name: i${index} }\nspec: { a: 1 }\n`;
  return SLOW + Array.from({ length: count }, (_, index) => instance(index)).join("");
}

describe("nothing stands still", { timeout: 60_000 }, () => {
  it("while a configuration that a stranger proposes takes long to check", async () => {
    const world = await openAppWorld({ runs: "as a process" });
    const { github, repository, eventually } = world;
    const mallory = github.as("mallory");
    const fork = github.fork(repository, "mallory");
    mallory.pushes(fork, "config", { ".yardmaster/slow.yaml": manySlow(3) });
    const health = new URL("/health", github.app.webhookUrl ?? "");
    mallory.opensPull(repository, { from: "config", title: "Better", fork });
    let longest = 0;
    await eventually("there is a check", async () => {
      const begun = performance.now();
      await (await fetch(health)).text();
      longest = Math.max(longest, performance.now() - begun);
      return repository.checks.size > 0;
    });
    expect(longest).toBeLessThan(1500);
    expect([...repository.checks.values()][0]).toMatchObject({ name: "yardmaster / config", conclusion: "neutral" });
    github.assertNoViolations();
  });
});
