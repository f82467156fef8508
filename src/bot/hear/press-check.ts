// Buttons of our checks: once more, stop, and GitHub's own buttons that ask for a check or all of them again.
import { createHash } from "node:crypto";
import { COMMANDS } from "../../core/commands/catalogue.ts";
import { decidePermission } from "../../core/commands/permission.ts";
import { type RunId, toAskedRunId } from "../../core/ids.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { ConfigurationChecks } from "../../runtime/threads/configuration-checks.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { Knock, KnockOf } from "../knock/knock.ts";
import { toCheckedPullRequest } from "../proposals/check-proposal.ts";
import { askForCheck } from "./ask-for-check.ts";

export interface PressingDeps {
  readonly yard: ThreadYard;
  readonly configuration: Pick<ConfigurationChecks, "ask">;
}

/** Each answers why it led to nothing; null when it led to something. */
export interface Pressing {
  press(knock: KnockOf<"check.rerequested" | "check.action-requested">): Promise<string | null>;
  /** Everything of ours on a commit, asked for again. */
  pressAll(knock: KnockOf<"check-suite.rerequested">): Promise<string | null>;
}

export function createPressing({ yard, configuration }: PressingDeps): Pressing {
  async function pressOn(
    run: ListedRun,
    action: string,
    { commit, ...knock }: Pick<Knock, "sender" | "guid" | "thread"> & { readonly commit: string },
  ): Promise<string | null> {
    const { login } = knock.sender;
    const origin = run.task?.origin;
    if (!origin) return "the run was not asked for in a thread";
    const permission = await yard.loadPermission(login);
    const asked = action === "cancel" ? null : await askForCheck({ ...knock, run, commit, permission }, yard);
    if (asked !== null) return asked.nothing;
    const demand = action === "cancel" ? COMMANDS.cancel : COMMANDS.retry;
    if (decidePermission(demand, { permission, isRequester: origin.by === login }) !== null) {
      if (origin.thread !== null) await yard.remark(origin.thread, `${login} pressed ${action} with ${permission} permission`);
      return `${login} has ${permission} permission, and this button needs ${demand.permission}`;
    }
    if (action === "cancel") return (await yard.cancel(run.id, { login, reason: "", isOurs: false })) === null ? null : "the run had ended";
    // What nobody asked for goes on in its pull request.
    const number = origin.thread ?? (await yard.findPullRequestOf(origin.branch));
    const thread = number === null ? null : await yard.loadThread(number);
    if (thread === null) return "the thread is gone";
    const taskId = toSecondTry(run.id);
    if ((await yard.findRun(taskId)) !== null) return `run ${run.id} was tried again already; its own button tries that one again`;
    const outcome = await yard.retry(run.id, { taskId, instructions: "", thread, by: login, comment: null });
    return outcome.ok ? null : outcome.message;
  }

  return {
    async press(knock) {
      const action = knock.type === "check.rerequested" ? "retry" : knock.action;
      const configured = toCheckedPullRequest(knock.check.externalId);
      if (configured !== null) {
        await configuration.ask({ pullRequest: configured, asked: knock.guid, pushed: null });
        return null;
      }
      const run = await yard.findRun(knock.check.externalId ?? "");
      return run === null ? "the check is of no run" : await pressOn(run, action, { ...knock, commit: knock.check.commit });
    },
    async pressAll(knock) {
      const runs = (await yard.listCheckedRuns(knock.commit)).filter(hasEnded);
      const answers: (string | null)[] = [];
      for (const run of runs) answers.push(await pressOn(run, "retry", knock));
      if (knock.thread !== null) await configuration.ask({ pullRequest: knock.thread, asked: knock.guid, pushed: null });
      if (answers.includes(null)) return null;
      return answers[0] ?? (knock.thread === null ? "no check of ours stands on the commit" : null);
    },
  };
}

/** A button stands for one run and counts once: what GitHub says of the press has neither a time nor a number of its own. */
function toSecondTry(run: string): RunId {
  return toAskedRunId("again", createHash("sha256").update(run).digest("hex").slice(0, 24));
}
