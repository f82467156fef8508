// What owners declare is kept for a while, however often it is asked, and never taken for nothing when it could not be read.
import { describe, expect, it } from "vitest";
import { createOrganisationSource, type OrganisationFiles } from "../../../src/app/hosted/organisation-source.ts";
import { createOrganisations } from "../../../src/app/hosted/organisations.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";

const FILES: OrganisationFiles = { name: "acme/.github", version: "1", files: [] };

function open(read: () => Promise<OrganisationFiles | null> = async () => FILES) {
  const clock = createHandClock();
  const asked: number[] = [];
  const organisations = createOrganisations(clock, (installation) => {
    asked.push(installation);
    return read();
  });
  return { clock, asked, organisations };
}

describe("what an owner declares", () => {
  it("is read once for each installation, and anew after ten minutes or when it is forgotten", async () => {
    const { clock, asked, organisations } = open();
    for (const installation of [1, 1, 2, 1]) expect(await organisations.load(installation)).toBe(FILES);
    expect(asked).toEqual([1, 2]);
    organisations.forget(1);
    await organisations.load(1);
    clock.advance(10 * 60_000);
    await organisations.load(2);
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it("is asked for again a minute after it could not be read", async () => {
    const { clock, asked, organisations } = open(() => Promise.reject(new Error("down")));
    for (let round = 0; round < 3; round += 1) await expect(organisations.load(1)).rejects.toThrow("down");
    clock.advance(60_000);
    await expect(organisations.load(1)).rejects.toThrow("down");
    expect(asked).toEqual([1, 1]);
  });

  it("is nothing where there is no such repository, and an error where it is too much", async () => {
    const none = await createOrganisationSource(async () => null).look();
    expect(await none.read()).toEqual({ resources: [], problems: [] });
    await expect(createOrganisationSource(async () => ({ ...FILES, files: null })).look()).rejects.toMatchObject({
      code: "config.invalid",
    });
  });
});
