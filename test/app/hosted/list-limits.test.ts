// What bounds the work in a repository, and where each bound is set.
import { describe, expect, it } from "vitest";
import { toBuiltInConfiguration } from "../../../src/app/configuration.ts";
import { listLimits, type ServerPlaces } from "../../../src/app/hosted/list-limits.ts";

function serverRow(places: ServerPlaces | null) {
  return listLimits(toBuiltInConfiguration("/site", {}), null, places).find(({ label }) => label.includes("on this server"));
}

describe("the places on a server", () => {
  it("are set in YARDMASTER_MAX_AGENTS only where somebody has set it", () => {
    expect(serverRow({ limit: 4, isSet: true })).toMatchObject({ value: "4", place: "YARDMASTER_MAX_AGENTS" });
    expect(serverRow({ limit: 2, isSet: false })).toMatchObject({ value: "2", place: null });
  });

  it("are not told where there is no bound", () => {
    expect(serverRow(null)).toBeUndefined();
  });
});
