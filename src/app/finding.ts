// Rows of `doctor`, and how a look that fails becomes one.
import type { Finding } from "../cli/world.ts";
import { YardmasterError } from "../core/errors.ts";

export function ok(name: string, detail: string): Finding {
  return { name, status: "ok", detail, hint: null, problems: [] };
}

export function warning(name: string, detail: string, hint: string | null = null): Finding {
  return { name, status: "warning", detail, hint, problems: [] };
}

export function missing(name: string, detail: string, hint: string | null): Finding {
  return { name, status: "missing", detail, hint, problems: [] };
}

export async function look(name: string, act: () => Promise<Finding>): Promise<Finding> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof YardmasterError)) return missing(name, error instanceof Error ? error.message : String(error), null);
    return { ...missing(name, error.message, error.hint), problems: error.problems };
  }
}

/** `1 error`, `2 errors` */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
