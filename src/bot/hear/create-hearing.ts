// One knock at the door of one repository, heard: commands obeyed, triggers told, runs ended whose reason is gone.
import { COMMANDS } from "../../core/commands/catalogue.ts";
import type { Grammar } from "../../core/commands/grammar.ts";
import { decidePermission, type Permission } from "../../core/commands/permission.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { ConfigurationChecks } from "../../runtime/threads/configuration-checks.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { Knock, KnockOf } from "../knock/knock.ts";
import type { CommentKnock } from "./comment-knock.ts";
import { type EndedPullRequest, endPullRequest } from "./end-pull-request.ts";
import { followUp, type SignalKnock } from "./follow-up.ts";
import { hearComment } from "./hear-comment.ts";
import { createPressing } from "./press-check.ts";
import { createTakingBack } from "./take-back.ts";
import { tellTriggers } from "./tell-triggers.ts";
import type { Telling } from "./telling.ts";

export interface HearingOptions {
  readonly yard: ThreadYard;
  /** Pull requests whose configuration is to be looked at. */
  readonly configuration: Pick<ConfigurationChecks, "ask">;
  /** `run`, unless the App is called differently: without its slash. */
  readonly verb: string;
  /** The App's own name without its `@`; null where it cannot be mentioned. */
  readonly mention: string | null;
  loadRenderer(): Promise<Renderer>;
}

export interface Hearing {
  /**
   * @param isLate it may have been taken back since: how things stand now is asked of the forge. @defaultValue false
   * @returns why it led to nothing; null when it led to something
   * @throws what may go better next time
   */
  hear(knock: Knock, isLate?: boolean): Promise<string | null>;
}

const FOLLOWED = {
  "review.submitted": "review_submitted",
  "review-comment.created": "review_commented",
  "check.failed": "check_failed",
} as const satisfies Record<SignalKnock["type"], string>;

/** What it takes to start something by a label, an assignment or a button. */
const START: Permission = "write";

export function createHearing({ yard, configuration, verb, mention, loadRenderer }: HearingOptions): Hearing {
  const pressing = createPressing({ yard, configuration });
  const takingBack = createTakingBack(yard);
  const loadGrammar = async (): Promise<Grammar> => ({
    verb,
    mention,
    shortVerbs: (await yard.loadCommandSettings()).shortVerbs,
    catalogue: COMMANDS,
    workflows: await yard.listWorkflows(),
    skipped: [...new Set((await yard.listProblems()).map(({ file }) => file))],
  });

  async function hear(knock: Knock, isLate = false): Promise<string | null> {
    switch (knock.type) {
      case "comment.deleted":
      case "review-comment.deleted":
        return await takingBack.deleteComment(knock as KnockOf<"comment.deleted" | "review-comment.deleted">);
      case "pull-request.opened": {
        await hearSaid(knock as CommentKnock, isLate);
        await configuration.ask({ pullRequest: knock.thread, asked: knock.guid, pushed: null });
        return null;
      }
      case "issue.opened":
      case "issue.edited":
      case "pull-request.edited":
      case "comment.created":
      case "comment.edited":
      case "review-comment.created":
      case "review-comment.edited":
      case "review.submitted":
      case "review.edited":
        return await hearSaid(knock as CommentKnock, isLate);
      case "check.failed":
        return await follow(knock, isLate);
      case "issue.labelled":
      case "pull-request.labelled":
      case "issue.assigned":
      case "pull-request.assigned":
        return await tellTriggers(knock as Telling, { yard, loadRenderer, isLate, verb });
      case "issue.unlabelled":
      case "pull-request.unlabelled":
      case "issue.unassigned":
      case "pull-request.unassigned":
        return await takingBack.unmark(knock as KnockOf<"issue.unlabelled" | "issue.unassigned">);
      case "issue.closed":
        return await takingBack.close(knock as KnockOf<"issue.closed">);
      case "issue.deleted":
      case "issue.transferred":
        return await takingBack.end(knock as KnockOf<"issue.deleted" | "issue.transferred">);
      case "pull-request.closed":
      case "pull-request.merged":
        return await endPullRequest(knock as EndedPullRequest, yard);
      case "pull-request.synchronized":
        await noteAct(knock);
        await configuration.ask({
          pullRequest: knock.thread,
          asked: knock.guid,
          pushed: { commit: knock.pullRequest.headCommit, before: knock.before },
        });
        return null;
      case "pull-request.reopened":
        await configuration.ask({ pullRequest: knock.thread, asked: knock.guid, pushed: null });
        return null;
      case "check.rerequested":
      case "check.action-requested":
        return await pressing.press(knock);
      case "check-suite.rerequested":
        return await pressing.pressAll(knock);
      case "push":
        if (knock.push.branch !== knock.repository.defaultBranch) return "the push is not to the default branch";
        await yard.refresh();
        return null;
      case "repository.default-branch-switched":
        await yard.refresh();
        return null;
      default:
        return `nothing follows from ${knock.type}`;
    }
  }

  async function hearSaid(knock: CommentKnock, isLate: boolean): Promise<string | null> {
    const nothing = await hearComment(knock, { yard, loadRenderer, loadGrammar, isLate });
    if (nothing === null) await noteAct(knock);
    // What gives no command may still be what a trigger waits for.
    if (nothing === null) return null;
    if (knock.type === "comment.created") return await tellTriggers(knock as Telling, { yard, loadRenderer, isLate, verb });
    const comesBack = knock.type === "review-comment.created" || knock.type === "review.submitted";
    return comesBack ? await follow(knock as SignalKnock, isLate) : nothing;
  }

  async function follow(knock: SignalKnock, isLate: boolean): Promise<string | null> {
    const source = FOLLOWED[knock.type];
    // Before anything is asked of the forge.
    return (await yard.listSources()).includes(source)
      ? await followUp(knock, { yard, loadRenderer, isLate })
      : `no trigger waits for ${source}`;
  }

  /** A person who could start work did something: what follows by itself may follow again. */
  async function noteAct({ thread, guid: id, sender: { login: by, isBot } }: Pick<Telling, "thread" | "guid" | "sender">): Promise<void> {
    if (isBot) return;
    const permission = await yard.loadPermission(by);
    if (decidePermission({ permission: START, requesterMay: false }, { permission, isRequester: false }) !== null) return;
    await yard.guardStart(thread, { id, by, isByPerson: true });
  }

  return { hear };
}
