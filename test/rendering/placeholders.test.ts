// The manifest dialect: `{name}` of known names and nothing else, and never inside values.
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRenderer } from "../../src/rendering/create-renderer.ts";

const renderer = createRenderer({ directory: fileURLToPath(new URL("../../templates", import.meta.url)) });

function render(text: string, values: Record<string, string>): string {
  return renderer.parseDialect(text, Object.keys(values), "plan.yaml").render(values);
}

/** Texts made of the pieces that could be taken for a placeholder or for Liquid. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom("{", "}", "{{", "}}", "{%", "%}", "{%-", "raw", "endraw", "goal", " ", "\n", '"', "'", "\\", "|"),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(""));

describe("the manifest dialect", () => {
  it("replaces known placeholders and leaves the rest alone", () => {
    const text = 'Do {goal}. Keep {unknown}, {"json": {"a": 1}}, {{ liquid }}, {% raw %} and { goal }.';
    expect(render(text, { goal: "it" })).toBe('Do it. Keep {unknown}, {"json": {"a": 1}}, {{ liquid }}, {% raw %} and { goal }.');
  });

  it("takes the inner braces of {{goal}} as the placeholder", () => {
    expect(render('{{goal}} {"goal":{goal}}', { goal: "it" })).toBe('{it} {"goal":it}');
  });

  it.each(["plan_output_path", "run-qa_output", "artifacts.count", "upstream[0].exit_code", "empty", "true", 'quo"te', "back\\slash"])(
    "knows placeholders by any name, such as %s",
    (name) => {
      expect(render(`<{${name}}>`, { [name]: "value" })).toBe("<value>");
    },
  );

  it.each(["{goal}", "{{x}}", "{% raw %}", "{{ goal }}", "{% endraw %}{{ other }}", "{", "{{"])("gives the value %s verbatim", (value) => {
    expect(render("{goal}|{other}", { goal: value, other: "o" })).toBe(`${value}|o`);
  });

  it("renders any text without known placeholders to itself", () => {
    fc.assert(
      fc.property(tricky, (text) => {
        expect(render(text, {})).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("renders like a plain replacement, whatever the text and the values", () => {
    fc.assert(
      fc.property(tricky, tricky, tricky, (before, value, after) => {
        fc.pre(!`${before} ${after}`.includes("{goal}"));
        expect(render(`${before} {goal} ${after}`, { goal: value })).toBe(`${before} ${value} ${after}`);
      }),
      { numRuns: 500 },
    );
  });
});
