// The configuration that pull requests of a hosted repository propose: read through the forge, tried out where declarations are kept.
import type { Forge } from "../../forge/forge.ts";
import type { Proposals } from "../../runtime/threads/proposals.ts";
import { createDesk } from "../create-desk.ts";
import type { OpenParts } from "../open-yard.ts";
import type { Surroundings } from "../place.ts";

export interface ProposalsOptions {
  readonly forge: Pick<Forge, "fetchChangedFiles" | "fetchFile" | "putCheck">;
  readonly readFiles: Proposals["loadFiles"];
  readonly surroundings: Surroundings;
  readonly parts: OpenParts;
}

/** Stable, so that it can be required. */
const CHECK = "yardmaster / config";
/** Never stored. */
const VERSION = "proposed";

export function createProposals({ forge, readFiles, surroundings, parts }: ProposalsOptions): Proposals {
  const { desk } = createDesk(parts, parts.store, surroundings.variables);
  return {
    listChangedFiles: forge.fetchChangedFiles,
    readFile: forge.fetchFile,
    loadFiles: readFiles,
    tryOut: (resources) => desk.preview({ type: "resources.sync", origin: "repository", version: VERSION, resources }),
    async putCheck(check) {
      await forge.putCheck({ ...check, name: CHECK, status: "completed", actions: [], detailsUrl: null, known: null });
    },
  };
}
