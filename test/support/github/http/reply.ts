// What a route answers, and the refusals that GitHub words the same everywhere.
import type { Call } from "./call.ts";

export interface Reply {
  readonly status: number;
  /** Sent as JSON; null sends no body. */
  readonly body: unknown;
  /** Sent instead of the body where a diff or a raw file was asked for. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by whatever finds it; the server turns it into GitHub's error body. */
export class Refused extends Error {
  readonly status: number;
  readonly errors: readonly Readonly<Record<string, string>>[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: { errors?: readonly Readonly<Record<string, string>>[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "Refused";
    this.status = status;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

export function noContent(): Reply {
  return { status: 204, body: null };
}

export function notFound(): Refused {
  return new Refused(404, "Not Found");
}

/** What GitHub says when a permission is missing that an app could be given. */
export function notAccessible(): Refused {
  return new Refused(403, "Resource not accessible by integration");
}

export function invalid(resource: string, field: string, code: string, message?: string): Refused {
  return new Refused(422, "Validation Failed", { errors: [{ resource, field, code, ...(message === undefined ? {} : { message }) }] });
}

/** @throws the refusal when there is nothing */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw notFound();
  return value;
}

/** One page of a list, with the `Link` header that leads to the others. `wrap` for lists inside an object. */
export function page<T>(
  call: Pick<Call, "query" | "url">,
  items: readonly T[],
  render: (item: T) => unknown,
  wrap: (rendered: readonly unknown[], total: number) => unknown = (rendered) => rendered,
): Reply {
  const size = Math.min(Math.max(Number(call.query.get("per_page") ?? 30), 1), 100);
  const current = Math.max(Number(call.query.get("page") ?? 1), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const shown = items.slice((current - 1) * size, current * size).map(render);
  const links: (readonly [string, number])[] = [];
  if (current > 1) links.push(["prev", current - 1]);
  if (current < last) links.push(["next", current + 1], ["last", last]);
  if (current > 1) links.push(["first", 1]);
  const link = links.map(([relation, number]) => {
    const url = new URL(call.url);
    url.searchParams.set("page", String(number));
    return `<${url.href}>; rel="${relation}"`;
  });
  return { status: 200, body: wrap(shown, items.length), ...(link.length === 0 ? {} : { headers: { link: link.join(", ") } }) };
}
