// A pull request as its readers see it: its title, and what its body says of the run.
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createRenderer } from "../../../src/rendering/create-renderer.ts";
import { renderPullRequest, toDraft } from "../../../src/runtime/presence/texts.ts";
import { admit, aStep, begin, create, done, failed, finished, ready } from "../../core/run/past.ts";
import { aCard, aRun, asked, IMPLEMENT, ORIGIN, VERIFY } from "../../core/views/a-card.ts";

const renderer = createRenderer({ directory: fileURLToPath(new URL("../../../templates", import.meta.url)) });
const held = { source: "request", held: true } as const;
const worked = [asked, admit, ready, begin("implement"), done("implement", 1, "0123456789abcdef"), begin("verify")] as const;
const lenient = create([IMPLEMENT, { ...VERIFY, continueOnError: true }], held);

describe("the pull request", () => {
  const finishedRun = aRun(...worked, done("verify"), finished());
  const facts = { title: "Login times out", template: null, isDraft: false, url: null };

  it("closes the issue, says what was done and checked, and names who asked", () => {
    const { title, body } = renderPullRequest(
      renderer,
      aCard(finishedRun),
      { ...ORIGIN, address: "7+ana@users.noreply.github.com" },
      facts,
    );
    expect(title).toBe("Login times out");
    expect(body).toMatchInlineSnapshot(`
      "Closes #12.

      \`fix\` was run for @ana.

      **What was done**

      - ✅ \`implement\`, 0 s, 2 files changed

      **Checks**

      - ✅ \`verify\`, 0 s

      To change something, comment \`/run fix <what>\`.
      Run \`r\`.

      Co-authored-by: ana <7+ana@users.noreply.github.com>
      "
    `);
  });

  it("begins with the repository's own text, and has ours below a rule", () => {
    const template = "## What\n\n<!-- say it -->\n\n- [ ] tests\n";
    const { body } = renderPullRequest(renderer, aCard(finishedRun), ORIGIN, { ...facts, template });
    expect(body).toMatch(/^## What\n\n<!-- say it -->\n\n- \[ \] tests\n\n---\n\nCloses #12\./);
  });

  it("names no app as an author, and always has a title", () => {
    const { title, body } = renderPullRequest(renderer, aCard(finishedRun), { ...ORIGIN, by: "renovate[bot]" }, { ...facts, title: " \n" });
    expect(body).not.toMatch(/Co-authored-by|@/);
    expect(title).toBe("Changes for #12");
  });

  it("says why it is a draft, and leads to the run's comment", () => {
    const both = create([IMPLEMENT, ...["lint", "verify"].map((id) => aStep(id, { continueOnError: true }))], held);
    const run = aRun(
      both,
      admit,
      ready,
      begin("implement"),
      done("implement", 1, "c1"),
      begin("lint"),
      failed("lint"),
      begin("verify"),
      failed("verify"),
      finished(),
    );
    const body = (url: string | null) =>
      renderPullRequest(renderer, aCard(run, { facts: { verb: "mend" } }), ORIGIN, { ...facts, isDraft: true, url }).body;
    expect(body("https://forge.test/1#issuecomment-7")).toContain(
      "It is a draft until `lint` and `verify` pass: push a fix and mark it ready, or comment `/mend retry`.\n\n**What",
    );
    expect(body("https://forge.test/1#issuecomment-7")).toContain(
      "To change something, comment `/mend fix <what>`.\nRun [`r`](https://forge.test/1#issuecomment-7).\n",
    );
    expect(body(null)).toContain("\nRun `r`.\n");
  });

  it("is a draft while a check of its own fails, or when whoever asked wants one", () => {
    const broken = aRun(
      lenient,
      admit,
      ready,
      begin("implement"),
      done("implement", 1, "c1"),
      begin("verify"),
      failed("verify"),
      finished(),
    );
    const wanted = { ...finishedRun, task: finishedRun.task && { ...finishedRun.task, variables: { draft: "true" } } };
    expect([finishedRun, broken, wanted].map((run) => toDraft(run, aCard(run)))).toEqual([null, "checks", "asked"]);
  });
});
