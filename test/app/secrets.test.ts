// Secrets in a repository of someone's, with the real master key file: what is on the disk, with and without a server.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openControl } from "../../src/app/open-control.ts";
import { openServer } from "../../src/app/open-server.ts";
import type { OpenControl } from "../../src/cli/world.ts";
import { secretStore } from "../runtime/secrets/secret-scene.ts";
import { type AYard, createAYard } from "./a-yard.ts";

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
const PLANTED = "planted-needle-41ff";

function createYard(): AYard {
  const yard = createAYard();
  onTestFinished(() => yard.dispose());
  return yard;
}

async function withControl<T>(yard: AYard, work: (control: OpenControl) => Promise<T>, variables: Record<string, string> = {}): Promise<T> {
  const surroundings = { ...yard.surroundings, variables: { ...yard.surroundings.variables, ...variables } };
  const control = await openControl(surroundings, NOWHERE);
  return await work(control).finally(() => control.close());
}

const apply = (yard: AYard, data: Readonly<Record<string, string>>, variables: Record<string, string> = {}) =>
  withControl(
    yard,
    ({ resources }) =>
      resources.apply({ project: "default", resources: [secretStore("prod", data)], prune: false, dryRun: false, expected: null }),
    variables,
  );

const read = (yard: AYard, variables: Record<string, string> = {}) =>
  withControl(
    yard,
    async ({ resources }) => {
      const [found] = await resources.list({ project: null, kind: "SecretStore", name: "prod", revealSecrets: true });
      return found?.resource.spec["data"];
    },
    variables,
  );

/** Every file below the data directory that contains the text. */
function filesWith(directory: string, text: string | Buffer): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => {
    const path = join(directory, name);
    return statSync(path).isFile() && readFileSync(path).includes(text);
  });
}

describe("secrets", () => {
  it("are in no file of the data directory in the clear, and the master key is in its own only", async () => {
    const yard = createYard();
    await apply(yard, { TOKEN: PLANTED });
    const server = await openServer(yard.surroundings, NOWHERE, {
      workers: null,
      untilIdle: false,
      webhookBind: "none",
      onChange() {},
      onOutput() {},
    });
    onTestFinished(() => server.stop());
    await apply(yard, { TOKEN: PLANTED, OTHER: `${PLANTED}-through-the-server` });
    await withControl(yard, ({ secretKeys }) => secretKeys.rotate({ resume: false }));
    expect(await read(yard)).toEqual({ TOKEN: PLANTED, OTHER: `${PLANTED}-through-the-server` });
    const key = readFileSync(join(yard.data, "secret.key"), "utf8").trim();
    for (const moment of ["with a server", "after it"]) {
      expect([moment, filesWith(yard.data, PLANTED)]).toEqual([moment, []]);
      expect(filesWith(yard.data, key)).toEqual(["secret.key"]);
      expect(filesWith(yard.data, Buffer.from(key, "base64"))).toEqual([]);
      await server.stop();
    }
    expect(statSync(join(yard.data, "secret.key")).mode & 0o777).toBe(0o600);
  });

  it("need no key where there are none", async () => {
    const yard = createYard();
    await withControl(yard, ({ resources }) => resources.list({ project: null, kind: null, name: null, revealSecrets: true }));
    expect(readdirSync(yard.data)).not.toContain("secret.key");
  });

  it("can be read under the same master key from wherever it comes", async () => {
    const yard = createYard();
    await apply(yard, { TOKEN: PLANTED });
    const file = join(yard.data, "secret.key");
    const key = readFileSync(file, "utf8").trim();
    renameSync(file, join(yard.directory, "vaulted"));
    expect(await read(yard, { YARDMASTER_SECRET_KEY: key })).toEqual({ TOKEN: PLANTED });
    expect(await read(yard, { YARDMASTER_SECRET_KEY_COMMAND: `cat '${join(yard.directory, "vaulted")}'` })).toEqual({ TOKEN: PLANTED });
    await expect(read(yard)).rejects.toMatchObject({ code: "secret.master-key" });
    expect(readdirSync(yard.data)).not.toContain("secret.key");
  });

  it("are not touched under another master key, whose source is named", async () => {
    const yard = createYard();
    await apply(yard, { TOKEN: PLANTED });
    const other = { YARDMASTER_SECRET_KEY: randomBytes(32).toString("hex") };
    const wrong = { code: "secret.wrong-key", message: expect.stringContaining("YARDMASTER_SECRET_KEY") };
    await expect(read(yard, other)).rejects.toMatchObject(wrong);
    await expect(apply(yard, { TOKEN: "other" }, other)).rejects.toMatchObject(wrong);
    expect(await read(yard)).toEqual({ TOKEN: PLANTED });
  });

  it("are refused by a server for the same reasons, in the same words", async () => {
    const yard = createYard();
    await apply(yard, { TOKEN: PLANTED });
    const server = await openServer(yard.surroundings, NOWHERE, {
      workers: null,
      untilIdle: false,
      webhookBind: "none",
      onChange() {},
      onOutput() {},
    });
    onTestFinished(() => server.stop());
    await withControl(yard, async ({ secretKeys, server: asked }) => {
      expect(asked).not.toBeNull();
      const { active } = await secretKeys.status({});
      await expect(secretKeys.revoke({ id: active ?? "", force: false })).rejects.toMatchObject({
        code: "secret.key-in-use",
        hint: expect.stringContaining("--force"),
      });
      await secretKeys.revoke({ id: active ?? "", force: true });
    });
    await expect(read(yard)).rejects.toMatchObject({
      code: "secret.unreadable",
      message: expect.stringContaining("TOKEN of secretstore/prod"),
    });
    await expect(apply(yard, { TOKEN: PLANTED })).rejects.toMatchObject({ code: "secret.no-active-key" });
  });
});
