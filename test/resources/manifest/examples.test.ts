// Manifests that other authors published are read as they are.
import { readdirSync, readFileSync } from "node:fs";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { toAnyManifestSchema } from "../../../src/resources/kinds/json-schema.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";

const FOLDER = new URL("../../fixtures/manifests/", import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

function read(file: string): string {
  return readFileSync(new URL(file, FOLDER), "utf8");
}

describe("a published manifest", () => {
  it.each(FILES)("%s holds", (file) => {
    const { manifests, problems } = readManifests(read(file), file);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(manifests.length).toBe(parseAllDocuments(read(file)).filter((document) => document.toJS() !== null).length);
  });

  it.each(FILES)("%s holds as JSON too, with the same specs", (file) => {
    const documents: readonly unknown[] = parseAllDocuments(read(file)).map((document): unknown => document.toJS());
    const json = JSON.stringify(
      documents.filter((document) => document !== null),
      null,
      "\t",
    );
    const specs = (text: string) => readManifests(text, file).manifests.map(({ kind, metadata, spec }) => ({ kind, metadata, spec }));
    expect(specs(json)).toEqual(specs(read(file)));
  });

  it.each(FILES)("%s holds for an editor", (file) => {
    const validate = new Ajv.default({ allErrors: true }).compile(toAnyManifestSchema());
    for (const document of parseAllDocuments(read(file))) {
      const value: unknown = document.toJS();
      if (value !== null) expect(validate(value) ? [] : validate.errors).toEqual([]);
    }
  });

  it("is warned about what nobody reads, and about nothing else", () => {
    const warnings = FILES.flatMap((file) => readManifests(read(file), file).problems.map(({ path }) => `${file} ${path}`));
    expect([...new Set(warnings)]).toEqual([
      "hello-world.yaml metadata.description",
      "plan-execute.yaml metadata.description",
      "qa-loop.yaml metadata.description",
    ]);
  });
});
