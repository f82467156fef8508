// What a test lets GitHub get wrong: chosen requests are refused, fail, hang, or are done and never answered.

export type Fault =
  /** 403 with `retry-after` and the words that clients look for. */
  | { readonly with: "secondary limit"; readonly retryAfter?: number; readonly status?: 403 | 429 }
  | { readonly with: "status"; readonly status: number }
  /** No answer ever; the connection stays open until the client or the test gives up. */
  | { readonly with: "silence" }
  /** The connection breaks before anything is done. */
  | { readonly with: "cut" }
  /** Done, and then the connection breaks: the client cannot know. */
  | { readonly with: "lost answer" }
  /** Done, and then 502. */
  | { readonly with: "lost answer 502" };

export interface Faults {
  /**
   * `POST /repos/acme/site/issues/*\/comments`: a star stands for one part of a path, two for any number of them.
   * Git's requests can be named too: `POST /acme/site.git/git-receive-pack` is a push.
   * @defaultValue once
   */
  add(pattern: string, fault: Fault, times?: number): void;
  take(method: string, path: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let planned: { readonly pattern: string; readonly fault: Fault; left: number }[] = [];
  return {
    add: (pattern, fault, times = 1) => void planned.push({ pattern, fault, left: times }),
    take(method, path) {
      const found = planned.find(({ pattern, left }) => left > 0 && matchesPattern(pattern, method, path));
      if (found === undefined) return null;
      found.left -= 1;
      return found.fault;
    },
    clear() {
      planned = [];
    },
  };
}

function matchesPattern(pattern: string, method: string, path: string): boolean {
  const [verb, glob = ""] = pattern.split(" ");
  if (verb !== "*" && verb !== method) return false;
  const source = glob.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*\*|\*/g, (stars) => (stars === "**" ? ".*" : "[^/]*"));
  return new RegExp(`^${source}$`).test(path);
}
