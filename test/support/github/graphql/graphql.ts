// GraphQL over the same world: documents are validated and executed against GitHub's own schema.
// A field that nothing here resolves answers null, or an error where the schema forbids null.
import { schema as published } from "@octokit/graphql-schema";
import { buildSchema, extendSchema, type GraphQLSchema, graphql, parse } from "graphql";
import { type Fields, fieldsOf, text, toViewerName, type Viewer } from "../http/call.ts";
import type { Limits } from "../http/limits.ts";
import { Refused } from "../http/reply.ts";
import type { World } from "../state/world.ts";
import { type Price, toPrice } from "./cost.ts";
import { createMutations } from "./mutations.ts";
import { createQueries } from "./queries.ts";

export interface Graphql {
  execute(viewer: Viewer, request: Fields): Promise<unknown>;
}

/** What GitHub has, and the published schema of that version not yet: https://docs.github.com/en/graphql/reference/objects#issue */
const LATER = `
  type IssueDependenciesSummary { blockedBy: Int! blocking: Int! totalBlockedBy: Int! totalBlocking: Int! }
  type IssueFieldSingleSelect implements Node { id: ID! name: String! }
  union IssueFields = IssueFieldSingleSelect
  type IssueFieldSingleSelectValue implements Node { field: IssueFields id: ID! name: String! optionId: String value: String! }
  union IssueFieldValue = IssueFieldSingleSelectValue
  type IssueFieldValueConnection { nodes: [IssueFieldValue] pageInfo: PageInfo! totalCount: Int! }
  extend type Issue {
    issueFieldValues(after: String, before: String, first: Int, last: Int): IssueFieldValueConnection
    blockedBy(after: String, before: String, first: Int, last: Int): IssueConnection!
    blocking(after: String, before: String, first: Int, last: Int): IssueConnection!
    issueDependenciesSummary: IssueDependenciesSummary!
  }
`;

/** Takes a good part of a second, so that only tests that ask GraphQL anything pay for it, and they once. */
let built: GraphQLSchema | null = null;

function openSchema(): GraphQLSchema {
  if (built !== null) return built;
  // The published file has two fields twice.
  const base = buildSchema(published.idl, { assumeValidSDL: true });
  const missing = base.getType("IssueDependenciesSummary") === undefined;
  built = missing ? extendSchema(base, parse(LATER), { assumeValidSDL: true }) : base;
  return built;
}

/** `violate` hears of documents that GitHub's schema does not allow. */
export function createGraphql(world: World, limits: Limits, violate: (violation: string) => void): Graphql {
  return {
    async execute(viewer, request) {
      const source = text(request, "query") ?? "";
      const variables = fieldsOf(request["variables"]);
      const price = priceOf(source, variables);
      const who = toViewerName(viewer);
      // One point was taken when the request came in.
      if (price.cost > 1 && limits.spend(who, "graphql", price.cost - 1) === null)
        return { errors: [{ type: "RATE_LIMITED", message: `API rate limit exceeded for ${who}.` }] };
      const rootValue = {
        ...createQueries(world, viewer),
        ...createMutations(world, viewer),
        rateLimit: () => ({ ...toRateLimit(limits, who), ...price }),
      };
      const result = await graphql({
        schema: openSchema(),
        source,
        rootValue,
        variableValues: variables,
        operationName: text(request, "operationName") ?? null,
      });
      // Without any data, not even null, the document itself was refused.
      if (!("data" in result)) for (const { message } of result.errors ?? []) violate(`POST /graphql: ${message}`);
      const errors = result.errors?.map(({ message, path, locations, originalError }) => ({
        type: toType(originalError),
        path,
        locations,
        message,
      }));
      return { ...(result.data === undefined ? {} : { data: result.data }), ...(errors === undefined ? {} : { errors }) };
    },
  };
}

function toType(cause: unknown): string {
  if (!(cause instanceof Refused)) return "INTERNAL";
  return cause.status === 404 ? "NOT_FOUND" : cause.status === 403 ? "FORBIDDEN" : "UNPROCESSABLE";
}

function toRateLimit(limits: Limits, who: string) {
  const { limit, remaining, used, reset } = limits.look(who, "graphql");
  return { limit, remaining, used, resetAt: new Date(reset * 1000).toISOString() };
}

/** What cannot be read is refused when it is executed. */
function priceOf(source: string, variables: Fields): Price {
  try {
    return toPrice(parse(source), variables);
  } catch {
    return { cost: 1, nodeCount: 0 };
  }
}
