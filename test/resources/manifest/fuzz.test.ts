// Two thousand damaged manifests; test/long/ has more.
import { describe, it } from "vitest";
import { fuzzManifests } from "./fuzz.ts";

describe("damaged manifests", () => {
  it("give manifests or problems with places, never an exception", () => {
    fuzzManifests(2000, 1);
  });
});
