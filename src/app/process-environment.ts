// What agents, hooks and commands may know of our own environment: enough to run a tool chain, and no secret (invariant 10).

const ALLOWED = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TERM",
  "TMPDIR",
  "XDG_CONFIG_HOME",
  "XDG_CACHE_HOME",
];

/** The master key of secrets and the way to it: for no agent, whatever a workflow file says. */
const NEVER = /^YARDMASTER_SECRET_KEY/;

/**
 * @param passed names that the workflow file lets through besides
 * @param fixed values that it sets
 */
export function toProcessEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  passed: readonly string[],
  fixed: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = [...ALLOWED, ...Object.keys(variables).filter((name) => name.startsWith("LC_")), ...passed];
  const allowed = names.flatMap((name) => {
    const value = readForProcess(variables, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(allowed), ...fixed };
}

/** One of our variables for a process of somebody else. */
export function readForProcess(variables: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return NEVER.test(name) ? undefined : variables[name];
}
