// Which of the server's variables a repository that is not the operator's own may name for its steps: what every process is given,
// and what the operator lists. A repository that is the operator's own may name any.
import { YardmasterError } from "../core/errors.ts";
import type { Finding } from "../core/resources/decide.ts";
import { findLine } from "../core/resources/find-line.ts";
import type { Resource } from "../core/resources/resource.ts";
import { isForEveryProcess } from "./process-environment.ts";

/** What a repository is lent; null: it is the operator's own, and may name any variable. */
export interface Lending {
  readonly remote: { readonly variables: readonly string[] } | null;
}

const PATH = "spec.runner.env_allowlist";
const HINT =
  "take it out, or ask whoever runs the server to list it in YARDMASTER_REPOSITORY_VARIABLES; an agent with a preset gets its own key without it";

function isLent({ remote }: Lending, name: string): boolean {
  return remote === null || isForEveryProcess(name) || remote.variables.includes(name);
}

/** What a declaration names and is not given. */
export function findUnlent(repository: Lending, { kind, spec }: Pick<Resource, "kind" | "spec">): readonly Finding[] {
  if (kind !== "RuntimePolicy") return [];
  const { runner } = spec as { readonly runner: { readonly env_allowlist?: readonly string[] } };
  return (runner.env_allowlist ?? []).flatMap((name, index) =>
    isLent(repository, name) ? [] : [{ severity: "error" as const, path: `${PATH}[${index}]`, message: toMessage(name), hint: HINT }],
  );
}

/** Of declarations that were taken over before the operator's list changed. @throws config.invalid */
export function assertDeclaredLent(repository: Lending, declared: readonly Resource[]): void {
  for (const resource of declared) {
    const [found] = findUnlent(repository, resource);
    if (found === undefined) continue;
    const { file } = resource.source;
    const line = findLine(resource.source, found.path);
    const problem = { file, line, column: 1, path: found.path, message: found.message, hint: found.hint, severity: "error" as const };
    throw new YardmasterError("config.invalid", `${file}:${line}: ${found.message}`, { hint: HINT, problems: [problem] });
  }
}

/** Of a plan that was made before the operator's list changed. @throws config.invalid */
export function assertLent(repository: Lending, names: readonly string[]): void {
  const name = names.find((each) => !isLent(repository, each));
  if (name !== undefined) throw new YardmasterError("config.invalid", toMessage(name), { hint: HINT });
}

function toMessage(name: string): string {
  return `${name.slice(0, 100)} is a variable of the server that this repository is not given`;
}
