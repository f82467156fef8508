// What happens in a thread and is no command: told to the triggers that wait for it, unless nothing may start there.

import type { Permission } from "../../core/commands/permission.ts";
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import type { AboutIssue, IssueEvent } from "../../core/triggers/issue-event.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { StartRequest, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { toUnworkable } from "../../runtime/threads/to-unworkable.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import { toAboutIssue } from "./about-issue.ts";
import { answerPaused } from "./answer-paused.ts";
import { answerUnready } from "./answer-unready.ts";
import { asTold } from "./as-told.ts";
import { findPause } from "./find-pause.ts";
import { findStop } from "./find-stop.ts";
import { findTakenBack, isMarkedAgain } from "./find-taken-back.ts";
import { findSaidTwin } from "./find-twin.ts";
import { guardLoop } from "./guard-loop.ts";
import type { Telling } from "./telling.ts";
import { toMark } from "./to-mark.ts";
import { findStrangeHand, tellWordsChanged } from "./words-changed.ts";

const AGAIN: { readonly [Type in IssueEvent["type"]]?: "label" | "assignment" } = { issue_labelled: "label", issue_assigned: "assignment" };

export interface Surroundings {
  readonly yard: ThreadYard;
  /** It may have been taken back since. */
  readonly isLate: boolean;
  /** Without its slash. */
  readonly verb: string;
  loadRenderer(): Promise<Renderer>;
}

interface Told {
  /** Why it led to nothing; null when something was started. */
  readonly nothing: string | null;
  /** Whether somebody may have expected something of it. */
  readonly isMeant: boolean;
}

/** @returns why it led to nothing, which is remembered for whoever asks; null when something was started */
export async function tellTriggers(knock: Telling, surroundings: Surroundings): Promise<string | null> {
  const { yard } = surroundings;
  const { nothing, isMeant } = await tell(knock, surroundings);
  if (nothing !== null && isMeant) await yard.remark(knock.thread, nothing);
  if (nothing === null && knock.type === "comment.created") {
    const target = { thread: knock.thread, comment: knock.comment.id };
    await yard.acknowledge({ to: knock.sender.login, target, reaction: "eyes" });
  }
  return nothing;
}

async function tell(knock: Telling, surroundings: Surroundings): Promise<Told> {
  const { yard, isLate } = surroundings;
  const { login } = knock.sender;
  // Before anything is asked of the forge: most of what people say is for nobody here.
  if (!(await yard.listens(toEvent(knock, toBareAbout(knock))))) {
    return { nothing: "no trigger waits for it", isMeant: knock.type !== "comment.created" };
  }
  const [permission, found] = await Promise.all([yard.loadPermission(login), yard.loadThread(knock.thread)]);
  if (found === null) return { nothing: "the thread is gone", isMeant: false };
  const takenBack = isLate ? await findTakenBack(knock, found, yard) : null;
  if (takenBack !== null) return { nothing: takenBack, isMeant: true };
  const thread = asTold(found, knock);
  const runs = await yard.listRunsSeen(thread);
  const comment = knock.type === "comment.created" ? knock.comment.id : null;
  const event = toEvent(knock, toAboutIssue({ id: knock.guid, thread, by: login, permission, comment, at: knock.at, runs }));
  const unworkable = toUnworkable(thread);
  if (isMarkedAgain(knock, runs)) return { nothing: "it was taken off and put on again since", isMeant: true };
  return { nothing: unworkable?.message ?? (await startFor(event, { knock, thread, runs, permission }, surroundings)), isMeant: true };
}

interface Hearing {
  readonly knock: Telling;
  readonly thread: StartRequest["thread"];
  readonly runs: readonly ListedRun[];
  readonly permission: Permission;
}

async function startFor(
  event: IssueEvent,
  { knock, thread, runs, permission }: Hearing,
  surroundings: Surroundings,
): Promise<string | null> {
  const { yard, loadRenderer } = surroundings;
  const by = knock.sender.login;
  const workflows = await yard.listStarted(event);
  if (workflows.length === 0) return `'${by}' has ${permission} permission, which is not enough to start work here`;
  const isTwin = (workflow: string) => findSaidTwin({ workflow, by, at: knock.at, thread: knock.thread }, runs) !== null;
  if (event.type !== "issue_commented" && workflows.every(isTwin)) return "the text of the issue asked for the same at the same time";
  const comment = knock.type === "comment.created" ? knock.comment.id : null;
  const stopped = await findStop(knock.thread, { at: knock.at, comment, by, mark: toMark(knock) }, yard);
  if (stopped !== null) return stopped;
  const paused = await findPause(knock.thread, yard);
  const again = AGAIN[event.type] ?? null;
  if (paused !== null) {
    if (again !== null) await answerPaused({ thread: knock.thread, by, permission, again }, surroundings);
    return paused;
  }
  const mayAsk = async (theirs: Permission) => (await yard.listStarted({ ...event, permission: theirs })).length === workflows.length;
  const strange = await findStrangeHand(knock, yard, mayAsk);
  if (strange !== null) return await tellWordsChanged(knock, { yard, by: strange, again: again ?? "comment", loadRenderer });
  const looping = await guardLoop(knock, yard);
  if (looping !== null) return looping;
  const firings = await yard.onIssueEvent(event);
  if (firings.length === 0 || firings.some(({ nothing }) => nothing === null)) return null;
  if (event.type !== "issue_commented") await answerUnready({ workflows, thread, by, permission }, surroundings);
  return firings[0]?.nothing ?? null;
}

/** As somebody who may everything, of a thread that nobody has looked at. */
function toBareAbout({ guid, thread, sender: { login } }: Telling): AboutIssue {
  const issue = { identifier: `#${thread}`, title: "", body: "", url: "" };
  return { project: DEFAULT_PROJECT, id: guid, issue, author: login, permission: "admin", origin: null };
}

function toEvent(knock: Telling, about: AboutIssue): IssueEvent {
  if (knock.type === "comment.created") {
    const { body, url } = knock.comment;
    return { ...about, type: "issue_commented", comment: { body, url, lines: parseCommentLines(body) } };
  }
  if (knock.type === "issue.assigned" || knock.type === "pull-request.assigned") {
    return { ...about, type: "issue_assigned", assignee: knock.assignee };
  }
  return { ...about, type: "issue_labelled", label: knock.label };
}
