// Kinds of one's own among other resources: definitions and their instances, each checked when it or the other changes.
import { describe, expect, it } from "vitest";
import { applied, stateOf } from "./applied.ts";

interface Definition {
  readonly name?: string;
  readonly kind?: string;
  readonly plural?: string;
  readonly shortNames?: string;
  readonly scope?: string;
  readonly versions?: string;
  readonly project?: string;
}

const V1 = "{ name: v1, schema: { type: object, required: [title], properties: { title: { type: string } } } }";

function definition({
  name,
  kind = "Book",
  plural = "books",
  shortNames = "",
  scope = "namespaced",
  versions = V1,
  project,
}: Definition = {}): string {
  return `apiVersion: orchestrator.dev/v2
kind: CustomResourceDefinition
metadata: { name: ${name ?? `${plural}.test.dev`}${project === undefined ? "" : `, project: ${project}`} }
spec:
  kind: ${kind}
  plural: ${plural}
  short_names: [${shortNames}]
  group: test.dev
  scope: ${scope}
  versions: [${versions}]
`;
}

function instance(name: string, spec = "{ title: A }", { kind = "Book", version = "v1", project = "default" } = {}): string {
  return `apiVersion: test.dev/${version}\nkind: ${kind}\nmetadata: { name: ${name}, project: ${project} }\nspec: ${spec}\n`;
}

function join(...documents: readonly string[]): string {
  return documents.join("---\n");
}

describe("an instance", () => {
  it("needs a definition of its kind, which may come in the same call, before it or after", () => {
    expect(applied(instance("a")).told).toMatchInlineSnapshot(`
      "m.yaml:2:7 error kind book/a: no CustomResourceDefinition found for kind 'Book'
        hint: apply the definition of the kind first, or in the same call"
    `);
    expect(applied(join(definition(), instance("a"))).told).toBe("");
    expect(applied(join(instance("a"), definition())).told).toBe("");
    expect(applied(instance("a"), stateOf(definition())).told).toBe("");
  });

  it("needs it in its own project", () => {
    expect(applied(join(definition({ project: "web" }), instance("a"))).told).toContain(
      "no CustomResourceDefinition found for kind 'Book'",
    );
    expect(applied(join(definition({ project: "web" }), instance("a", "{ title: A }", { project: "web" }))).told).toBe("");
  });

  it("must hold under the schema and the rules of its version, everything told at its place", () => {
    const versions = `{ name: v1, schema: { type: object, required: [title], additionalProperties: false, properties: { title: { type: string }, pages: { type: integer, minimum: 1 } } },
      cel_rules: [{ rule: "!has(self.pages) || self.pages < 1000", message: "a book has fewer than 1000 pages" }] }`;
    const state = stateOf(definition({ versions }));
    expect(applied(instance("a", "\n  titel: A\n  pages: 0"), state).told).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec book/a: $: missing required field 'title'
      m.yaml:5:3 error spec book/a: $: unknown field 'titel' (did you mean 'title'?)
      m.yaml:6:10 error spec.pages book/a: $.pages: must be >= 1"
    `);
    expect(applied(instance("a", "{ title: A, pages: 2000 }"), state).told).toMatchInlineSnapshot(
      `"m.yaml:4:7 error spec book/a: $: CEL validation failed: a book has fewer than 1000 pages"`,
    );
  });

  it("names a version that is served", () => {
    const versions = `${V1}, { name: v2, schema: { type: object } }, { name: v0, served: false }`;
    const state = stateOf(definition({ versions }));
    expect(applied(instance("a", "{}", { version: "v2" }), state).told).toBe("");
    expect(applied(instance("a", "{}", { version: "v0" }), state).told).toMatchInlineSnapshot(
      `"m.yaml:1:13 error apiVersion book/a: $: version 'v0' not found or not served"`,
    );
    expect(applied(instance("a").replace("test.dev/v1", "other.dev/v1"), state).told).toMatchInlineSnapshot(
      `"m.yaml:1:13 error apiVersion book/a: $: apiVersion 'other.dev/v1' does not match CRD group 'test.dev'"`,
    );
  });

  it("may be one of a kind that has no schema, with any spec", () => {
    expect(applied(join(definition({ versions: "{ name: v1 }" }), instance("a", "{ anything: [1, { b: null }] }"))).told).toBe("");
    expect(applied(join(definition({ versions: "{ name: v1 }" }), instance("a", "[1]"))).told).toContain("must be a map");
  });
});

describe("a definition that changes", () => {
  const state = stateOf(join(definition(), instance("a"), instance("b", "{ title: B, pages: 3 }")));

  it("must still hold for the instances that are stored", () => {
    const stricter = definition({ versions: V1.replace("required: [title]", "required: [title, pages]") });
    expect(applied(stricter, state).told).toMatchInlineSnapshot(`"m.yaml:15:1 error spec book/a: $: missing required field 'pages'"`);
  });

  it("may change together with them", () => {
    const stricter = definition({ versions: V1.replace("required: [title]", "required: [title, pages]") });
    expect(applied(join(stricter, instance("a", "{ title: A, pages: 1 }")), state).told).toBe("");
  });

  it("cannot stop serving the version that they name", () => {
    const { told } = applied(definition({ versions: "{ name: v2 }, { name: v1, served: false }" }), state);
    expect(told.match(/version 'v1' not found or not served/g)).toHaveLength(2);
  });

  it("must hold itself, and its instances are not asked again then", () => {
    const { told } = applied(definition({ versions: V1.replace("type: string", "type: txt") }), state);
    expect(told).toMatchInlineSnapshot(
      `"m.yaml:10:98 error spec.versions[0].schema.properties.title.type customresourcedefinition/books.test.dev: expected "array", "boolean", "integer", "null", "number", "object", "string", got "txt""`,
    );
  });
});

describe("a kind of which there is one", () => {
  const singleton = definition({ scope: "singleton" });

  it.each([
    ["alpha", "zeta"],
    ["zeta", "alpha"],
  ])("refuses a second one, whatever their names: %s, then %s", (first, second) => {
    const state = stateOf(join(singleton, instance(first)));
    expect(applied(instance(second), state).told).toBe(
      `m.yaml:3:19 error metadata.name book/${second}: there can be only one Book in a project, and '${first}' is there`,
    );
    expect(applied(instance(first, "{ title: New }"), state).told).toBe("");
  });

  it("refuses two at once, and takes one in each project", () => {
    expect(applied(join(singleton, instance("a"), instance("b"))).told.match(/only one Book/g)).toHaveLength(2);
    const web = { project: "web" };
    expect(
      applied(join(singleton, instance("a"), definition({ scope: "singleton", ...web }), instance("b", "{ title: B }", web))).told,
    ).toBe("");
  });

  it("cannot become one while there are two", () => {
    expect(applied(singleton, stateOf(join(definition(), instance("a"), instance("b")))).told.match(/only one Book/g)).toHaveLength(2);
  });
});

describe("the names of a definition", () => {
  it.each([
    [{ kind: "Agent", plural: "spies" }, "CRD kind 'Agent' conflicts with builtin resource kind"],
    [{ plural: "ws" }, "CRD plural 'ws' conflicts with builtin resource alias"],
    [{ plural: "Step-Templates" }, "CRD plural 'Step-Templates' conflicts with builtin resource alias"],
    [{ plural: "all" }, "CRD plural 'all' conflicts with builtin resource alias"],
    [{ shortNames: "bk, wf" }, "CRD short_name 'wf' conflicts with builtin resource alias"],
    [{ kind: "book" }, "CRD kind 'book' must be PascalCase (start with uppercase letter)"],
  ])("may not be those of a built-in kind: %j", (names, message) => {
    expect(applied(definition({ name: "x", ...names })).told).toContain(message);
  });

  it.each([
    [{ name: "other", kind: "Book", plural: "tomes" }, "CRD kind 'Book' conflicts with another CRD"],
    [{ name: "other", kind: "Tome", plural: "books" }, "CRD plural 'books' conflicts with another CRD"],
    [{ name: "other", kind: "Tome", plural: "tomes", shortNames: "b_k" }, "CRD short_name 'b_k' conflicts with another CRD"],
  ])("may not be those of another definition of the project: %j", (names, message) => {
    const state = stateOf(definition({ shortNames: "bk" }));
    expect(applied(definition(names), state).told).toContain(message);
    expect(applied(definition({ ...names, project: "web" }), state).told).toBe("");
  });
});

describe("definitions and instances by the thousand", () => {
  it("are checked without going through all of them for each", () => {
    const text = join(
      ...Array.from({ length: 300 }, (_, index) => definition({ kind: `Kind${index}`, plural: `kinds${index}`, versions: "{ name: v1 }" })),
      ...Array.from({ length: 3000 }, (_, index) => instance(`i${index}`, "{}", { kind: `Kind${index % 300}` })),
    );
    expect(stateOf(text).resources.size).toBe(3300);
  });
});
