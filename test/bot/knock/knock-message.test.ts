// The form in which knocks wait: it is kept by one version of the program and may be read by another.
import { describe, expect, it } from "vitest";
import { KNOCK_VERSION, parseKnockMessage, toKnockMessage } from "../../../src/bot/knock/knock-message.ts";
import { readKnock } from "../../../src/bot/knock/read-knock.ts";
import { loadExampleDeliveries } from "../../support/example-deliveries.ts";

const SETTINGS = { appId: 4242, login: null, allowedBots: [] };

const KNOCKS = loadExampleDeliveries().flatMap(({ event, payload }) => {
  const whole = { installation: { id: 7 }, ...payload };
  const knock = readKnock({ guid: "guid", event, receivedAt: 0, payload: whole }, SETTINGS);
  return "ignored" in knock ? [] : [knock];
});

/** Every place in a value, with what stands there: `issue.labels[]: string`. */
function* placesOf(value: unknown, path = ""): Iterable<string> {
  if (Array.isArray(value)) for (const each of value) yield* placesOf(each, `${path}[]`);
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* placesOf(inner, path === "" ? key : `${path}.${key}`);
  } else yield `${path}: ${value === null ? "null" : typeof value}`;
}

describe("a knock that waits", () => {
  it("comes back as it was", () => {
    expect(KNOCKS.length).toBeGreaterThan(70);
    for (const knock of KNOCKS) expect(parseKnockMessage(JSON.parse(JSON.stringify(toKnockMessage(knock))))).toEqual(knock);
  });

  it.each([
    ["none, of a program before there were versions", { type: "push", guid: "a" }, "no version"],
    ["that of a later program", { version: KNOCK_VERSION + 1, knock: { type: "push", guid: "a" } }, `version ${KNOCK_VERSION + 1}`],
    ["ours and says nothing", { version: KNOCK_VERSION }, `version ${KNOCK_VERSION}`],
  ])("is given up with words when its version is %s", (_, message, words) => {
    const reading = () => parseKnockMessage(message);
    expect(reading).toThrow(expect.objectContaining({ code: "inbox.other-version", retryable: false }));
    expect(reading).toThrow(words);
  });

  it("has the form of its version: who changes the form gives it another version, and a file beside this one", async () => {
    const places = new Set(KNOCKS.flatMap((knock) => [...placesOf(knock)]));
    await expect(`${[...places].sort().join("\n")}\n`).toMatchFileSnapshot(`knock-version-${KNOCK_VERSION}.txt`);
  });
});
