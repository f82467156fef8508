// The rules for a tracker over GitHub's issues. Anyone may open an issue, so that something that not everyone can do must choose the ones
// that agents are started for.
import { normalizeState } from "../../core/issue.ts";
import type { Report } from "../report.ts";
import { preview } from "../words.ts";
import type { WorkflowSection } from "./schema.ts";
import type { GithubSettings, TrackerSettings } from "./workflow-file.ts";

type TrackerSection = WorkflowSection["tracker"];

const FULL_NAME = /^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/;
const LEAST_URGENT = 4;

export function settleGithub(tracker: TrackerSection, report: Report): GithubSettings {
  const { label, assignee, assignedOnly, milestone, statusField, priorityFrom, priorityField, blockers } = tracker;
  const repository = tracker.repository ?? "";
  if (tracker.repository === null) report.error(["tracker", "repository"], "is missing, and a github tracker has no default for it");
  else if (!FULL_NAME.test(repository)) report.error(["tracker", "repository"], `must be owner/name, not ${preview(repository)}`);
  const isChosen = label !== null || tracker.requiredLabels.length > 0 || tracker.project !== null || milestone !== null;
  if (!isChosen && !assignedOnly) {
    const hint = "name a label: only who may manage issues can put it on";
    report.error(["tracker", "label"], "is missing: every open issue would be worked on, whoever opened it", hint);
  }
  if (assignedOnly && assignee === null) {
    report.error(["tracker", "assignedOnly"], "needs tracker.assignee", "name the login whose issues are worked on");
  }
  if (priorityFrom === "project" && tracker.project === null) {
    report.error(["tracker", "priorityFrom"], "needs tracker.project", "name the board's number");
  }
  return {
    repository,
    label,
    assignee,
    assignedOnly,
    milestone,
    project: toBoard(tracker.project, repository),
    statusField,
    priorityFrom,
    priorityField,
    priorities: settlePriorities(tracker.priorities, report),
    blockers,
    workingLabel: tracker.workingLabel,
    needsPersonLabel: tracker.needsPersonLabel,
  };
}

/** What is closed is `closed` whatever a board says, and it must count as finished: others may wait for it. */
export function settleGithubStates(
  project: TrackerSection["project"],
  { activeStates, terminalStates }: Pick<TrackerSettings, "activeStates" | "terminalStates">,
  report: Report,
): void {
  if (!terminalStates.some((state) => normalizeState(state) === "closed")) {
    report.error(["tracker", "terminalStates"], 'lacks "closed", the state of an issue that is closed', "add it to the list");
  }
  const unknown = project === null ? activeStates.filter((state) => normalizeState(state) !== "open") : [];
  for (const state of unknown) {
    const hint = "issues are open or closed; tracker.project names a board with more states";
    report.error(["tracker", "activeStates"], `holds ${preview(state)}, which no issue on GitHub can be worked on in`, hint);
  }
}

/** A number alone is a board of the repository's owner. */
function toBoard(written: string | null, repository: string): GithubSettings["project"] {
  if (written === null) return null;
  const [number = "", owner = repository.split("/")[0] ?? ""] = written.split("/").reverse();
  return { owner, number: Number(number) };
}

function settlePriorities(written: TrackerSection["priorities"], report: Report): GithubSettings["priorities"] {
  const priorities = new Map<string, number>();
  for (const [word, priority] of Object.entries(written)) {
    if (typeof priority === "number" && Number.isInteger(priority) && priority >= 1 && priority <= LEAST_URGENT)
      priorities.set(word, priority);
    else report.error(["tracker", "priorities", word], `must be a whole number from 1 to ${LEAST_URGENT}, not ${preview(priority)}`);
  }
  return Object.fromEntries(priorities);
}
