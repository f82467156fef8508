// A tracker over a plain Markdown file, by default docs/roadmap.md: one entry per `### ` heading. The grammar is in docs/trackers/roadmap.md.
// Keeps no copy of the truth: what people write in the file counts, and a parse is reused only while the file is unchanged.
import { isUtf8 } from "node:buffer";
import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { YardmasterError } from "../../core/errors.ts";
import type { IssueId } from "../../core/ids.ts";
import { type Issue, normalizeState } from "../../core/issue.ts";
import { type Clock, systemClock } from "../../std/clock.ts";
import type { Tracker } from "../tracker.ts";
import { toReadError, toWriteError } from "./failures.ts";
import { patchRoadmap } from "./patch.ts";
import { parseRoadmap, type Roadmap } from "./roadmap.ts";
import { isFresh, isSameVersion, readSnapshot } from "./snapshot.ts";
import { updateFile } from "./update-file.ts";

export interface RoadmapTrackerOptions {
  /** Path of the Markdown file; problems name it as given here. */
  readonly file: string;
  readonly clock?: Clock;
}

interface Parsed {
  readonly roadmap: Roadmap;
  readonly bytes: Buffer;
  readonly stats: BigIntStats;
  /** The file was old enough when it was read: a later change is sure to show in its stamp. */
  readonly settled: boolean;
}

export function createRoadmapTracker({ file, clock = systemClock }: RoadmapTrackerOptions): Tracker {
  let parsed: Parsed | null = null;

  async function load(): Promise<Roadmap> {
    try {
      const stats = await stat(file, { bigint: true });
      if (parsed?.settled && isSameVersion(parsed.stats, stats)) return parsed.roadmap;
      const now = clock.now();
      const snapshot = await readSnapshot(file, now);
      const roadmap = parsed?.bytes.equals(snapshot.bytes) ? parsed.roadmap : parseRoadmap(decode(snapshot.bytes, file), file);
      parsed = { ...snapshot, roadmap, settled: !isFresh(snapshot.stats, now) };
      return roadmap;
    } catch (cause) {
      throw toReadError(file, cause);
    }
  }

  return {
    kind: "roadmap",

    async fetchIssuesByStates(states) {
      if (states.length === 0) return { issues: [], problems: [] };
      const wanted = new Set(states.map(normalizeState));
      const { issues, problems } = await load();
      return { issues: issues.filter((issue) => wanted.has(normalizeState(issue.state))), problems };
    },

    async fetchIssuesByIds(ids) {
      if (ids.length === 0) return [];
      const roadmap = await load();
      return [...new Set(ids)].flatMap((id) => findIssue(roadmap, id, file));
    },

    async report(report) {
      try {
        await updateFile(
          file,
          () => clock.now(),
          (bytes) => Buffer.from(patchRoadmap(decode(bytes, file), report)),
        );
      } catch (cause) {
        throw toWriteError(file, cause);
      }
    },
  };
}

function findIssue({ drafts }: Roadmap, id: IssueId, file: string): readonly Issue[] {
  const draft = drafts.get(id);
  if (draft === undefined) return [];
  if (draft.issue !== null) return [draft.issue];
  const { line, message, hint } = draft.flaw;
  throw new YardmasterError("tracker.invalid", `reading ${id} at ${file}:${line}: ${message}`, hint === null ? {} : { hint });
}

/** Text and bytes must be each other's mirror, or a report could change bytes that are not ours. */
function decode(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new YardmasterError("tracker.invalid", `reading the roadmap ${file}: it is not UTF-8 (line ${firstBadLine(bytes)})`, {
    hint: "save the file as UTF-8",
  });
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const newline = bytes.indexOf("\n", from);
    const to = newline === -1 ? bytes.length : newline + 1;
    if (!isUtf8(bytes.subarray(from, to))) break;
    from = to;
  }
  return line;
}
