// What triggers are told of a thread, whatever it was that happened there.
import type { Permission } from "../../core/commands/permission.ts";
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import { toThreadBranch } from "../../core/run/thread-branch.ts";
import type { AboutIssue } from "../../core/triggers/issue-event.ts";
import type { StartRequest } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";

export interface Happening {
  /** By this it is known should it be told again. */
  readonly id: string;
  readonly thread: StartRequest["thread"];
  readonly by: string;
  readonly permission: Permission;
  /** Where it was asked for; null: in no comment. */
  readonly comment: number | null;
  /** Milliseconds since the epoch; absent: nobody tells. */
  readonly at?: number;
  /** Of the thread, newest first. */
  readonly runs: readonly ListedRun[];
}

export function toAboutIssue({ id, thread, by, permission, comment, at, runs }: Happening): AboutIssue {
  const { number, title, body, url, pullRequest } = thread;
  const branch = pullRequest?.head ?? runs[0]?.task?.origin?.branch ?? toThreadBranch(number, title);
  return {
    project: DEFAULT_PROJECT,
    id,
    issue: { identifier: `#${number}`, title, body: body ?? "", url },
    author: by,
    permission,
    origin: { thread: number, by, comment, ...(at !== undefined && { askedAt: at }), branch },
  };
}
