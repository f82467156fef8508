// What the set-up keeps: for its owner's eyes alone, and never mixed with another App that the environment names.
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadAppVariables, toCredentialsFile, writeAppCredentials } from "../../../src/app/hosted/app-credentials.ts";
import { makeAppDirectory } from "../../../src/app/hosted/make-app-directory.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";

const KEPT = { APP_ID: "7", PRIVATE_KEY: "a2V5", WEBHOOK_SECRET: "kept", GHE_HOST: "github.example.com" };

async function givenKept(): Promise<string> {
  const place = temporaryDirectory();
  onTestFinished(() => place.dispose());
  const directory = join(place.path, "data");
  await makeAppDirectory(directory);
  await writeAppCredentials(directory, KEPT);
  return directory;
}

describe("the App's credentials", () => {
  it("are kept so that nobody else can read them, and read again", async () => {
    const directory = await givenKept();
    expect((await stat(toCredentialsFile(directory))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await loadAppVariables({ PATH: "/bin" }, directory)).toEqual({ ...KEPT, PATH: "/bin" });
  });

  it("hold no character that a shell or Docker would read in another way", async () => {
    const lines = (await readFile(toCredentialsFile(await givenKept()), "utf8")).trim().split("\n").slice(1);
    expect(lines.every((line) => /^[A-Z_]+=[\w.:/+=-]*$/.test(line))).toBe(true);
  });

  it("give way to what the environment says, whole groups at a time", async () => {
    const directory = await givenKept();
    const given = { PRIVATE_KEY_PATH: "/run/key.pem", WEBHOOK_SECRET: "given", GITHUB_API_URL: "https://api.octo.ghe.com" };
    const loaded = await loadAppVariables(given, directory);
    expect(loaded).toEqual({ ...given, APP_ID: "7" });
  });

  it("are left alone when the environment names an App", async () => {
    const directory = await givenKept();
    expect(await loadAppVariables({ APP_ID: "8" }, directory)).toEqual({ APP_ID: "8" });
  });

  it("are not there before a set-up, and that is no error", async () => {
    expect(await loadAppVariables({ PATH: "/bin" }, "/nowhere/at/all")).toEqual({ PATH: "/bin" });
  });

  it("are refused when others may have read or changed them", async () => {
    const directory = await givenKept();
    await chmod(toCredentialsFile(directory), 0o644);
    await expect(loadAppVariables({}, directory)).rejects.toMatchObject({
      code: "app.environment",
      message: expect.stringContaining("mode 0644"),
      hint: expect.stringContaining("chmod 600"),
    });
  });

  it("bring nothing into the environment that is not theirs", async () => {
    const directory = await givenKept();
    await writeFile(toCredentialsFile(directory), "PATH=/tmp/planted\nNODE_OPTIONS=--require=x\nno line\n=\nAPP_ID=9\n");
    expect(await loadAppVariables({ PATH: "/bin" }, directory)).toEqual({ PATH: "/bin", APP_ID: "9" });
  });
});
