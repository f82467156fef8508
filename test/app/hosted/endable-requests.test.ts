// Requests to a server that never answers end when they are told to: what reads first, what writes later.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEndableRequests } from "../../../src/app/hosted/endable-requests.ts";

let server: Server;
let url: string;
let arrived: Promise<unknown>;
beforeEach(async () => {
  server = createServer((_request, response) => {
    if (_request.url === "/begun") response.write("[");
  });
  arrived = new Promise((resolve) => server.once("request", resolve));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const ENDED = { name: "AbortError" };

describe("a request that is not answered", () => {
  it.for([
    ["reads", "GET", "/repos", null, "endReads"],
    ["asks for a token", "POST", "/app/installations/1/access_tokens", null, "endReads"],
    ["queries", "POST", "/graphql", { query: "query ($id: ID!) { node(id: $id) { id } }", variables: { id: "mutation" } }, "endReads"],
    ["writes", "POST", "/repos", { name: "query" }, "endWrites"],
    ["mutates", "POST", "/api/graphql", { query: "mutation ($id: ID!) { query }" }, "endWrites"],
    ["posts something else to GraphQL", "POST", "/graphql", {}, "endWrites"],
  ] as const)("and %s ends when it is told to, and what is asked after that at once", async ([, method, path, body, end]) => {
    const requests = createEndableRequests();
    const ask = () => requests.fetch(`${url}${path}`, { method, ...(body !== null && { body: JSON.stringify(body) }) });
    const asked = ask();
    await arrived;
    requests[end]();
    await expect(asked).rejects.toMatchObject(ENDED);
    await expect(ask()).rejects.toMatchObject(ENDED);
    expect(requests.ending.aborted).toBe(end === "endReads");
  });

  it("and writes goes on while what reads is ended", async () => {
    const requests = createEndableRequests();
    let hasEnded = false;
    const asked = requests.fetch(url, { method: "PATCH" }).catch(() => {
      hasEnded = true;
    });
    await arrived;
    requests.endReads();
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasEnded).toBe(false);
    requests.endWrites();
    await asked;
    expect(hasEnded).toBe(true);
  });

  it("ends in the middle of its answer too, and by the patience of whoever asks", async () => {
    const requests = createEndableRequests();
    const begun = await requests.fetch(`${url}/begun`);
    requests.endReads();
    await expect(begun.text()).rejects.toMatchObject(ENDED);
    const others = createEndableRequests();
    const patience = new AbortController();
    const asked = others.fetch(url, { signal: patience.signal });
    patience.abort(new Error("it took too long"));
    await expect(asked).rejects.toThrow("it took too long");
  });
});
