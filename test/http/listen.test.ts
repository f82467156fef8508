// Where a server listens.
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { isLoopback, parseBindAddress, renderBindAddress } from "../../src/http/bind-address.ts";
import { listen } from "../../src/http/listen.ts";

const APP = { fetch: () => new Response("hello") };

describe("an address", () => {
  it.each(["127.0.0.1:19090", "localhost:0", "[::1]:8080", "0.0.0.0:65535", "site.example:80"])("is read from %s", (text) => {
    const address = parseBindAddress(text);
    expect(address === null ? null : renderBindAddress(address)).toBe(text);
  });

  it.each(["", "19090", ":19090", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80", "http://x:80", "a b:80", "[::1]"])(
    "is not read from %j",
    (text) => {
      expect(parseBindAddress(text)).toBeNull();
    },
  );

  it("is reached by this machine alone when it is a loopback", () => {
    const hosts = ["127.0.0.1", "127.9.9.9", "localhost", "::1", "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com"];
    expect(hosts.filter((host) => isLoopback({ host, port: 1 }))).toEqual(["127.0.0.1", "127.9.9.9", "localhost", "::1"]);
  });
});

describe("a listener", () => {
  it("answers at the port that it has, until it stops", async () => {
    const listener = await listen(APP, { bind: { host: "127.0.0.1", port: 0 } });
    const url = `http://${renderBindAddress(listener.address)}/`;
    expect(await (await fetch(url)).text()).toBe("hello");
    await listener.stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  it("says where another program listens already", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    await expect(listen(APP, { bind: { host: "127.0.0.1", port } })).rejects.toMatchObject({
      code: "http.address",
      message: `listening on 127.0.0.1:${port}: another program listens there`,
    });
    other.close();
  });
});
