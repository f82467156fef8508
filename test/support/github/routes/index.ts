// The registry of routes: one list for each family.
import { toViewerName } from "../http/call.ts";
import type { Limits } from "../http/limits.ts";
import { ok } from "../http/reply.ts";
import { type Route, route } from "../http/route.ts";
import { ACCOUNT_ROUTES } from "./accounts.ts";
import { APP_ROUTES } from "./app.ts";
import { CHECK_ROUTES } from "./checks.ts";
import { COMMENT_ROUTES } from "./comments.ts";
import { CONTENT_ROUTES } from "./contents.ts";
import { DELIVERY_ROUTES } from "./deliveries.ts";
import { GIT_ROUTES } from "./git-data.ts";
import { ISSUE_ROUTES } from "./issues.ts";
import { LABEL_ROUTES } from "./labels.ts";
import { PULL_ROUTES } from "./pulls.ts";
import { RELATION_ROUTES } from "./relations.ts";
import { REPOSITORY_ROUTES } from "./repositories.ts";
import { REVIEW_ROUTES } from "./reviews.ts";

export function createRoutes(limits: Limits): readonly Route[] {
  return [
    ...APP_ROUTES,
    ...DELIVERY_ROUTES,
    ...ACCOUNT_ROUTES,
    ...REPOSITORY_ROUTES,
    ...CONTENT_ROUTES,
    ...GIT_ROUTES,
    ...ISSUE_ROUTES,
    ...LABEL_ROUTES,
    ...COMMENT_ROUTES,
    ...RELATION_ROUTES,
    ...PULL_ROUTES,
    ...REVIEW_ROUTES,
    ...CHECK_ROUTES,
    route("GET /rate_limit", { open: true }, ({ viewer }) => {
      const core = limits.look(toViewerName(viewer), "core");
      const graphql = limits.look(toViewerName(viewer), "graphql");
      return ok({ resources: { core, graphql, search: { limit: 30, used: 0, remaining: 30, reset: core.reset } }, rate: core });
    }),
  ];
}
