// Damaged manifests in great number: FUZZ_DOCUMENTS=100000 says how many, FUZZ_SEED which.
import { describe, it } from "vitest";
import { fuzzManifests } from "../resources/manifest/fuzz.ts";

const DOCUMENTS = Number(process.env["FUZZ_DOCUMENTS"] ?? 20_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? 2);

describe("damaged manifests in great number", () => {
  it("give manifests or problems with places, never an exception", () => {
    fuzzManifests(DOCUMENTS, SEED);
  });
});
