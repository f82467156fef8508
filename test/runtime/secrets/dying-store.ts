// A store whose process dies at its n-th write: just before it reaches the disk, or just after, when the answer is lost.
// From then on nothing works, as for a process that is gone.
import type { Store } from "../../../src/store/store.ts";

export interface Death {
  /** 1: the first write. */
  readonly write: number;
  readonly when: "before" | "after";
}

export class Died extends Error {
  override readonly name = "Died";
}

const WRITES: ReadonlySet<string> = new Set(["append", "putDocument", "forget", "saveSnapshot"]);

export function createDyingStore(store: Store, { write, when }: Death): Store {
  let writes = 0;
  let isDead = false;

  function check(): void {
    if (isDead) throw new Died("the process is gone");
  }

  return new Proxy(store, {
    get(target, name: keyof Store & string) {
      const method = target[name] as (...given: unknown[]) => unknown;
      if (name === "close" || name === "onChange") return method;
      return async (...given: unknown[]) => {
        check();
        if (WRITES.has(name)) writes += 1;
        const isLast = WRITES.has(name) && writes === write;
        if (isLast && when === "before") isDead = true;
        check();
        const answer = await method(...given);
        if (isLast) isDead = true;
        check();
        return answer;
      };
    },
  });
}
