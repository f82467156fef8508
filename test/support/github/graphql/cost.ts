// What a question costs in points, as GitHub counts: a request for each connection that has to be followed, as if every list were full,
// divided by 100. https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#predicting-the-point-value-of-a-query
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, type ValueNode } from "graphql";
import type { Fields } from "../http/call.ts";

export interface Price {
  readonly cost: number;
  /** Nodes in the answer if every list were full; GitHub refuses more than 500,000. */
  readonly nodeCount: number;
}

export function toPrice(document: DocumentNode, variables: Fields): Price {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  let requests = 0;
  let nodeCount = 0;

  function walk(set: SelectionSetNode, times: number): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) walk(fragment.selectionSet, times);
        continue;
      }
      if (selection.selectionSet === undefined) continue;
      const size = selection.kind === Kind.FIELD ? toSize(selection.arguments ?? [], variables) : null;
      if (size?.isConnection) requests += times;
      if (size !== null) nodeCount += times * size.count;
      walk(selection.selectionSet, times * (size?.count ?? 1));
    }
  }

  for (const definition of document.definitions) if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, 1);
  return { cost: Math.max(1, Math.round(requests / 100)), nodeCount };
}

/** Null: not a list. */
function toSize(args: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[], variables: Fields) {
  for (const { name, value } of args) {
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : value.kind === Kind.INT ? Number(value.value) : undefined;
    if ((name.value === "first" || name.value === "last") && typeof given === "number") return { isConnection: true, count: given };
    if (name.value === "ids" && Array.isArray(given)) return { isConnection: false, count: given.length };
  }
  return null;
}
