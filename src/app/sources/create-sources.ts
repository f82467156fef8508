// Brings what is stored up to date with what is built in, the workflow file and manifests of default branches. What does not hold
// changes nothing: the version that held last stays in force, and what is wrong is told.
import { createHash } from "node:crypto";
import { type Problem, YardmasterError } from "../../core/errors.ts";
import type { Obstacle } from "../../core/resources/decide.ts";
import { findLine } from "../../core/resources/find-line.ts";
import type { ResourcesState } from "../../core/resources/state.ts";
import type { ResourceDesk } from "../../runtime/resources/resource-desk.ts";
import { readVersion } from "../read-version.ts";
import { createBuiltinSource } from "./builtin-source.ts";
import type { Looked, Source } from "./source.ts";

export interface Sources {
  /** Reads only what is not what is stored. */
  sync(): Promise<SyncOutcome>;
}

export interface SyncOutcome {
  /** What is wrong, as warnings: whoever asks goes on with what held last. */
  readonly problems: readonly Problem[];
  /** Errors among them, for which something is not taken over. */
  readonly errors: readonly Problem[];
}

export interface SourcesOptions {
  readonly desk: Pick<ResourceDesk, "loadSynced" | "submit">;
  readonly workflowFile: Source;
  readonly repository: Source;
  /** What holds for all repositories of the owner. @defaultValue nothing is declared there */
  readonly organisation?: Source | undefined;
}

export function createSources({ desk, workflowFile, repository, organisation }: SourcesOptions): Sources {
  // Each may mention what those before it declare, never the other way round.
  const sources = [createBuiltinSource(), workflowFile, ...(organisation === undefined ? [] : [organisation]), repository];

  async function syncOne(source: Source, looking: Promise<Looked>, known: ResourcesState["synced"]): Promise<Synced> {
    const looked = await looking;
    const version = toVersion(looked);
    if (known[source.origin] === version) return { ended: "known", problems: [], errors: [] };
    const { resources, problems } = await looked.read();
    if (resources === null) return { ended: "invalid", ...toOutcome(problems, looked) };
    const { obstacles, warnings } = await desk.submit({ type: "resources.sync", origin: source.origin, version, resources });
    if (obstacles.length > 0) return { ended: "refused", ...toOutcome(obstacles.map(toProblem), looked) };
    return { ended: "stored", problems: [...problems, ...warnings.map(toProblem).map(toWarning)], errors: [] };
  }

  async function syncAll(these: readonly Source[]): Promise<readonly (Synced & { readonly source: Source })[]> {
    const looks = these.map((source) => ({ source, looking: source.look() }));
    // One that fails is told in its turn.
    for (const { looking } of looks) looking.catch(() => {});
    const known = await desk.loadSynced();
    const synced = [];
    for (const { source, looking } of looks) {
      synced.push({ source, ...(await syncOne(source, looking, known).catch((error) => toInvalid(error, source))) });
    }
    return synced;
  }

  return {
    async sync() {
      const first = await syncAll(sources);
      const refused = first.filter(({ ended }) => ended === "refused");
      // What stood in the way may be gone with what another source no longer declares.
      const again = first.some(({ ended }) => ended === "stored") ? await syncAll(refused.map(({ source }) => source)) : refused;
      const all = [...first.filter(({ ended }) => ended !== "refused"), ...again];
      return { problems: all.flatMap(({ problems }) => problems), errors: all.flatMap(({ errors }) => errors) };
    },
  };
}

interface Synced extends SyncOutcome {
  readonly ended: "known" | "stored" | "invalid" | "refused";
}

/** Another release may read the same text in another way. */
function toVersion({ version }: Looked): string {
  return createHash("sha256").update(`${readVersion()}\n${version}`).digest("hex");
}

function toProblem({ label, source, path, message, hint }: Obstacle): Problem {
  const words = message.includes(label) ? message : `${label}: ${message}`;
  return { file: source.file, line: findLine(source, path), column: 1, path, message: words, hint, severity: "error" };
}

function toWarning(problem: Problem): Problem {
  return { ...problem, severity: "warning" };
}

function toOutcome(problems: readonly Problem[], looked: Pick<Looked, "label">): SyncOutcome {
  return { problems: toWarnings(problems, looked), errors: problems.filter(({ severity }) => severity === "error") };
}

/** Nothing fails for them: they are warnings, after one that says what became of the whole. */
function toWarnings(problems: readonly Problem[], { label }: Pick<Looked, "label">): readonly Problem[] {
  const first = problems.find(({ severity }) => severity === "error");
  if (first === undefined) return problems;
  const message = `is not taken over: what was read from ${label} before stays in force`;
  return [{ ...first, path: "", message, hint: null, severity: "warning" }, ...problems.map(toWarning)];
}

function toInvalid(error: unknown, { origin }: Source): Synced {
  if (!(error instanceof YardmasterError)) throw error;
  const { message, hint, problems } = error;
  const problem: Problem = { file: origin, line: 1, column: 1, path: "", message, hint, severity: "error" };
  return {
    ended: "invalid",
    ...toOutcome(problems.length > 0 ? problems : [problem], { label: `the ${origin.replace("-", " ")}` }),
  };
}
