// What of CEL holds here, by its public conformance cases, and the page that says so.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CEL_FUNCTIONS } from "../../../src/resources/cel/functions.ts";
import { CEL_LIMITS } from "../../../src/resources/cel/limits.ts";
import { expectGenerated } from "../../house/generated-document.ts";
import { ROOT } from "../../house/source-tree.ts";
import { conformanceCases, SUITE_NAMES, tryCase } from "./conformance-cases.ts";
import { KNOWN_FAILURES } from "./known-failures.ts";

const DOCUMENT = "docs/cel.md";
const CASES = conformanceCases();
const FAILING = new Set(KNOWN_FAILURES.filter(({ varies }) => varies !== true).flatMap(({ cases }) => cases));
const VARYING = new Set(KNOWN_FAILURES.filter(({ varies }) => varies === true).flatMap(({ cases }) => cases));

describe("CEL's conformance cases", () => {
  for (const suite of SUITE_NAMES) {
    it(`hold in ${suite}, but for the known failures`, () => {
      const cases = CASES.filter(({ name }) => name.startsWith(`${suite}/`) && !VARYING.has(name));
      expect(cases.length).toBeGreaterThan(0);
      const surprises = cases.flatMap((one) => {
        const { holds, got } = tryCase(one);
        if (holds !== FAILING.has(one.name)) return [];
        return [`${one.name} ${holds ? "holds and must leave the list" : `${one.expression} gave ${got}`}`];
      });
      expect(surprises).toEqual([]);
    });
  }

  it("are named in the list only when they are run", () => {
    const names = new Set(CASES.map(({ name }) => name));
    expect([...FAILING, ...VARYING].filter((name) => !names.has(name))).toEqual([]);
  });
});

describe(DOCUMENT, () => {
  it("names the limits, the functions and the failures that there are", () => {
    const parts: Readonly<Record<string, string>> = { limits: limits(), functions: functions(), conformance: conformance() };
    const text = Object.entries(parts).reduce(
      (document, [name, part]) =>
        document.replace(
          new RegExp(`(<!-- ${name}:[^>]*-->\n)[\\s\\S]*?(<!-- end -->)`),
          (_, start: string, end: string) => `${start}${part}\n${end}`,
        ),
      readFileSync(`${ROOT}${DOCUMENT}`, "utf8"),
    );
    for (const part of Object.values(parts)) expect(text).toContain(part);
    expectGenerated(DOCUMENT, text);
  });
});

function limits(): string {
  return [
    `- The text has at most ${CEL_LIMITS.bytes} bytes and ${CEL_LIMITS.nodes} elements, and nests at most ${CEL_LIMITS.depth} levels.`,
    `- One evaluation takes at most ${CEL_LIMITS.steps.toLocaleString("en-US")} steps and ${CEL_LIMITS.milliseconds} ms.`,
  ].join("\n");
}

function functions(): string {
  return CEL_FUNCTIONS.toSorted()
    .map((name) => `\`${name}\``)
    .join(", ");
}

function conformance(): string {
  const rows = KNOWN_FAILURES.map(({ reason, cases }) => `| ${reason} | ${cases.map((name) => `\`${name}\``).join(", ")} |`);
  return [
    `${CASES.length} cases of ${SUITE_NAMES.length} suites are run (${SUITE_NAMES.map((name) => `\`${name}\``).join(", ")}); ${FAILING.size} of them fail.`,
    "",
    "| what differs | cases |",
    "|---|---|",
    ...rows,
  ].join("\n");
}
