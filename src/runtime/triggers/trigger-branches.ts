// The branch that carries what a trigger begins by itself: one for all of it, until somebody closes its pull request without merging it.
// Then it is the next one, from the default branch, and what was closed is left as it is. Makes no branch.
import { toTriggerBranch } from "../../core/run/thread-branch.ts";
import type { TriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";

export interface TriggerBranchesDeps {
  readonly store: Pick<Store, "getDocument" | "putDocument">;
  readonly forge: Pick<Forge, "fetchPullRequestOf">;
  readonly clock: Clock;
}

export interface TriggerBranches {
  /** @throws forge.* */
  find(trigger: Pick<TriggerDeclaration, "project" | "name">): Promise<string>;
}

/** By the first of a trigger's branches, the number of the one in use. */
const TRIGGER_BRANCHES = "trigger-branches";

export function createTriggerBranches({ store, forge, clock }: TriggerBranchesDeps): TriggerBranches {
  return {
    async find(trigger) {
      const id = toTriggerBranch(trigger);
      let number = Number((await store.getDocument(TRIGGER_BRANCHES, id))?.body["number"] ?? 1);
      while ((await forge.fetchPullRequestOf(toTriggerBranch(trigger, number)))?.state === "closed") {
        number += 1;
        // Each by itself: the forge may ask us to wait before the last of many.
        await store.putDocument({ collection: TRIGGER_BRANCHES, id, tag: "", at: clock.now(), body: { number } });
      }
      return toTriggerBranch(trigger, number);
    },
  };
}
