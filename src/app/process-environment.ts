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
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(allowed), ...fixed };
}
