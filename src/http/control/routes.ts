// The control operations as requests: who may ask, what a request must look like, and how answers and failures are written.
// Opens no port. Only operations that the table names can be reached, whatever else the object has.
import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { CATALOGUE, YardmasterError } from "../../core/errors.ts";
import { CONTROL_OPERATIONS, type Control } from "../../runtime/control/control.ts";
import { tooLarge } from "./body-limit.ts";
import { toErrorBody } from "./error-body.ts";
import { parseRequest } from "./requests.ts";

export interface ControlRoutesOptions {
  readonly control: Control;
  /** What a caller must show. */
  readonly token: string;
  /** Bytes of a request's body. */
  readonly bodyLimitBytes: number;
  /** Told of failures that the caller learns nothing of. */
  onFailure(error: unknown, operation: string): void;
}

type Operation = (request: object) => Promise<unknown>;

export function createControlRoutes({ control, token, bodyLimitBytes, onFailure }: ControlRoutesOptions): Hono {
  const operations = toOperations(control);
  const isToken = createTokenCheck(token);
  const routes = new Hono();

  routes.use(async (context, next) => {
    // A page in a browser always says where it comes from, and through a name of its own choosing it comes under that name.
    if (context.req.header("origin") !== undefined || !isLoopback(context.req.header("host") ?? "")) {
      throw new YardmasterError("control.foreign", "the control door is for programs on this machine, not for pages in a browser");
    }
    if (!isToken(context.req.header("authorization") ?? "")) {
      throw new YardmasterError("control.unauthorized", "the control door was asked without the server's token");
    }
    await next();
  });
  routes.get("/control/health", (context) => context.json({ status: "ok" }));
  routes.post(
    "/control/:section/:operation",
    async (context, next) => {
      if (!operations.has(nameOf(context))) throw unknownOperation(nameOf(context));
      if (!/^application\/json\s*(?:;|$)/i.test(context.req.header("content-type") ?? "")) {
        throw invalid("a request's content type is application/json");
      }
      await next();
    },
    bodyLimit({
      maxSize: bodyLimitBytes,
      onError: (context) => {
        throw tooLarge(nameOf(context), bodyLimitBytes);
      },
    }),
    async (context) => {
      const request = toRequest(await context.req.text());
      const answer = await operations.get(nameOf(context))?.(request);
      return context.json(answer === undefined ? null : (answer as object));
    },
  );
  routes.notFound((context) => fail(context, unknownOperation(context.req.path)));
  routes.onError((error, context) => {
    if (error instanceof YardmasterError) return fail(context, error);
    onFailure(error, context.req.path);
    return fail(context, new YardmasterError("control.failed", "something unexpected broke in the server; its log says what"));
  });
  return routes;
}

function nameOf(context: Context): string {
  return `${context.req.param("section")}/${context.req.param("operation")}`;
}

function toOperations(control: Control): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const [section, names] of Object.entries(CONTROL_OPERATIONS)) {
    const offered = control[section as keyof Control] as unknown as Readonly<Record<string, Operation>>;
    for (const name of names) {
      operations.set(`${section}/${name}`, async (request) => await offered[name]?.(parseRequest(section, name, request)));
    }
  }
  return operations;
}

function isLoopback(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host);
}

/** Digests are compared, so that neither content nor length shows in the time it takes. */
function createTokenCheck(token: string): (authorization: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digest(authorization), expected);
}

function toRequest(text: string): object {
  let request: unknown;
  try {
    request = JSON.parse(text);
  } catch {
    throw invalid("a request is JSON");
  }
  if (typeof request !== "object" || request === null || Array.isArray(request)) throw invalid("a request is a JSON object");
  return request;
}

function invalid(message: string): YardmasterError {
  return new YardmasterError("control.invalid-request", message);
}

function unknownOperation(name: string): YardmasterError {
  return new YardmasterError("control.unknown-operation", `the server knows no operation ${name}`, {
    hint: "if it was started by another version of Yardmaster, start it again",
  });
}

function fail(context: Context, error: YardmasterError): Response {
  return context.json(toErrorBody(error), CATALOGUE[error.code].status);
}
