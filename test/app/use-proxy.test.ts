// A proxy that the environment names is where requests go; what runs on this machine is asked directly.
import { createServer } from "node:http";
import { type AddressInfo, connect, type createServer as createPlainServer } from "node:net";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { describe, expect, it, onTestFinished } from "vitest";
import { useProxy } from "../../src/app/use-proxy.ts";

async function portOf(server: ReturnType<typeof createPlainServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A server, and a proxy that brings everything there, wherever it was meant to go. */
async function givenProxy(): Promise<{ readonly asked: readonly string[]; readonly proxy: string; readonly direct: string }> {
  const before = getGlobalDispatcher();
  onTestFinished(() => setGlobalDispatcher(before));
  const asked: string[] = [];
  const target = createServer((_request, response) => void response.setHeader("connection", "close").end("answer"));
  const port = await portOf(target);
  const proxy = createServer();
  proxy.on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    const onward = connect(port, "127.0.0.1", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    onward.pipe(socket).pipe(onward);
  });
  return { asked, proxy: `http://127.0.0.1:${await portOf(proxy)}`, direct: `http://127.0.0.1:${port}/` };
}

describe("a proxy", () => {
  it("is asked for what is elsewhere, and never for what is here", async () => {
    const { asked, proxy, direct } = await givenProxy();
    await useProxy({ http_proxy: proxy, NO_PROXY: "internal.example" });
    expect(await (await fetch("http://api.github.example/zen")).text()).toBe("answer");
    expect(asked).toEqual(["api.github.example:80"]);
    expect(await (await fetch(direct)).text()).toBe("answer");
    expect(asked).toHaveLength(1);
  });

  it("is not asked when none is named, when all is exempt, or in the environment of the process alone", async () => {
    const { proxy } = await givenProxy();
    const before = getGlobalDispatcher();
    await useProxy({});
    await useProxy({ HTTPS_PROXY: proxy, NO_PROXY: "*" });
    expect(getGlobalDispatcher()).toBe(before);
  });

  it("that is no address is refused without showing it", async () => {
    await expect(useProxy({ HTTPS_PROXY: "ada:secret@nowhere" })).rejects.toMatchObject({
      code: "app.environment",
      message: expect.not.stringContaining("secret"),
    });
  });
});
