// One request as a route sees it: who asks, for which repository, with what.
import type { Account } from "../state/account.ts";
import type { App, Installation, Permissions } from "../state/app.ts";
import type { Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";

export type Viewer =
  | { readonly kind: "anonymous" }
  | { readonly kind: "app"; readonly app: App }
  | { readonly kind: "user"; readonly account: Account }
  | {
      readonly kind: "installation";
      readonly installation: Installation;
      readonly permissions: Permissions;
      readonly repositories: ReadonlySet<number> | null;
      readonly token: string;
    };

export type Fields = Readonly<Record<string, unknown>>;

export interface Call {
  readonly world: World;
  readonly viewer: Viewer;
  /** Absolute. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The media type that was asked for. */
  readonly accept: string;
  readonly body: Fields;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

export interface Actor {
  readonly account: Account;
  /** The app that acted, when one did. */
  readonly via: App | null;
}

/** Who did it, as it is written on what they made. */
export function toActor({ viewer }: Pick<Call, "viewer">): Actor {
  switch (viewer.kind) {
    case "installation":
      return { account: viewer.installation.app.bot, via: viewer.installation.app };
    case "user":
      return { account: viewer.account, via: null };
    case "app":
      return { account: viewer.app.bot, via: viewer.app };
    case "anonymous":
      throw new Error("nobody may act without a token");
  }
}

/** For logs, limits and messages. */
export function toViewerName(viewer: Viewer): string {
  switch (viewer.kind) {
    case "anonymous":
      return "anonymous";
    case "app":
      return "app";
    case "user":
      return viewer.account.login;
    case "installation":
      return `installation ${viewer.installation.id}`;
  }
}

export function param(call: Pick<Call, "params">, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

/** Undefined when the field is missing or no text. */
export function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

/** Undefined when the field is missing; null where it was sent as null. */
export function textOrNull(fields: Fields, name: string): string | null | undefined {
  return fields[name] === null ? null : text(fields, name);
}

export function texts(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name];
  return Array.isArray(value) ? value.map(String) : undefined;
}

export function number(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  return typeof value === "number" ? value : undefined;
}

export function flag(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  return typeof value === "boolean" ? value : undefined;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}
