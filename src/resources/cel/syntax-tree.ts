// The library's syntax tree as we walk it: the public part of a node, and the part below its types that counting steps needs.
// Nothing here evaluates. A tree that does not look as expected is refused, so that a new version of the library cannot slip by uncounted.

export type Evaluate = (evaluator: unknown, node: unknown, context: unknown) => unknown;

export interface SyntaxNode {
  readonly op: string;
  readonly args: unknown;
  /** Where it stands in the text. */
  readonly pos: number;
  /** `alternate` is what is evaluated in place of the node: a macro's expansion, a constant's value. */
  readonly meta: { readonly evaluate: Evaluate; readonly alternate?: unknown };
  setMeta(key: "evaluate", evaluate: Evaluate): unknown;
}

/** Every node once, those that macros expand to included. */
export function collectNodes(root: unknown): SyntaxNode[] {
  if (!isSyntaxNode(root)) throw new TypeError("the CEL library's syntax tree is not the one that steps are counted in");
  const seen = new Set<unknown>();
  const nodes: SyntaxNode[] = [];
  const rest: unknown[] = [root];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isSyntaxNode(next)) {
      nodes.push(next);
      rest.push(next.meta.alternate, next.op === "comprehension" ? comprehensionParts(next) : next.args);
    } else if (Array.isArray(next)) rest.push(...next);
  }
  return nodes;
}

/** The name that a call calls; null for any other node. */
export function calledName(node: SyntaxNode): string | null {
  if (!(node.op === "call" || node.op === "rcall") || !Array.isArray(node.args)) return null;
  const name: unknown = node.args[0];
  return typeof name === "string" ? name : null;
}

function comprehensionParts({ args }: SyntaxNode): readonly unknown[] {
  const { iterable, init, step } = args as { readonly iterable: unknown; readonly init: unknown; readonly step: unknown };
  return [iterable, init, step];
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  if (typeof value !== "object" || value === null) return false;
  const { op, pos, meta, setMeta } = value as Partial<SyntaxNode>;
  return typeof op === "string" && typeof pos === "number" && typeof meta?.evaluate === "function" && typeof setMeta === "function";
}
