// A bare client for the tests of the pretend GitHub: says a method, a path and a body, and hands back what came.
import { createSign } from "node:crypto";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Null where there was no body. */
  readonly data: Json;
}

/** What a test looks into without declaring its shape first. */
export interface Json {
  readonly [field: string]: Json;
}

/** `POST /repos/acme/site/issues`. Redirects are not followed. */
export type Client = (request: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

export function createClient(url: string, authorization: string | null): Client {
  return async (request, body, headers = {}) => {
    const [method = "GET", path = "/"] = request.split(" ");
    const response = await fetch(url + path, {
      method,
      redirect: "manual",
      headers: { "content-type": "application/json", ...(authorization === null ? {} : { authorization }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, data: (text === "" ? null : JSON.parse(text)) as Json };
  };
}

export interface JwtClaims {
  readonly iss: number | string;
  /** Seconds since 1970. */
  readonly iat: number;
  readonly exp: number;
}

export function toJwt(privateKey: string, claims: JwtClaims): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}
