// Where the master key comes from: environment, command or file; and in words what is wrong with each of them, without ever quoting a key.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSecretKey } from "../../src/app/parse-secret-key.ts";
import { createSecretKeySource, type SecretKeySourceOptions } from "../../src/app/secret-key-source.ts";
import { YardmasterError } from "../../src/core/errors.ts";

const KEY = randomBytes(32);
const TEXT = KEY.toString("base64");

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-key-"));
  file = join(directory, "secret.key");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function source(environment: SecretKeySourceOptions["environment"] = {}, more: Partial<SecretKeySourceOptions> = {}) {
  return createSecretKeySource({ environment, variables: { PATH: process.env["PATH"] }, dataDirectory: directory, ...more });
}

const fromCommand = (command: string, more: Partial<SecretKeySourceOptions> = {}) =>
  source({ YARDMASTER_SECRET_KEY_COMMAND: command }, more);

async function failureOf(work: Promise<unknown>): Promise<YardmasterError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof YardmasterError)) throw new Error(`expected a refusal, not ${error}`);
  expect(`${error.message} ${error.hint}`).not.toContain(TEXT);
  expect(error.code).toBe("secret.master-key");
  return error;
}

const use = { mayCreate: false };
const make = { mayCreate: true };

describe("a key as text", () => {
  it.each([TEXT, TEXT.replace("=", ""), KEY.toString("base64url"), KEY.toString("hex"), KEY.toString("hex").toUpperCase(), ` ${TEXT}\n`])(
    "is read in base64 and in hex: %s",
    (text) => expect(parseSecretKey(text)).toEqual(KEY),
  );

  it.each([
    "",
    "hunter2",
    randomBytes(31).toString("base64"),
    randomBytes(33).toString("base64"),
    randomBytes(16).toString("hex"),
    `${TEXT} ${TEXT}`,
  ])("is nothing else: %s", (text) => expect(parseSecretKey(text)).toBeNull());
});

describe("the master key", () => {
  it("comes from the variable before the command, and from the command before the file", async () => {
    writeFileSync(file, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
    const both = source({ YARDMASTER_SECRET_KEY: TEXT, YARDMASTER_SECRET_KEY_COMMAND: "exit 1" });
    expect([both.kind, await both.load(use)]).toEqual(["environment", KEY]);
    const command = fromCommand(`echo '${TEXT}'`);
    expect([command.kind, await command.load(use)]).toEqual(["command", KEY]);
    expect(source().kind).toBe("file");
    expect(await source().load(use)).not.toEqual(KEY);
  });

  it("in a variable that holds something else is not quoted", async () => {
    const { message, hint } = await failureOf(source({ YARDMASTER_SECRET_KEY: "hunter2hunter2" }).load(make));
    expect(message).toBe("reading YARDMASTER_SECRET_KEY: it is not a key");
    expect(hint).toContain("openssl rand -base64 32");
    expect(`${message}${hint}`).not.toContain("hunter2");
  });
});

describe("the file with the master key", () => {
  it("is made when it is first needed, for its owner only, and is the same from then on", async () => {
    const key = await source().load(make);
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(parseSecretKey(readFileSync(file, "utf8"))).toEqual(key);
    expect(await source().load(use)).toEqual(key);
    expect(readdirSync(directory)).toEqual(["secret.key"]);
  });

  it("is made once when many need it at once", async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => source().load(make)));
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(readdirSync(directory)).toEqual(["secret.key"]);
  });

  it("is not made when it should be there already", async () => {
    const { message, hint } = await failureOf(source().load(use));
    expect(message).toBe(`reading the master key ${file}: it is not there, and keys of secrets were wrapped with it`);
    expect(hint).toContain("restore it from a copy");
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([0o640, 0o604, 0o620, 0o602, 0o777])("is refused when others may read or change it: mode %o", async (mode) => {
    writeFileSync(file, TEXT);
    chmodSync(file, mode);
    const { message, hint } = await failureOf(source().load(make));
    expect(message).toContain(`group or others may read or change it (mode 0${mode.toString(8)})`);
    expect(hint).toContain(`chmod 600 '${file}'`);
    expect(readFileSync(file, "utf8")).toBe(TEXT);
  });

  it.each(["", "hunter2hunter2", `${TEXT}${TEXT}`, "\0".repeat(2000)])(
    "is refused, and left alone, when it holds no key: %j",
    async (text) => {
      writeFileSync(file, text, { mode: 0o600 });
      const { message } = await failureOf(source().load(make));
      expect(message).toBe(`reading the master key ${file}: it holds no key`);
      expect(readFileSync(file, "utf8")).toBe(text);
    },
  );

  it("may be a link to where a key is mounted, with the rules of what it leads to", async () => {
    const mounted = join(directory, "mounted");
    writeFileSync(mounted, TEXT, { mode: 0o400 });
    symlinkSync(mounted, file);
    expect(await source().load(use)).toEqual(KEY);
    chmodSync(mounted, 0o444);
    expect((await failureOf(source().load(use))).message).toContain("mode 0444");
  });

  it("is nothing else than a file", async () => {
    mkdirSync(file, { mode: 0o700 });
    expect((await failureOf(source().load(make))).message).toContain("it is not a file");
  });

  it("says why it cannot be made", async () => {
    const nowhere = source({}, { dataDirectory: join(directory, "missing") });
    expect((await failureOf(nowhere.load(make))).message).toMatch(/^reading or making the master key .*secret\.key: ENOENT$/);
  });
});

describe("the command that prints the master key", () => {
  it("is a line for the shell, run in the data directory with the whole environment, and asked once", async () => {
    const variables = { PATH: process.env["PATH"], VAULT_ADDR: "here", UNSET: undefined };
    const asked = fromCommand(`test "$VAULT_ADDR" = here && echo asked >> asked && printf '%s\\n' "${TEXT}" | cat`, { variables });
    expect(await Promise.all([asked.load(use), asked.load(use)])).toEqual([KEY, KEY]);
    expect(await asked.load(use)).toEqual(KEY);
    expect(readFileSync(join(directory, "asked"), "utf8")).toBe("asked\n");
  });

  it("is asked again after it failed", async () => {
    const twice = fromCommand(`if test -e failed; then echo '${TEXT}'; else touch failed; echo sealed >&2; exit 2; fi`);
    expect((await failureOf(twice.load(use))).message).toBe("running YARDMASTER_SECRET_KEY_COMMAND: it exited with 2: sealed");
    expect(await twice.load(use)).toEqual(KEY);
  });

  it("has its words repeated when it fails, and never what it printed", async () => {
    const { message } = await failureOf(fromCommand(`echo '${TEXT}'; echo 'no such secret' >&2; echo '${TEXT}' >&2; exit 3`).load(use));
    expect(message).toBe("running YARDMASTER_SECRET_KEY_COMMAND: it exited with 3: no such secret ***");
  });

  it("is not quoted itself, and its words are cut and made harmless", async () => {
    const { message } = await failureOf(fromCommand("token=hunter2; printf '\\033[31mred %0600d' 7 >&2; exit 1").load(use));
    expect(message).not.toContain("hunter2");
    expect(message).not.toContain("\u001b");
    expect(message.length).toBeLessThan(600);
  });

  it("that prints something else is refused, without showing what", async () => {
    const { message, hint } = await failureOf(fromCommand("echo hunter2hunter2; echo look: hunter2hunter2 >&2").load(use));
    expect(message).toBe("running YARDMASTER_SECRET_KEY_COMMAND: it printed something other than a key");
    expect(`${message}${hint}`).not.toContain("hunter2");
  });

  it("that hangs is ended", async () => {
    const { message } = await failureOf(fromCommand("echo started > started; sleep 600", { commandTimeoutMs: 300 }).load(use));
    expect(message).toBe("running YARDMASTER_SECRET_KEY_COMMAND: it did not end within 0.3 s");
    expect(readdirSync(directory)).toEqual(["started"]);
  });

  it("that prints without end is ended", async () => {
    const { message } = await failureOf(fromCommand("yes hunter2").load(use));
    expect(message).toBe("running YARDMASTER_SECRET_KEY_COMMAND: it printed too much");
  });

  it("that is killed, or is not there, says so", async () => {
    expect((await failureOf(fromCommand("kill -9 $$").load(use))).message).toContain("it was ended by SIGKILL");
    expect((await failureOf(fromCommand("no-such-vault-client read key").load(use))).message).toMatch(/it exited with 127: .*not found/);
    const gone = fromCommand("true", { dataDirectory: join(directory, "missing") });
    expect((await failureOf(gone.load(use))).message).toContain("it could not be started (ENOENT)");
  });
});
