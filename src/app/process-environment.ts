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

/** The master key of secrets and the way to it, and what the GitHub App proves itself with: for no agent, whatever a workflow file says. */
const NEVER = /^(?:YARDMASTER_SECRET_KEY|PRIVATE_KEY$|WEBHOOK_SECRET)/;
/** What git needs to reach a server through a proxy, or one whose certificate an authority of the house has signed. */
const TRANSPORT = /^(?:SSL_CERT_FILE|SSL_CERT_DIR|GIT_SSL_CAINFO|(?:https?|all|no)_proxy)$/i;

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

/** Whoever's process it is. */
export function isForEveryProcess(name: string): boolean {
  return ALLOWED.includes(name) || name.startsWith("LC_");
}

/** One that no process of anybody else is given, whoever names it. */
export function isNeverPassed(name: string): boolean {
  return NEVER.test(name);
}

/** One of our variables for a process of somebody else. */
export function readForProcess(variables: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return isNeverPassed(name) ? undefined : variables[name];
}

/** For our own git alone: the address of a proxy may hold a password. */
export function toTransportEnvironment(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value && TRANSPORT.test(name) ? [[name, value]] : [])));
}
