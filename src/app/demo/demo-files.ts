// The demo's repository, file by file: a small library with five real bugs, the tests that show them, and a roadmap that lists them.
// The tests import the code as it is; nothing here is arranged to pass.

export interface DemoItem {
  readonly title: string;
  readonly priority: string;
  readonly summary: string;
  readonly blockedBy: string | null;
  /** The file with the bug, as it is and as it should be. */
  readonly file: string;
  readonly broken: string;
  readonly fixed: string;
  /** What the agent writes the first time, when it gets it wrong. */
  readonly firstTry: string | null;
  readonly test: string;
}

function testOf(module: string, names: string, cases: string): string {
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { ${names} } from "../src/${module}.js";

${cases}`;
}

export const DEMO_ITEMS: readonly DemoItem[] = [
  {
    title: "Cart total",
    priority: "P2",
    summary: "A cart with a discount is charged the discount instead of the rest.",
    blockedBy: "Money rounding",
    file: "src/cart.js",
    broken: `/** The price of all lines, less a discount in per cent. */
export function total(lines, discount = 0) {
  const sum = lines.reduce((all, line) => all + line.price * line.quantity, 0);
  return discount > 0 ? (sum * discount) / 100 : sum;
}
`,
    fixed: `/** The price of all lines, less a discount in per cent. */
export function total(lines, discount = 0) {
  const sum = lines.reduce((all, line) => all + line.price * line.quantity, 0);
  return sum - (sum * discount) / 100;
}
`,
    firstTry: null,
    test: testOf(
      "cart",
      "total",
      `test("a discount is taken off", () => {
  assert.equal(total([{ price: 50, quantity: 4 }], 25), 150);
});

test("without a discount the sum is the price", () => {
  assert.equal(total([{ price: 50, quantity: 4 }]), 200);
});
`,
    ),
  },
  {
    title: "Money rounding",
    priority: "P1",
    summary: "1.005 comes out as 1.00: cents are cut by the way numbers are stored.",
    blockedBy: null,
    file: "src/money.js",
    broken: `/** Rounds an amount to cents, half up. */
export function toCents(amount) {
  return Math.round(amount * 100) / 100;
}
`,
    fixed: `/** Rounds an amount to cents, half up, as people do on paper: on the decimal digits, not on the binary value. */
export function toCents(amount) {
  return Number(\`\${Math.round(Number(\`\${amount}e2\`))}e-2\`);
}
`,
    firstTry: null,
    test: testOf(
      "money",
      "toCents",
      `test("half a cent goes up", () => {
  assert.equal(toCents(1.005), 1.01);
  assert.equal(toCents(2.675), 2.68);
});

test("whole cents stay", () => {
  assert.equal(toCents(19.99), 19.99);
});
`,
    ),
  },
  {
    title: "Slug accents",
    priority: "P3",
    summary: "Crème brûlée becomes cr-me-br-l-e.",
    blockedBy: null,
    file: "src/slug.js",
    broken: `/** A title as part of an address. */
export function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
`,
    fixed: `/** A title as part of an address: accents go, letters stay. */
export function slug(title) {
  return title
    .normalize("NFD")
    .replace(/\\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
`,
    firstTry: null,
    test: testOf(
      "slug",
      "slug",
      `test("accents are dropped, letters are kept", () => {
  assert.equal(slug("Crème brûlée"), "creme-brulee");
});
`,
    ),
  },
  {
    title: "Leap years",
    priority: "P2",
    summary: "1900 is taken for a leap year.",
    blockedBy: null,
    file: "src/calendar.js",
    broken: `/** Days in February of a year. */
export function februaryDays(year) {
  return year % 4 === 0 ? 29 : 28;
}
`,
    fixed: `/** Days in February of a year. */
export function februaryDays(year) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return leap ? 29 : 28;
}
`,
    firstTry: `/** Days in February of a year. */
export function februaryDays(year) {
  return year % 4 === 0 && year % 100 !== 0 ? 29 : 28;
}
`,
    test: testOf(
      "calendar",
      "februaryDays",
      `test("a century is no leap year", () => {
  assert.equal(februaryDays(1900), 28);
});

test("a fourth century is one", () => {
  assert.equal(februaryDays(2000), 29);
});
`,
    ),
  },
  {
    title: "Empty average",
    priority: "P4",
    summary: "The average of nothing is NaN and spoils every report it enters.",
    blockedBy: null,
    file: "src/average.js",
    broken: `/** The mean of some numbers, or null when there are none. */
export function average(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
`,
    fixed: `/** The mean of some numbers, or null when there are none. */
export function average(numbers) {
  if (numbers.length === 0) return null;
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}
`,
    firstTry: null,
    test: testOf(
      "average",
      "average",
      `test("nothing has no average", () => {
  assert.equal(average([]), null);
});

test("something has one", () => {
  assert.equal(average([1, 2, 6]), 3);
});
`,
    ),
  },
];

/** The name of an item's test, and of its identifier before the hash. */
export function toSlug(title: string): string {
  return title.toLowerCase().replaceAll(" ", "-");
}

function toRoadmapEntry(item: DemoItem): string {
  const blocked = item.blockedBy ? `- **Blocked by:** ${item.blockedBy}\n` : "";
  return `### ${item.title}\n\n- **Status:** planned\n- **Priority:** ${item.priority}\n- **Summary:** ${item.summary}\n${blocked}`;
}

const ROADMAP = `---
project: tally
version: 1
---

# Roadmap

People edit this file, and so does Yardmaster: it changes the status of what it works on, and adds one line of progress.

## Milestone: Corrections

${DEMO_ITEMS.map(toRoadmapEntry).join("\n")}`;

const WORKFLOW = `# What Yardmaster does for each item of docs/roadmap.md.
tracker:
  kind: roadmap
polling:
  interval_ms: 1000
agent:
  # A script in place of a model, so that the demo needs no account. It edits the code all the same.
  backend: scripted
  script: .demo/agent.json
  max_concurrent_agents: 2
  max_retry_backoff_ms: 1000
steps:
  - id: fix
    template: implement
    timeout: 1m
  - id: test
    # The item's own test: the others show bugs that other branches fix.
    command: node --test "test/\${YARDMASTER_ISSUE%-*}.test.js"
    timeout: 1m
`;

const README = `# tally

A small library with five known bugs, each with a test that shows it: \`npm test\`.
`;

/** Each action can be done twice with the same outcome, so that an agent that was interrupted may begin again. */
function toScript(identifierOf: (title: string) => string): unknown {
  return DEMO_ITEMS.flatMap((item) => {
    const issue = identifierOf(item.title);
    const write = (content: string) => [
      { say: `reading ${item.file}\n` },
      { wait: 400 },
      { write: { path: item.file, content } },
      { wait: 300 },
    ];
    const last = { when: { issue }, do: [...write(item.fixed), { say: `fixed ${item.file}\n` }] };
    if (item.firstTry === null) return [last];
    return [{ when: { issue, attempt: 1 }, do: [...write(item.firstTry), { say: `fixed ${item.file}, I think\n` }] }, last];
  });
}

export function toDemoFiles(identifierOf: (title: string) => string): ReadonlyMap<string, string> {
  const manifest = { name: "tally", version: "1.0.0", private: true, type: "module", scripts: { test: "node --test test/" } };
  return new Map([
    ["package.json", `${JSON.stringify(manifest, null, 2)}\n`],
    ["README.md", README],
    ["workflow.yaml", WORKFLOW],
    ["docs/roadmap.md", ROADMAP],
    [".demo/agent.json", `${JSON.stringify(toScript(identifierOf), null, 2)}\n`],
    ...DEMO_ITEMS.flatMap((item): [string, string][] => [
      [item.file, item.broken],
      [`test/${toSlug(item.title)}.test.js`, item.test],
    ]),
  ]);
}
