// One look at a run, written on the forge: its pull request, its comments, its check, a reaction, each only where it differs from what was
// shown last. Knows nothing of when to look.
import { createHash } from "node:crypto";
import { YardmasterError } from "../../core/errors.ts";
import type { RunState } from "../../core/run/state.ts";
import { type CardState, isOver, type RunCard, toCardKey, toRunCard } from "../../core/views/run-card.ts";
import type { Reaction, ReactionTarget, Thread } from "../../forge/forge.ts";
import { hasWork, type Scene, type ShowDeps } from "./scene.ts";
import { createSheet, type Sheet } from "./sheet.ts";
import { showCheck } from "./show-check.ts";
import { showCall, showComment } from "./show-comment.ts";
import { showResult } from "./show-result.ts";
import type { Shown } from "./shown.ts";

/** @throws forge.unavailable, forge.gone; what was written before is kept all the same */
export async function showRun(deps: ShowDeps, given: Scene, before: Shown): Promise<Shown> {
  const { origin, facts } = given;
  const thread = origin.thread === null ? null : await loadThread(deps, given.run, origin.thread);
  const { run, base } = await findConflicts(deps, given.run, thread);
  const scene = { ...given, run };
  const sheet = createSheet(scene, before, deps.log);
  const toCard = () => toRunCard(run, origin, { ...facts, base, result: sheet.shown.result, calls: sheet.shown.calls });
  await showResult(deps, scene, sheet, thread);
  if (thread !== null) await showCall(deps, scene, sheet, { thread: thread.number, card: toCard() });
  const card = toCard();
  const hash = toHash(toCardKey(card));
  if (thread !== null) await showComment(deps, scene, sheet, { thread: thread.number, card, hash });
  await sheet.attempt("check", () => showCheck(deps, scene, sheet, { thread, card, hash }));
  if (thread !== null) await react(deps, sheet, { thread: thread.number, comment: origin.comment }, card);
  await checkConfiguration(deps, scene, sheet, thread);
  await sheet.keep({ hash, state: card.state, isFinal: isOver(card) });
  return sheet.shown;
}

async function loadThread({ forge }: ShowDeps, { id }: RunState, number: number): Promise<Thread> {
  const thread = await forge.fetchThread(number);
  if (thread === null) throw new YardmasterError("forge.gone", `showing run ${id}: #${number} is gone`);
  return thread;
}

/** Where a pull request does not go to the default branch, what that has is of no consequence. */
async function findConflicts(
  { forge }: ShowDeps,
  run: RunState,
  thread: Thread | null,
): Promise<Pick<Scene, "run"> & { base: string | null }> {
  if (run.conflicts === undefined) return { run, base: null };
  const { defaultBranch: base } = await forge.fetchRepository();
  const isRelevant = !thread?.pullRequest || thread.pullRequest.base === base;
  return { run: isRelevant ? run : { ...run, conflicts: [] }, base };
}

export function toHash(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

/** On what asked: that it was seen (a comment has that already), that it is worked on, and what came of it. */
async function react({ forge }: ShowDeps, sheet: Sheet, on: ReactionTarget, { state, failure }: RunCard): Promise<void> {
  await sheet.attempt("reaction", async () => {
    const reaction =
      (isOver({ state }) && failure !== null ? "confused" : REACTIONS[state]) ??
      (on.comment === null && sheet.shown.reaction === null ? "eyes" : null);
    if (reaction === null || reaction === sheet.shown.reaction) return;
    await forge.react(on, reaction);
    await sheet.keep({ reaction });
  });
}

const REACTIONS: Readonly<Partial<Record<CardState, Reaction>>> = {
  preparing: "rocket",
  running: "rocket",
  finishing: "rocket",
  completed: "hooray",
  unchanged: "hooray",
};

/** The forge tells us nothing of what we push ourselves, so whoever pushed it looks. The last thing of all: it is done once all is shown. */
async function checkConfiguration(deps: ShowDeps, { run }: Scene, sheet: Sheet, thread: Thread | null): Promise<void> {
  const number = thread?.pullRequest?.number ?? sheet.shown.result?.pullRequest?.number ?? null;
  if (!hasWork(run) || number === null) return;
  try {
    await deps.checkConfiguration(number, run.id);
  } catch (error) {
    if (!(error instanceof YardmasterError) || error.retryable || error.code === "forge.gone") throw error;
    deps.log.warn({ run: run.id, pullRequest: number, err: error }, "checking the configuration in a pull request was given up");
  }
}
