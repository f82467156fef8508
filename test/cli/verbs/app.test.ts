// `app`: sets itself up where there is no App, tells how the page is reached, and serves until it is interrupted.
import { describe, expect, it } from "vitest";
import type { AppSetup, HostedApp, World } from "../../../src/cli/world.ts";
import { runCli } from "../fake-world.ts";

const ADDRESS = "http://127.0.0.1:3000/setup?key=k";
const never = new Promise<never>(() => {});

interface Rooms extends Pick<World, "openAppSetup" | "serveApp"> {
  readonly log: readonly string[];
}

function rooms(setup: Partial<AppSetup> | null, served: Partial<HostedApp> = {}): Rooms {
  const log: string[] = [];
  return {
    log,
    async openAppSetup(url) {
      log.push(`setup for ${url}`);
      if (setup === null) return null;
      const close = async () => void log.push("setup closed");
      return { address: ADDRESS, port: 3000, file: "/data/app.env", from: "here", done: Promise.resolve(), close, ...setup };
    },
    async serveApp() {
      log.push("serving");
      const stop = async () => void log.push("stopped");
      return { address: { host: "127.0.0.1", port: 3000 }, name: "yard", directory: "/data", lost: never, stop, ...served };
    },
  };
}

function interruptedSoon(): AbortSignal {
  const interrupt = new AbortController();
  setImmediate(() => interrupt.abort());
  return interrupt.signal;
}

describe("app", () => {
  it("serves the App that is known until it is interrupted", async () => {
    const given = rooms(null);
    const ran = await runCli(["app"], { ...given, interrupted: interruptedSoon() });
    expect(ran.exit).toBe(0);
    expect(ran.out).toBe("Serving the App yard at http://127.0.0.1:3000, data in /data\n");
    expect(given.log).toEqual(["setup for null", "serving", "stopped"]);
  });

  it("shows the set-up's page first where there is no App, and serves once it is made", async () => {
    const given = rooms({});
    const ran = await runCli(["app", "--url", "https://yard.example.com"], { ...given, interrupted: interruptedSoon() });
    expect(ran.exit).toBe(0);
    expect(ran.out).toContain(`Make it here:\n\n  ${ADDRESS}\n`);
    expect(ran.err).toContain("The App is made. Its credentials are in /data/app.env\n");
    expect(given.log).toEqual(["setup for https://yard.example.com", "setup closed", "serving", "stopped"]);
  });

  it("says how the page is reached from elsewhere", async () => {
    const outOf = async (from: AppSetup["from"]) => (await runCli(["app"], { ...rooms({ from }), interrupted: interruptedSoon() })).out;
    expect(await outOf("ssh")).toContain("ssh -L 3000:127.0.0.1:3000");
    expect(await outOf("container")).toContain("--network host");
    expect(await outOf("here")).not.toMatch(/ssh|container/);
  });

  it("ends without serving when it is interrupted during the set-up", async () => {
    const given = rooms({ done: never });
    const ran = await runCli(["app"], { ...given, interrupted: interruptedSoon() });
    expect(ran).toMatchObject({ exit: 0, err: "Stopped. No App was made.\n" });
    expect(given.log).toEqual(["setup for null", "setup closed"]);
  });

  it.each([
    ["-C", "--directory does not go with app\nHint: start it in that directory"],
    ["--data-dir", "--data-dir does not go with app\nHint: set YARDMASTER_DATA_DIR"],
    ["--workflow-file", "--workflow-file does not go with app\nHint: each repository has its own, on its default branch"],
  ])("refuses %s, which is of one repository, and does not offer it", async (option, said) => {
    const given = rooms(null);
    for (const line of [
      ["app", option, "x"],
      [option, "x", "app"],
    ]) {
      expect(await runCli(line, given)).toMatchObject({ exit: 2, err: `Error: ${said}\n` });
    }
    expect(given.log).toEqual([]);
    expect((await runCli(["app", "--help"])).out).not.toContain(option);
  });

  it("leaves with the error when it cannot go on, and lets go of everything", async () => {
    const given = rooms(null, { lost: Promise.reject(new Error("the lease is gone")) });
    const ran = await runCli(["app"], given);
    expect(ran.exit).toBe(1);
    expect(given.log.at(-1)).toBe("stopped");
  });
});
