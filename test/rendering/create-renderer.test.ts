// The renderer: strict about names, bounded in work, deaf to what values say.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { YardmasterError } from "../../src/core/errors.ts";
import { createRenderer } from "../../src/rendering/create-renderer.ts";
import type { TemplateName } from "../../src/rendering/scopes.ts";

const outside = mkdtempSync(join(tmpdir(), "renderer-"));
const directory = mkdtempSync(join(outside, "templates-"));
writeFileSync(join(outside, "secret.liquid"), "secret");
writeFileSync(join(directory, "commit.liquid"), "{{ issue.title }}");
const renderer = createRenderer({ directory });
const scope = { issue: { title: "T", labels: ["a"], description: null }, attempt: null };

afterAll(() => rmSync(outside, { recursive: true }));

function render(text: string, values: object = scope): string {
  return renderer.parse(text, "WORKFLOW.md", 10).render(values);
}

/** The message and the hint, in one text for snapshots. */
function errorOf(work: () => unknown): string {
  try {
    return `rendered ${JSON.stringify(work())}`;
  } catch (error) {
    if (!(error instanceof YardmasterError)) throw error;
    return `${error.code}: ${error.message}${error.hint === null ? "" : ` (${error.hint})`}`;
  }
}

describe("rendering", () => {
  it("replaces variables and leaves what is null empty", () => {
    expect(render("{{ issue.title }}/{{ issue.description }}/{{ attempt }}")).toBe("T//");
  });

  it("takes dates as UTC", () => {
    expect(render("{{ at | date: '%Y-%m-%d %H:%M %z' }}", { at: "2026-01-02T03:04:05.000Z" })).toBe("2026-01-02 03:04 +0000");
  });

  it("reads a text once", () => {
    expect(renderer.parse("same", "a")).toBe(renderer.parse("same", "a"));
    expect(renderer.template("commit")).toBe(renderer.template("commit"));
  });

  it("forgets texts unused for long", () => {
    const first = renderer.parse("text", "first");
    for (let n = 0; n < 300; n += 1) renderer.parse(`text ${n}`, "many");
    expect(renderer.parse("text", "first")).not.toBe(first);
  });
});

describe("what a template gets wrong", () => {
  it.each([
    [
      "an unknown variable",
      "a\n  {{ issue.titel }}",
      'rendering WORKFLOW.md:11:6: unknown variable "issue.titel" (did you mean "issue.title"?)',
    ],
    ["an unknown root", "{{ isue.title }}", 'rendering WORKFLOW.md:10:4: unknown variable "isue" (did you mean "issue"?)'],
    ["a name like no other", "{{ zzz }}", 'rendering WORKFLOW.md:10:4: unknown variable "zzz" (known here: issue, attempt)'],
    ["an unknown variable in a condition", "{% if issue.nope %}{% endif %}", "known here: title, labels, description"],
    ["a variable of a prototype", "{{ issue.constructor }}", 'unknown variable "issue.constructor"'],
    ["an unknown filter", "\n{{ issue.title | upcas }}", 'reading WORKFLOW.md:11:1: unknown filter "upcas" (did you mean "upcase"?)'],
    ["an unknown tag", "{% iff attempt %}", 'reading WORKFLOW.md:10:1: unknown tag "iff" (did you mean "if"?)'],
    ["an output left open", "x {{ issue", 'reading WORKFLOW.md:10:3: output "{{ issue" not closed'],
    ["a tag left open", "{% if attempt %}", "reading WORKFLOW.md:10:1: tag {% if attempt %} not closed"],
  ])("names %s with its place", (_case, text, expected) => {
    const message = errorOf(() => render(text));
    expect(message).toMatch(/^rendering\.template: /);
    expect(message).toContain(expected);
  });

  it("names a template that does not exist", () => {
    expect(errorOf(() => renderer.template("comit" as TemplateName))).toContain('did you mean "commit"?');
  });

  it("names the directory of templates when it cannot be read", () => {
    expect(errorOf(() => createRenderer({ directory: "/nowhere/templates" }))).toMatch(/^rendering\.template: .*\/nowhere\/templates/);
  });
});

describe("what a template cannot do", () => {
  it.each(["include 'secret'", "render '../secret'", "layout 'secret'", `include '${outside}/secret.liquid'`, "block x"])(
    "use {%% %s %%}",
    (tag) => {
      expect(errorOf(() => render(`{% ${tag} %}`))).toContain("unknown tag");
    },
  );

  it("read a file outside its directory by name", () => {
    expect(errorOf(() => renderer.template("../secret" as TemplateName))).toContain("no such template");
  });

  it("evaluate a value as an expression", () => {
    expect(errorOf(() => render("{{ issue.labels | where_exp: 'x', issue.title }}"))).toContain('unknown filter "where_exp"');
  });

  it.each([
    ["make a huge list", "{% for i in (1..100000000000) %}x{% endfor %}", "memory alloc limit exceeded"],
    ["write without end", "{% for i in (1..9999) %}{{ text }}{% endfor %}", "the output is longer than 16000000 characters"],
    ["be huge", " ".repeat(1_000_001), "parse length limit exceeded"],
    ["be nested without end", "{% if true %}".repeat(20_000), "Maximum call stack size exceeded"],
  ])("%s", (_case, text, expected) => {
    expect(errorOf(() => render(text, { text: "x".repeat(10_000) }))).toContain(expected);
  });

  it("run for long", () => {
    // A limit of its own: on a busy machine the other cases must not meet it.
    const hasty = createRenderer({ directory, renderLimitMs: 50 });
    const template = hasty.parse("{% for i in (1..9000) %}{% for j in (1..900) %}{{ j }}{% endfor %}{% endfor %}", "WORKFLOW.md");
    expect(errorOf(() => template.render({}))).toContain("render limit exceeded");
  });
});
