// Requests to GitHub that end when the App stops: what reads first, since nothing is lost with it, what writes a little later. What is begun
// after that ends at once.

export interface EndableRequests {
  /** As the client of GitHub takes it. */
  readonly fetch: typeof fetch;
  /** Aborts with what reads: for what asks GitHub in another way. */
  readonly ending: AbortSignal;
  endReads(): void;
  endWrites(): void;
}

interface UnderWay {
  readonly controller: AbortController;
  readonly reads: boolean;
}

/** An answer that has begun is read in less. */
const LONGEST_ANSWER_MS = 60_000;

export function createEndableRequests(): EndableRequests {
  const reads = new AbortController();
  const writes = new AbortController();
  const underWay = new Set<UnderWay>();

  function end(controller: AbortController, isMeant: (each: UnderWay) => boolean): void {
    controller.abort();
    for (const each of underWay) if (isMeant(each)) each.controller.abort();
  }

  return {
    ending: reads.signal,
    endReads: () => end(reads, (each) => each.reads),
    endWrites: () => end(writes, (each) => !each.reads),
    async fetch(input, init = {}) {
      const controller = new AbortController();
      const entry = { controller, reads: isRead(String(input), init) };
      const { signal } = init;
      // A signal of its own for each: one that lives as long as the App would keep all that ever listened to it.
      signal?.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
      if (signal?.aborted) controller.abort(signal.reason);
      if ((entry.reads ? reads : writes).signal.aborted) controller.abort();
      underWay.add(entry);
      try {
        const response = await globalThis.fetch(input, { ...init, signal: controller.signal });
        setTimeout(() => underWay.delete(entry), LONGEST_ANSWER_MS).unref();
        return response;
      } catch (error) {
        underWay.delete(entry);
        throw error;
      }
    },
  };
}

/** Some ask with a POST and change nothing that anybody sees: for a token, and with a query of GraphQL. */
function isRead(url: string, { method = "GET", body }: RequestInit): boolean {
  if (method === "GET" || method === "HEAD") return true;
  return url.endsWith("/access_tokens") || (url.endsWith("/graphql") && isQuery(body));
}

function isQuery(body: RequestInit["body"]): boolean {
  if (typeof body !== "string") return false;
  const { query } = JSON.parse(body) as { readonly query?: string };
  return query?.startsWith("query") ?? false;
}
