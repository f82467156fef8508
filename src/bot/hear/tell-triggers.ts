// What happens in a thread and is no command: told to the triggers that wait for it, unless nothing may start there.

import type { Permission } from "../../core/commands/permission.ts";
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import type { AboutIssue, IssueEvent } from "../../core/triggers/issue-event.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { toUnworkable } from "../../runtime/threads/to-unworkable.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import type { KnockOf } from "../knock/knock.ts";
import { toAboutIssue } from "./about-issue.ts";
import { asTold } from "./as-told.ts";
import { findPause } from "./find-pause.ts";
import { findSaidTwin } from "./find-twin.ts";
import { guardLoop } from "./guard-loop.ts";

export type Telling = KnockOf<"issue.labelled" | "pull-request.labelled" | "issue.assigned" | "pull-request.assigned" | "comment.created">;

interface Told {
  /** Why it led to nothing; null when something was started. */
  readonly nothing: string | null;
  /** Whether somebody may have expected something of it. */
  readonly isMeant: boolean;
}

/** @returns why it led to nothing, which is remembered for whoever asks; null when something was started */
export async function tellTriggers(knock: Telling, yard: ThreadYard): Promise<string | null> {
  const { nothing, isMeant } = await tell(knock, yard);
  if (nothing !== null && isMeant) await yard.remark(knock.thread, nothing);
  if (nothing === null && knock.type === "comment.created") {
    const target = { thread: knock.thread, comment: knock.comment.id };
    await yard.acknowledge({ to: knock.sender.login, target, reaction: "eyes" });
  }
  return nothing;
}

async function tell(knock: Telling, yard: ThreadYard): Promise<Told> {
  const { login } = knock.sender;
  // Before anything is asked of the forge: most of what people say is for nobody here.
  if (!(await yard.listens(toEvent(knock, toBareAbout(knock))))) {
    return { nothing: "no trigger waits for it", isMeant: knock.type !== "comment.created" };
  }
  const [permission, found] = await Promise.all([yard.loadPermission(login), yard.loadThread(knock.thread)]);
  if (found === null) return { nothing: "the thread is gone", isMeant: false };
  const thread = asTold(found, knock);
  const runs = await yard.listRunsSeen(thread);
  const comment = knock.type === "comment.created" ? knock.comment.id : null;
  const event = toEvent(knock, toAboutIssue({ id: knock.guid, thread, by: login, permission, comment, runs }));
  const unworkable = toUnworkable(thread);
  return { nothing: unworkable?.message ?? (await startFor(event, { knock, runs, permission }, yard)), isMeant: true };
}

interface Hearing {
  readonly knock: Telling;
  readonly runs: readonly ListedRun[];
  readonly permission: Permission;
}

async function startFor(event: IssueEvent, { knock, runs, permission }: Hearing, yard: ThreadYard): Promise<string | null> {
  const by = knock.sender.login;
  const workflows = await yard.listStarted(event);
  if (workflows.length === 0) return `'${by}' has ${permission} permission, which is not enough to start work here`;
  const isTwin = (workflow: string) => findSaidTwin({ workflow, by, at: knock.at, thread: knock.thread }, runs) !== null;
  if (event.type !== "issue_commented" && workflows.every(isTwin)) return "the text of the issue asked for the same at the same time";
  const paused = await findPause(knock.thread, yard);
  if (paused !== null) return paused;
  const looping = await guardLoop(knock, yard);
  if (looping !== null) return looping;
  const firings = await yard.onIssueEvent(event);
  return firings.length > 0 && firings.every(({ nothing }) => nothing !== null) ? (firings[0]?.nothing ?? null) : null;
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
