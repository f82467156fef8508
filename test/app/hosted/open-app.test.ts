// The App's start where GitHub does not answer, or does not know us: it ends with words for its operator, and leaves nothing behind.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openApp } from "../../../src/app/hosted/open-app.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});

let place: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  place = temporaryDirectory();
});
afterEach(() => place.dispose());

function start(apiUrl: string) {
  const variables = {
    YARDMASTER_DATA_DIR: `${place.path}/data`,
    YARDMASTER_LOG_LEVEL: "silent",
    APP_ID: "1",
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: "a-long-enough-secret",
    GITHUB_API_URL: apiUrl,
    PORT: "0",
  };
  return openApp({ variables, cwd: place.path });
}

/** @param status what it answers everyone; null: it is gone again @returns its address */
async function openGitHub(status: number | null): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(
    (_request, response) => void response.writeHead(status ?? 500, { "content-type": "application/json" }).end("{}"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (status === null) await new Promise((resolve) => server.close(resolve));
  return { url, close: () => void server.close() };
}

describe("the start of the App", () => {
  it.each([
    ["cannot be reached", null, "ECONNREFUSED"],
    ["answers with an error of its own", 500, ""],
    ["does not take who we say we are", 401, ""],
  ])("ends where GitHub %s, and says so", async (_what, status, words) => {
    const github = await openGitHub(status);
    await expect(start(github.url)).rejects.toMatchObject({
      code: "forge.unavailable",
      message: expect.stringMatching(new RegExp(`^asking ${github.url} which App we are: .*${words}`)),
      hint: expect.stringContaining("APP_ID and the private key belong together"),
    });
    github.close();
  });

  it("that failed holds nothing: the next one gets as far", async () => {
    const github = await openGitHub(401);
    for (const _try of [1, 2]) await expect(start(github.url)).rejects.toMatchObject({ code: "forge.unavailable" });
    github.close();
  });
});
