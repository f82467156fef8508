// A check of ours on a pull request, asked for again: told to the triggers that wait for it. Where none does, its run is tried again,
// which is done elsewhere. Whether the person may ask was found out before.

import type { Permission } from "../../core/commands/permission.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import { toCheckName } from "../../core/views/run-check.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { toUnworkable } from "../../runtime/threads/to-unworkable.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { Knock } from "../knock/knock.ts";
import { toAboutIssue } from "./about-issue.ts";
import { findPause } from "./find-pause.ts";
import { guardLoop } from "./guard-loop.ts";

export interface AskedCheck extends Pick<Knock, "sender" | "guid"> {
  /** The run that it stands for. */
  readonly run: ListedRun;
  readonly commit: string;
  /** The pull request whose head it stands on now; null: none. */
  readonly thread: number | null;
  readonly permission: Permission;
}

/** @returns null: no trigger waits for it; else why it led to nothing, which is null when it led to something */
export async function askForCheck(asked: AskedCheck, yard: ThreadYard): Promise<{ readonly nothing: string | null } | null> {
  const { run, commit, sender, permission } = asked;
  const number = asked.thread ?? run.task?.origin?.thread ?? null;
  const thread = number === null ? null : await yard.loadThread(number);
  if (number === null || !thread?.pullRequest) return null;
  const about = { id: `check/${run.id}`, thread, by: sender.login, permission, comment: null, runs: [run] };
  const check = toCheckName(run.task?.workflow ?? run.workflow);
  const event: IssueEvent = { ...toAboutIssue(about), type: "check_requested", check, commit };
  if (!(await yard.listens(event))) return null;
  const nothing = toUnworkable(thread)?.message ?? (await findPause(number, yard)) ?? (await guardLoop({ ...asked, thread: number }, yard));
  if (nothing !== null) return { nothing };
  const firings = await yard.onIssueEvent(event);
  if (firings.length === 0) return { nothing: "no trigger took it" };
  return { nothing: firings.some((firing) => firing.nothing === null) ? null : (firings[0]?.nothing ?? null) };
}
