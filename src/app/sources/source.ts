// A place from which declarations come without anyone applying them.
import type { Problem } from "../../core/errors.ts";
import type { Origin, Resource } from "../../core/resources/resource.ts";

export interface Source {
  readonly origin: Exclude<Origin, "apply">;
  /** Cheap: it is asked for every command. @throws config.* */
  look(): Promise<Looked>;
}

export interface Looked {
  /** What stays in force when this does not hold, for messages: `the manifests on main`. */
  readonly label: string;
  /** The same as long as reading would find the same. */
  readonly version: string;
  /** Loads what reading takes. @throws config.* */
  read(): Promise<ReadSource>;
}

export interface ReadSource {
  /** All of them; null when something does not hold. */
  readonly resources: readonly Resource[] | null;
  readonly problems: readonly Problem[];
}
