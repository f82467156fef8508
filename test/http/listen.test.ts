// Where a server listens.
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { isLoopback, parseBindAddress, renderBindAddress } from "../../src/http/bind-address.ts";
import { type Listener, listen } from "../../src/http/listen.ts";
import { createGate } from "./control/a-control.ts";

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

describe("a listener that stops", () => {
  const HEAD = "POST / HTTP/1.1\r\nHost: x\r\n";
  const LONG_MS = 3_600_000;

  /** Everything that came until the other side hung up. */
  async function readAll(socket: Socket): Promise<string> {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("error", () => {});
    await once(socket, "close");
    return text;
  }

  async function dial({ address }: Listener, said: string): Promise<Socket> {
    const socket = connect(address.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    if (said !== "") socket.write(said);
    return socket;
  }

  /** As far as a request has come when this resolves, those before it have come too. */
  async function settle({ address }: Listener): Promise<void> {
    await (await fetch(`http://${renderBindAddress(address)}/`)).text();
  }

  it.each([
    ["say nothing", ""],
    ["are in the middle of their headers", HEAD],
    ["have been answered", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["have begun another request", `GET / HTTP/1.1\r\nHost: x\r\n\r\n${HEAD}`],
  ])("hangs up at once on callers that %s", async (_what, said) => {
    const listener = await listen(APP, { bind: { host: "127.0.0.1", port: 0 } });
    const sockets = [await dial(listener, said), await dial(listener, said)];
    const read = sockets.map(readAll);
    await settle(listener);
    await listener.stop(LONG_MS);
    await Promise.all(read);
  });

  it("lets a request under way end, and waits no longer than that", async () => {
    const [begun, release] = [createGate(), createGate()];
    const app = {
      async fetch() {
        begun.open();
        await release.passed;
        return new Response("late");
      },
    };
    const listener = await listen(app, { bind: { host: "127.0.0.1", port: 0 } });
    const silent = await dial(listener, "");
    const read = readAll(silent);
    const answer = fetch(`http://${renderBindAddress(listener.address)}/`);
    await begun.passed;
    const stopped = listener.stop(LONG_MS);
    release.open();
    expect(await (await answer).text()).toBe("late");
    await stopped;
    await read;
  });

  it("hangs up in time on a body that never comes whole", async () => {
    const begun = createGate();
    const app = {
      async fetch(request: Request) {
        begun.open();
        return new Response(await request.text());
      },
    };
    const listener = await listen(app, { bind: { host: "127.0.0.1", port: 0 } });
    const read = readAll(await dial(listener, `${HEAD}Content-Length: 100\r\n\r\nabc`));
    await begun.passed;
    await listener.stop(10);
    expect(await read).not.toContain("200 OK");
    await listener.stop();
  });
});
