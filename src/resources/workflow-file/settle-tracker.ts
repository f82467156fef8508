// What holds for a file's tracker: its kind, its states, and what means nothing to it. The rules for GitHub are in settle-github.ts.
import { didYouMean } from "../../core/did-you-mean.ts";
import { normalizeState } from "../../core/issue.ts";
import type { Report } from "../report.ts";
import { preview } from "../words.ts";
import type { WorkflowSection } from "./schema.ts";
import { type Surroundings, settlePath, settleSecret } from "./settle.ts";
import { settleGithub, settleGithubStates } from "./settle-github.ts";
import type { TrackerSettings } from "./workflow-file.ts";

type TrackerSection = WorkflowSection["tracker"];

interface States {
  readonly active: readonly string[];
  readonly terminal: readonly string[];
}

/** What our own reports give an entry while it is worked on: were it not active, each report would stop the work it tells of. */
const WORKING = "in-progress";

/** GitHub's own board has these; without a board its issues are open or closed. */
const ON_BOARD: States = { active: ["Todo", "In Progress"], terminal: ["Done", "closed"] };
const DEFAULT_STATES: Readonly<Record<string, States>> = {
  roadmap: { active: ["planned", WORKING], terminal: ["done"] },
  github: { active: ["open"], terminal: ["closed"] },
};

const SHARED = new Set<string>(["kind", "activeStates", "terminalStates", "requiredLabels", "projectSlug", "provider"]);
const OF_ROADMAP = new Set<string>(["filePath"]);

export function settleTracker(tracker: TrackerSection, around: Surroundings, report: Report): TrackerSettings {
  const { kind } = tracker;
  const isKnown = around.trackerKinds.includes(kind);
  if (!isKnown) {
    const near = didYouMean(kind, around.trackerKinds);
    const hint = near === null ? null : `did you mean "${near}"?`;
    report.error(["tracker", "kind"], `must be one of ${around.trackerKinds.join(", ")}, not ${preview(kind)}`, hint);
  }
  const { activeStates, terminalStates } = settleStates(tracker, isKnown, report);
  for (const [index, label] of tracker.requiredLabels.entries()) {
    if (label.trim() === "") report.warning(["tracker", "requiredLabels", index], "is blank, so no issue is ever worked on");
  }
  if (isKnown) tellIdle(tracker, report);
  const { filePath, requiredLabels, endpoint, apiKey, projectSlug, provider } = tracker;
  return {
    kind,
    filePath: settlePath(filePath, ["tracker", "filePath"], around, report),
    activeStates,
    terminalStates,
    requiredLabels,
    endpoint,
    apiKey: settleSecret(apiKey, ["tracker", "apiKey"], around, report),
    projectSlug,
    provider,
    github: kind === "github" ? settleGithub(tracker, report) : null,
  };
}

function settleStates(tracker: TrackerSection, isKnown: boolean, report: Report): Pick<TrackerSettings, "activeStates" | "terminalStates"> {
  const { kind } = tracker;
  const states = kind === "github" && tracker.project !== null ? ON_BOARD : DEFAULT_STATES[kind];
  const activeStates = tracker.activeStates ?? states?.active;
  const terminalStates = tracker.terminalStates ?? states?.terminal;
  if (isKnown && !activeStates) report.error(["tracker", "activeStates"], `is missing, and a ${kind} tracker has no default for it`);
  if (isKnown && !terminalStates) report.error(["tracker", "terminalStates"], `is missing, and a ${kind} tracker has no default for it`);
  const terminal = new Set(terminalStates?.map(normalizeState));
  for (const state of activeStates ?? []) {
    if (terminal.has(normalizeState(state)))
      report.error(["tracker", "activeStates"], `holds ${preview(state)}, which is also a terminal state`);
  }
  const isWorkedIn = activeStates?.some((state) => normalizeState(state) === WORKING) ?? true;
  if (kind === "roadmap" && activeStates && activeStates.length > 0 && !isWorkedIn) {
    report.error(["tracker", "activeStates"], `lacks "${WORKING}", the state of an issue that is worked on`, "add it to the list");
  }
  if (activeStates?.length === 0) report.warning(["tracker", "activeStates"], "is empty, so no issue is ever worked on");
  if (kind === "github" && activeStates && terminalStates) settleGithubStates(tracker.project, { activeStates, terminalStates }, report);
  return { activeStates: activeStates ?? [], terminalStates: terminalStates ?? [] };
}

/** Settings of another kind's are told, since whoever wrote them expects something of them. */
function tellIdle(tracker: TrackerSection, report: Report): void {
  for (const key of Object.keys(tracker)) {
    const isIdle = !SHARED.has(key) && (tracker.kind === "github") === OF_ROADMAP.has(key);
    if (isIdle && tracker.kind in DEFAULT_STATES && report.fieldAt(["tracker", key]) !== null)
      report.warning(["tracker", key], `means nothing to a ${tracker.kind} tracker and is ignored`);
  }
}
