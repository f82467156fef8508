// What a server shows besides its store: the runs it has seen as they were committed last, what the tracker listed last, and what is
// wrong with what configures it.
import type { RunId } from "../core/ids.ts";
import type { Issue } from "../core/issue.ts";
import { hasEnded, type RunState } from "../core/run/state.ts";
import type { Look } from "../runtime/deps.ts";

export interface Seen {
  add(run: RunState): void;
  onLook(look: Look): void;
  /** @param part of the configuration; what was told of it before no longer counts. Answers whether anything is new. */
  tell(part: string, troubles: readonly string[]): boolean;
  facts(): { readonly runs: Iterable<RunState>; readonly candidates: readonly Issue[]; readonly troubles: readonly string[] };
}

/** Ended runs that the board still shows. */
const SHOWN_ENDED = 200;

export function createSeen(): Seen {
  const runs = new Map<RunId, RunState>();
  const told = new Map<string, readonly string[]>();
  let look: Look = { candidates: [], troubles: [] };
  return {
    add(run) {
      runs.set(run.id, run);
      const ended = [...runs.values()].filter(hasEnded);
      for (const { id } of ended.slice(0, Math.max(0, ended.length - SHOWN_ENDED))) runs.delete(id);
    },
    onLook(next) {
      look = { candidates: next.candidates ?? look.candidates, troubles: next.troubles };
    },
    tell(part, troubles) {
      const before = told.get(part) ?? [];
      told.set(part, troubles);
      return troubles.join("\n") !== before.join("\n");
    },
    facts: () => ({ runs: runs.values(), candidates: look.candidates ?? [], troubles: [...look.troubles, ...[...told.values()].flat()] }),
  };
}
