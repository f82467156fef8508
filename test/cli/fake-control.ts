// What the command line's verbs ask of a repository's resources, in tests: only the operations that are given.
import type { OpenControl } from "../../src/cli/world.ts";
import { CONTROL_OPERATIONS, type Control } from "../../src/runtime/control/control.ts";

type Given = { readonly [Section in keyof Control]?: Partial<Control[Section]> };

/** For `runCli`: a world that opens it. */
export function beControlled(given: Given, traits: Partial<Pick<OpenControl, "server" | "warnings">> = {}) {
  const sections = Object.entries(CONTROL_OPERATIONS).map(([section, operations]) => {
    const unexpected = operations.map((operation) => [
      operation,
      () => Promise.reject(new Error(`nobody expected ${section}.${operation}`)),
    ]);
    return [section, { ...Object.fromEntries(unexpected), ...given[section as keyof Control] }];
  });
  const control = {
    ...(Object.fromEntries(sections) as Control),
    repository: "/srv/site",
    dataDirectory: "/state/site",
    server: { pid: 7 },
    warnings: [],
    async close() {},
    ...traits,
  };
  return { openControl: async (): Promise<OpenControl> => control };
}
