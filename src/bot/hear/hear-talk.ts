// Plain words to us, behind a mention: told to the run that is under way, else to the triggers that wait for a mention; else answered with
// how to start something.
import { type Demand, decidePermission, PERMISSIONS, type Permission } from "../../core/commands/permission.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import { toCommandHelp } from "../../core/views/command-help.ts";
import { toUnworkable } from "../../runtime/threads/to-unworkable.ts";
import { toAboutIssue } from "./about-issue.ts";
import { findPause } from "./find-pause.ts";
import { answerWith, type Obeyed, type Occasion, QUIETLY, refuse, tell } from "./obey.ts";
import { toShortHash } from "./task-id.ts";

/** Words to a run that is under way need what telling it needs. */
const TALK: Demand = { permission: "write", requesterMay: false };

type Mention = Extract<IssueEvent, { readonly type: "issue_mentioned" }>;

export async function hearTalk(words: string, occasion: Occasion): Promise<Obeyed> {
  const { asker, runs, grammar, before } = occasion;
  // Heard again, it may have started the run that is under way now.
  if (runs.some((run) => (before === null ? !hasEnded(run) : before.includes(run.id)))) {
    const refusal = decidePermission(TALK, asker);
    if (refusal === null) return await tell(words, false, occasion);
    return { parts: [{ type: "not-permitted", command: `/${grammar.verb} tell`, requester: false, refusal }], failed: true };
  }
  return words === "" ? showHowToStart(occasion) : await startByMention(words, occasion);
}

async function startByMention(words: string, occasion: Occasion): Promise<Obeyed> {
  const { yard, asker, grammar, thread } = occasion;
  const event = toMention(words, occasion);
  if (!(await yard.listens(event))) {
    const needs = await findNeeded(event, occasion);
    if (needs === null) return showHowToStart(occasion);
    const refusal = { code: "command.not-permitted", needs, has: asker.permission } as const;
    return { parts: [{ type: "not-permitted", command: `@${grammar.mention}`, requester: false, refusal }], failed: true };
  }
  const unworkable = toUnworkable(thread);
  if (unworkable !== null) return refuse(occasion, unworkable.message, unworkable.hint);
  const paused = await findPause(thread.number, yard);
  if (paused !== null) return refuse(occasion, paused, `\`/${grammar.verb} resume\` lets work begin again`);
  const firings = await yard.onIssueEvent(event);
  if (firings.some(({ nothing }) => nothing === null)) return QUIETLY;
  const nothing = firings[0]?.nothing ?? null;
  return nothing === null ? showHowToStart(occasion) : refuse(occasion, nothing);
}

function toMention(words: string, { thread, by, asker, comment, url, body, key, runs }: Occasion): Mention {
  const id = `mention/${thread.number}/${key}/${toShortHash(words)}`;
  const about = toAboutIssue({ id, thread, by, permission: asker.permission, comment, runs });
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
