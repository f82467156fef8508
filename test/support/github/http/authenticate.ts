// Who asks: an app by its JWT, an installation or a person by a token, or nobody.
import { verify } from "node:crypto";
import type { App } from "../state/app.ts";
import type { World } from "../state/world.ts";
import type { Viewer } from "./call.ts";
import { Refused } from "./reply.ts";

/** @throws 401 for a token that is unknown, expired or revoked */
export function authenticate(world: World, header: string | undefined): Viewer {
  if (header === undefined || header === "") return { kind: "anonymous" };
  const [scheme = "", value = ""] = header.split(/ +/);
  if (scheme.toLowerCase() === "basic")
    return findToken(
      world,
      Buffer.from(value, "base64")
        .toString()
        .replace(/^[^:]*:/, ""),
    );
  if (value.split(".").length === 3) return { kind: "app", app: readJwt(world, value) };
  return findToken(world, value);
}

function findToken(world: World, value: string): Viewer {
  const token = world.tokens.get(value);
  if (token === undefined) throw badCredentials();
  if (token.kind === "user") return token;
  if (token.expiresAt <= world.clock.now() || !world.installations.has(token.installation.id)) throw badCredentials();
  if (token.installation.suspendedAt !== null) throw new Refused(403, "This installation has been suspended");
  const { installation, permissions, repositories } = token;
  return { kind: "installation", installation, permissions, repositories, token: value };
}

function badCredentials(): Refused {
  return new Refused(401, "Bad credentials");
}

const LONGEST_SECONDS = 600;

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function readJwt(world: World, jwt: string): App {
  const [head = "", claims = "", signature = ""] = jwt.split(".");
  const { alg } = decode(head);
  const { iss, exp, iat } = decode(claims);
  const app = [...world.apps.values()].find(({ id, clientId }) => iss === id || iss === String(id) || iss === clientId);
  if (app === undefined) throw new Refused(404, "Integration not found");
  const signed = Buffer.from(`${head}.${claims}`);
  if (alg !== "RS256" || !verify("RSA-SHA256", signed, app.publicKey, Buffer.from(signature, "base64url"))) {
    throw new Refused(401, "A JSON web token could not be decoded");
  }
  const now = Math.floor(world.clock.now() / 1000);
  if (typeof exp !== "number") throw new Refused(401, "Missing 'expiration' claim ('exp') in assertion");
  if (exp <= now)
    throw new Refused(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + LONGEST_SECONDS) throw new Refused(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== "number" || iat > now + 60) {
    throw new Refused(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  }
  return app;
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Readonly<Record<string, unknown>>;
  } catch {
    throw new Refused(401, "A JSON web token could not be decoded");
  }
}
