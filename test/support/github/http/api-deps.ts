// What the server works with: the world, and those who look on.
import type { Graphql } from "../graphql/graphql.ts";
import type { World } from "../state/world.ts";
import type { Faults } from "./faults.ts";
import type { Limits } from "./limits.ts";
import type { OpenApi } from "./open-api.ts";
import type { RequestLog } from "./request-log.ts";
import type { Router } from "./route.ts";

export interface ApiDeps {
  readonly world: World;
  readonly router: Router;
  readonly openApi: OpenApi;
  readonly graphql: Graphql;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly requests: RequestLog;
  /** Hears what was asked or answered against GitHub's description. */
  readonly violate: (violation: string) => void;
  readonly judgeReplies: boolean;
}
