// What nearly every command has to ask git first, asked before anything else is loaded: git answers while we load.
import type { Where } from "../cli/world.ts";
import { findPlace, type Place, type Surroundings } from "./place.ts";
import { createRepositorySource } from "./sources/repository-source.ts";
import type { Source } from "./sources/source.ts";

export interface FirstQuestions {
  /** @throws app.* */
  readonly place: Promise<Place>;
  /** The manifests of the default branch; looked at already. */
  readonly repository: Source;
}

export function askFirst(surroundings: Surroundings, where: Where): FirstQuestions {
  const place = findPlace(surroundings, where);
  // Whoever waits for it hears of it.
  place.catch(() => {});
  return { place, repository: lookedAhead(createRepositorySource(where.directory ?? surroundings.cwd)) };
}

function lookedAhead(source: Source): Source {
  let first: ReturnType<Source["look"]> | null = source.look();
  first.catch(() => {});
  return {
    origin: source.origin,
    look() {
      const looking = first ?? source.look();
      first = null;
      return looking;
    },
  };
}
