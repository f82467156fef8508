// Plain words to us, behind a mention: told to the run that is under way, else to the triggers that wait for a mention; else answered with
// how to start something.
import type { Saying } from "../../core/commands/command.ts";
import { type Demand, decidePermission, PERMISSIONS, type Permission, type PermissionRefusal } from "../../core/commands/permission.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import { toCommandHelp } from "../../core/views/command-help.ts";
import { toUnworkable } from "../../runtime/threads/to-unworkable.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { ReplyPart } from "../comments/render-reply.ts";
import { toAboutIssue } from "./about-issue.ts";
import { isAskedAfter } from "./asked-order.ts";
import { findPause } from "./find-pause.ts";
import { answerWith, type Obeyed, type Occasion, QUIETLY, refuse, refuseTakenBack, tell } from "./obey.ts";
import { toShortHash } from "./task-id.ts";

/** Words to a run that is under way need what telling it needs. */
const TALK: Demand = { permission: "write", requesterMay: false };

type Talk = Extract<Saying, { readonly type: "talk" }>;
type NotPermitted = Extract<ReplyPart, { readonly type: "not-permitted" }>;
type Mention = Extract<IssueEvent, { readonly type: "issue_mentioned" }>;

/** What becomes of plain words: they are told to a run, start something, lead nowhere, or are not theirs to say. */
type Lot =
  | { readonly is: "told"; readonly words: string }
  | { readonly is: "start"; readonly event: Mention }
  | { readonly is: "nothing" }
  | { readonly is: "refused"; readonly part: NotPermitted };

export async function hearTalk(saying: Talk, occasion: Occasion): Promise<Obeyed> {
  const lot = await decideTalk(saying, occasion);
  switch (lot.is) {
    case "told":
      return await tell(lot.words, false, occasion);
    case "start":
      return await startByMention(lot.event, occasion);
    case "nothing":
      return showHowToStart(occasion);
    case "refused":
      return { parts: [lot.part], failed: true };
  }
}

export async function decideTalk({ text, body }: Talk, occasion: Occasion): Promise<Lot> {
  const { yard, asker, runs, grammar, before } = occasion;
  const words = [text, body].filter((part) => part !== "").join("\n");
  // Heard again, it may have started the run that is under way now.
  const isUnderWay = (run: ListedRun) => (before === null ? !hasEnded(run) : before.includes(run.id));
  if (runs.some((run) => isUnderWay(run) && !isAskedAfter(run, occasion))) {
    const refusal = decidePermission(TALK, asker);
    return refusal === null ? { is: "told", words } : { is: "refused", part: toRefused(`/${grammar.verb} tell`, refusal) };
  }
  if (words === "") return { is: "nothing" };
  const event = toMention(words, occasion);
  if (await yard.listens(event)) return { is: "start", event };
  const needs = await findNeeded(event, occasion);
  if (needs === null) return { is: "nothing" };
  const refusal = { code: "command.not-permitted", needs, has: asker.permission } as const;
  return { is: "refused", part: toRefused(`@${grammar.mention}`, refusal) };
}

function toRefused(command: string, refusal: PermissionRefusal): NotPermitted {
  return { type: "not-permitted", command, requester: false, isForAll: false, refusal };
}

async function startByMention(event: Mention, occasion: Occasion): Promise<Obeyed> {
  const { yard, grammar, thread } = occasion;
  const takenBack = await refuseTakenBack(null, occasion);
  if (takenBack !== null) return takenBack;
  const unworkable = toUnworkable(thread);
  if (unworkable !== null) return refuse(occasion, unworkable.message, unworkable.hint);
  const paused = await findPause(thread.number, yard);
  if (paused !== null) return refuse(occasion, paused, `\`/${grammar.verb} resume\` lets work begin again`);
  const firings = await yard.onIssueEvent(event);
  if (firings.some(({ nothing }) => nothing === null)) return QUIETLY;
  const nothing = firings[0]?.nothing ?? null;
  return nothing === null ? showHowToStart(occasion) : refuse(occasion, nothing);
}

function toMention(words: string, { thread, by, at, asker, comment, url, body, key, runs }: Occasion): Mention {
  const id = `mention/${thread.number}/${key}/${toShortHash(words)}`;
  const about = toAboutIssue({ id, thread, by, permission: asker.permission, comment, at, runs });
  return { ...about, type: "issue_mentioned", words, comment: { body, url } };
}

/** What a trigger asks of whoever mentions us; null: none waits for that. */
async function findNeeded(event: Mention, { yard }: Occasion): Promise<Permission | null> {
  for (const permission of PERMISSIONS) if (await yard.listens({ ...event, permission })) return permission;
  return null;
}

function showHowToStart(occasion: Occasion): Obeyed {
  const { verb, workflows } = toCommandHelp(occasion.grammar, occasion.asker);
  return answerWith(occasion, "threads/how-to-start", { verb, workflows: workflows.map(({ usage }) => usage).slice(0, 5) });
}
