// One knock at the door of one repository, heard: commands obeyed, triggers told, runs ended whose reason is gone.
import { COMMANDS } from "../../core/commands/catalogue.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { decidePermission, type Permission } from "../../core/commands/permission.ts";
import { DEFAULT_PROJECT } from "../../core/resources/resource.ts";
import { hasEnded } from "../../core/run/state.ts";
import { toThreadBranch } from "../../core/run/thread-branch.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { Proposals } from "../../runtime/threads/proposals.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { parseCommentLines } from "../comments/parse-comment-lines.ts";
import type { Knock, KnockOf } from "../knock/knock.ts";
import { checkProposal } from "../proposals/check-proposal.ts";
import { type EndedPullRequest, endPullRequest } from "./end-pull-request.ts";
import { followUp, type SignalKnock } from "./follow-up.ts";
import { guardLoop } from "./guard-loop.ts";
import { type CommentKnock, hearComment } from "./hear-comment.ts";
import { createPressing } from "./press-check.ts";

export interface HearingOptions {
  readonly yard: ThreadYard;
  readonly proposals: Proposals;
  /** `run`, unless the App is called differently: without its slash. */
  readonly verb: string;
  /** The App's own name without its `@`; null where it cannot be mentioned. */
  readonly mention: string | null;
  readonly shortVerbs: readonly string[];
  loadRenderer(): Promise<Renderer>;
}

export interface Hearing {
  /** @returns why it led to nothing; null when it led to something. @throws what may go better next time */
  hear(knock: Knock): Promise<string | null>;
  /**
   * Looks at what an open pull request changes of the configuration.
   *
   * @param asked names what asked for it, so that the same thing again is the same check
   * @returns why there is no check; null when there is one
   */
  checkConfiguration(pullRequest: number, asked: string): Promise<string | null>;
}

type Telling = KnockOf<"issue.labelled" | "pull-request.labelled" | "issue.assigned" | "pull-request.assigned" | "comment.created">;

type EndedIssue = KnockOf<"issue.closed" | "issue.deleted" | "issue.transferred">;

/** What it takes to start something by a label, an assignment or a button. */
const START: Permission = "write";

export function createHearing({ yard, proposals, verb, mention, shortVerbs, loadRenderer }: HearingOptions): Hearing {
  const pressing = createPressing({ yard, checkConfiguration });
  const loadGrammar = async (): Promise<Grammar> => ({
    verb,
    mention,
    shortVerbs,
    catalogue: COMMANDS,
    workflows: await yard.listWorkflows(),
  });

  async function hear(knock: Knock): Promise<string | null> {
    switch (knock.type) {
      case "comment.deleted":
        return await takeBack(knock as KnockOf<"comment.deleted">);
      case "pull-request.opened": {
        const said = await hearSaid(knock as CommentKnock);
        const checked = await checkConfiguration(knock.thread, knock.guid);
        return said === null ? null : checked;
      }
      case "issue.opened":
      case "comment.created":
      case "comment.edited":
      case "review-comment.created":
      case "review.submitted":
        return await hearSaid(knock as CommentKnock);
      case "check.failed":
        return await followUp(knock, { yard, loadRenderer });
      case "issue.labelled":
      case "pull-request.labelled":
      case "issue.assigned":
      case "pull-request.assigned":
        return await tellTriggers(knock as Telling);
      case "issue.unlabelled":
      case "pull-request.unlabelled":
        return await stopLabelled(knock.thread, knock.label, knock.sender.login);
      case "issue.closed":
      case "issue.deleted":
      case "issue.transferred":
        return await stopAll(knock.thread, toEndWords(knock as EndedIssue));
      case "pull-request.closed":
      case "pull-request.merged":
        return await endPullRequest(knock as EndedPullRequest, yard);
      case "pull-request.synchronized":
        await noteAct(knock);
        return await checkConfiguration(knock.thread, knock.guid);
      case "pull-request.reopened":
        return await checkConfiguration(knock.thread, knock.guid);
      case "check.rerequested":
      case "check.action-requested":
        return await pressing.press(knock);
      case "check-suite.rerequested":
        return await pressing.pressAll(knock);
      case "push":
        if (knock.push.branch !== knock.repository.defaultBranch) return "the push is not to the default branch";
        await yard.refresh();
        return null;
      default:
        return `nothing follows from ${knock.type}`;
    }
  }

  async function hearSaid(knock: CommentKnock): Promise<string | null> {
    const nothing = await hearComment(knock, { yard, loadRenderer, loadGrammar });
    if (nothing === null) await noteAct(knock);
    // What gives no command may still be what a trigger waits for.
    if (nothing === null) return null;
    if (knock.type === "comment.created") return await tellTriggers(knock as Telling);
    const comesBack = knock.type === "review-comment.created" || knock.type === "review.submitted";
    return comesBack ? await followUp(knock as SignalKnock, { yard, loadRenderer }) : nothing;
  }

  /** A person who could start work did something: what follows by itself may follow again. */
  async function noteAct({ thread, guid: id, sender: { login: by, isBot } }: Pick<Telling, "thread" | "guid" | "sender">): Promise<void> {
    if (isBot) return;
    const permission = await yard.loadPermission(by);
    if (decidePermission({ permission: START, requesterMay: false }, { permission, isRequester: false }) !== null) return;
    await yard.guardStart(thread, { id, by, isByPerson: true });
  }

  async function checkConfiguration(number: number, asked: string): Promise<string | null> {
    const pullRequest = (await yard.loadThread(number))?.pullRequest ?? null;
    if (pullRequest?.state !== "open") return "the pull request is not open";
    return await checkProposal(pullRequest, asked, { proposals, loadRenderer });
  }

  async function tellTriggers(knock: Telling): Promise<string | null> {
    const { login } = knock.sender;
    const [permission, thread] = await Promise.all([yard.loadPermission(login), yard.loadThread(knock.thread)]);
    if (thread === null) return "the thread is gone";
    if (thread.pullRequest?.isFromFork) return "the pull request comes from a fork, which Yardmaster cannot push to";
    const [last] = await yard.listRuns(knock.thread);
    const branch = thread.pullRequest?.head ?? last?.task?.origin?.branch ?? toThreadBranch(thread.number, thread.title);
    const about = {
      project: DEFAULT_PROJECT,
      id: knock.guid,
      issue: { identifier: `#${thread.number}`, title: thread.title, body: thread.body ?? "", url: thread.url },
      author: login,
      permission,
      origin: { thread: thread.number, by: login, comment: knock.type === "comment.created" ? knock.comment.id : null, branch },
    };
    const event = toEvent(knock, about);
    if (!(await yard.listens(event))) {
      const isPermitted = !(await yard.listens({ ...event, permission: "admin" }));
      return isPermitted ? "no trigger waits for it" : `${login} has ${permission} permission, which is not enough to start work here`;
    }
    const looping = await guardLoop(knock, yard);
    if (looping !== null) return looping;
    await yard.onIssueEvent(event);
    return null;
  }

  /** What has not begun when its comment goes, nobody wants any more. */
  async function takeBack({ thread, comment, sender }: KnockOf<"comment.deleted">): Promise<string | null> {
    const waiting = (await yard.listRuns(thread)).filter(
      ({ status, task }) => (status === "queued" || status === "created") && task?.origin?.comment === comment.id,
    );
    for (const { id } of waiting) await yard.cancel(id, { reason: "the comment that asked for it was deleted", login: sender.login });
    return waiting.length === 0 ? "nothing that the comment asked for waits" : null;
  }

  async function stopAll(thread: number, reason: string): Promise<string | null> {
    const open = (await yard.listRuns(thread)).filter((run) => !hasEnded(run));
    for (const { id } of open) await yard.cancel(id, { reason, login: null });
    return open.length === 0 ? "nothing was under way in the thread" : null;
  }

  /** Taking the label off again is taking back what it asked for. */
  async function stopLabelled(thread: number, label: string, by: string): Promise<string | null> {
    const open = (await yard.listRuns(thread)).filter((run) => !hasEnded(run) && run.task?.label === label);
    for (const { id } of open) await yard.cancel(id, { reason: `took the label ${label} off`, login: by });
    return open.length === 0 ? "no run that the label started is under way" : null;
  }

  return {
    checkConfiguration,
    async hear(knock) {
      const nothing = await hear(knock);
      if (nothing !== null && knock.thread !== null && isWorthRemembering(knock)) await yard.remark(knock.thread, nothing);
      return nothing;
    },
  };
}

/** Somebody may have expected something of it. */
function isWorthRemembering({ type }: Knock): boolean {
  return type === "issue.labelled" || type === "issue.assigned" || type === "pull-request.labelled";
}

function toEndWords(knock: EndedIssue): string {
  switch (knock.type) {
    case "issue.closed":
      return `${knock.sender.login} closed the issue`;
    case "issue.deleted":
      return "the issue was deleted";
    default:
      return "the issue was transferred";
  }
}

function toEvent(knock: Telling, about: Omit<Extract<IssueEvent, { type: "issue_labelled" }>, "type" | "label">): IssueEvent {
  if (knock.type === "comment.created") {
    const { body, url } = knock.comment;
    return { ...about, type: "issue_commented", comment: { body, url, lines: parseCommentLines(body) } };
  }
  if (knock.type === "issue.assigned" || knock.type === "pull-request.assigned") {
    return { ...about, type: "issue_assigned", assignee: knock.assignee };
  }
  return { ...about, type: "issue_labelled", label: knock.label };
}
