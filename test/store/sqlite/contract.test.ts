// The store's contract, on SQLite.
import { describe, it } from "vitest";
import { storeContract } from "../../../src/testing/store-contract.ts";
import { sqliteHarness } from "../../support/store-fixture.ts";

describe("the SQLite store", () => {
  for (const { name, run } of storeContract(sqliteHarness)) it(name, run);
});
