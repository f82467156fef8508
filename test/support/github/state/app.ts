// Apps, where they are installed, and the tokens that let somebody in.
import type { KeyObject } from "node:crypto";
import type { Account } from "./account.ts";

export type Permissions = Readonly<Record<string, "read" | "write" | "admin">>;

export interface App {
  readonly id: number;
  readonly nodeId: string;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
  readonly bot: Account;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly publicKey: KeyObject;
  readonly privateKey: string;
  readonly createdAt: string;
  permissions: Permissions;
  /** Which webhooks it asked for; `*` for all. */
  events: readonly string[];
  webhookUrl: string | null;
  /** GitHub signs with one; a test may rotate it. */
  webhookSecret: string;
}

export interface Installation {
  readonly id: number;
  readonly nodeId: string;
  readonly app: App;
  readonly account: Account;
  readonly createdAt: string;
  updatedAt: string;
  permissions: Permissions;
  /** Ids of the chosen repositories, or all of the account. */
  repositories: "all" | Set<number>;
  suspendedAt: string | null;
  suspendedBy: Account | null;
}

export type Token =
  | { readonly kind: "user"; readonly account: Account }
  | {
      readonly kind: "installation";
      readonly installation: Installation;
      readonly permissions: Permissions;
      /** Null: everything that the installation sees. */
      readonly repositories: ReadonlySet<number> | null;
      /** Milliseconds since 1970. */
      expiresAt: number;
    };
