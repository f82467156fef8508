// Rotations of the keys of secrets, killed with -9 at the very moment of one of their writes, while others apply: no secret is ever lost.
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parse } from "yaml";
import { createYardOnDisk } from "../support/yard-on-disk.ts";

const ROUNDS = 40;

const toManifest = (name: string, values: Readonly<Record<string, string>>) =>
  `apiVersion: orchestrator.dev/v2\nkind: SecretStore\nmetadata: { name: ${name} }\nspec: { data: ${JSON.stringify(values)} }\n`;

/** Keeps looking without a pause: a rotation's writes are a few milliseconds apart. */
function waitForWrites(log: string, writes: number): void {
  const deadline = performance.now() + 3_000;
  const look = () => statSync(log, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  let seen = 0;
  for (let last = look(); seen < writes && performance.now() < deadline; ) {
    const now = look();
    if (now === last) continue;
    last = now;
    // A log that begins or ends is not a write of a rotation.
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) seen += 1;
  }
}

describe("secrets under kill -9", () => {
  it("can all be read after each rotation that was killed, and the last one finishes what was left", async ({ expect, onTestFinished }) => {
    const yard = await createYardOnDisk();
    onTestFinished(() => yard.remove());
    await yard.write("README.md", "A site.\n");
    await yard.commit("A start");
    await yard.write("still.yaml", toManifest("still", { TOKEN: "still-token", OTHER: "still-other" }));
    expect(await yard.yardmaster("apply", "-f", "still.yaml")).toMatchObject({ code: 0 });

    let interrupted = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      await yard.write("moving.yaml", toManifest("moving", { ROUND: String(round) }));
      const killed = yard.start("secret", "key", "rotate");
      // Alone, so that the write that is seen is its own; or in company, so that it meets somebody.
      const other = round % 4 === 3 ? yard.start("secret", "key", "rotate") : null;
      const early = round % 2 === 1 ? yard.start("apply", "-f", "moving.yaml") : null;
      waitForWrites(join(yard.data, "store.db-wal"), 1 + (round % 3));
      killed.process.kill("SIGKILL");
      const applying = early ?? yard.start("apply", "-f", "moving.yaml");
      const [, applied] = await Promise.all([killed.ended, applying.ended, other?.ended]);
      const moment = `round ${round}\n${applied.stderr}`;
      expect(applied.code, moment).toBe(0);
      const status = JSON.parse((await yard.yardmaster("secret", "key", "status", "-o", "json")).stdout);
      if (status.rotating) interrupted += 1;
      expect(status.trouble, moment).toBeNull();
      const { stdout } = await yard.yardmaster("manifest", "export", "--with-secrets", "--yes", "-o", "json");
      const stores = [parse(stdout)].flat(2).filter(({ kind }: { kind: string }) => kind === "SecretStore");
      const shown = Object.fromEntries(stores.map(({ metadata, spec }) => [metadata.name, spec.data]));
      expect(shown, moment).toEqual({ still: { TOKEN: "still-token", OTHER: "still-other" }, moving: { ROUND: String(round) } });
    }
    process.stdout.write(`${interrupted} of ${ROUNDS} rotations were left interrupted\n`);
    expect(interrupted).toBeGreaterThan(0);

    expect(await yard.yardmaster("secret", "key", "rotate")).toMatchObject({ code: 0 });
    const { active_key, sealed_values, rotating } = JSON.parse((await yard.yardmaster("secret", "key", "status", "-o", "json")).stdout);
    expect({ sealed_values, rotating }).toEqual({ sealed_values: { [active_key]: 3 }, rotating: false });
  });
});
