// docs/manifests.md and schemas/ are written from the kinds: neither can say more than what is read.

import { readdirSync } from "node:fs";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { BUILTIN_KINDS, type BuiltinKind } from "../../src/core/resources/resource.ts";
import { type Field, toFieldTree } from "../../src/resources/kinds/field-tree.ts";
import { KINDS } from "../../src/resources/kinds/index.ts";
import { toAnyManifestSchema, toManifestSchema } from "../../src/resources/kinds/json-schema.ts";
import { expectGenerated } from "./generated-document.ts";
import { ROOT, readText } from "./source-tree.ts";

const OPENING = readText("test/house/manifests-opening.md");

function renderKind(kind: BuiltinKind): string {
  const { plural, shortNames, summary, hasSecrets } = KINDS[kind];
  const names = [kind.toLowerCase(), plural, ...shortNames].map((name) => `\`${name}\``).join(", ");
  const strict = toManifestSchema(kind).properties?.["spec"];
  const unknown = typeof strict === "object" && strict.additionalProperties === false ? "an error" : "a warning";
  const lines = [
    `## ${kind}`,
    "",
    summary,
    "",
    `- On the command line: ${names}.`,
    `- An unknown key of the spec is ${unknown}.`,
    ...(hasSecrets ? ["- Its values are masked wherever they would be shown."] : []),
    "",
    "| field | type | default | meaning |",
    "|---|---|---|---|",
    ...renderRows(toFieldTree(kind), ""),
    "",
  ];
  return lines.join("\n");
}

function renderRows({ children, forms }: Field, path: string): readonly string[] {
  const fields = [...forms].flatMap(([form, inside]) => inside.map((field) => ({ field, path: `${path}.${field.name} (${form})` })));
  const all = [...children.map((field) => ({ field, path: path === "" ? field.name : `${path}.${field.name}` })), ...fields];
  return all.flatMap(({ field, path: here }) => {
    const inside = field.type.startsWith("list of maps") ? `${here}[]` : here;
    return [renderRow(field, here), ...renderRows(field, inside)];
  });
}

function renderRow({ type, required, default: byDefault, description }: Field, path: string): string {
  const shown = required ? "required" : byDefault === null ? "–" : `\`${byDefault}\``;
  return `| ${[`\`${path}\``, type, shown, description].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function toJson(schema: unknown): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

describe("docs/manifests.md", () => {
  it("lists every field of every kind", () => {
    expectGenerated("docs/manifests.md", [OPENING, ...BUILTIN_KINDS.map(renderKind)].join("\n"));
  });

  it("says something of every field", () => {
    const silent = (field: Field): readonly string[] => [
      ...(field.description.endsWith(".") ? [] : [field.name]),
      ...[...field.children, ...[...field.forms.values()].flat()].flatMap(silent),
    ];
    expect(BUILTIN_KINDS.flatMap((kind) => silent(toFieldTree(kind)))).toEqual([]);
  });
});

describe("schemas/", () => {
  it.each(BUILTIN_KINDS)("has %s as it is read", (kind) => {
    expectGenerated(`schemas/${kind.toLowerCase()}.schema.json`, toJson(toManifestSchema(kind)));
  });

  it("has any manifest as it is read", () => {
    expectGenerated("schemas/manifest.schema.json", toJson(toAnyManifestSchema()));
  });

  it("has no other file", () => {
    const names = [...BUILTIN_KINDS, "manifest"].map((kind) => `${kind.toLowerCase()}.schema.json`);
    expect(readdirSync(`${ROOT}schemas`).sort()).toEqual(names.sort());
  });

  it("compiles", () => {
    for (const kind of BUILTIN_KINDS) expect(new Ajv.default().compile(toManifestSchema(kind))).toBeTypeOf("function");
    expect(new Ajv.default().compile(toAnyManifestSchema())).toBeTypeOf("function");
  });
});
