// A card as the texts that a forge takes. Cuts nothing: the templates bound every part, and so the whole.
import { toCoAuthor } from "../../core/run/co-author.ts";
import type { RunState } from "../../core/run/state.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import { isPersonLogin } from "../../core/views/is-person-login.ts";
import type { RunCard } from "../../core/views/run-card.ts";
import type { Renderer } from "../../rendering/renderer.ts";

export function renderComment(renderer: Renderer, card: RunCard): string {
  const standing = renderStanding(renderer, card);
  const steps = hasBegun(card) ? renderSteps(renderer, card) : "";
  return renderer.template("github/comment").render({ card, standing, steps, ...renderOutcome(renderer, card) });
}

/** Where it stands and why, in a line or two. */
export function renderStanding(renderer: Renderer, card: RunCard): string {
  return renderer.template("github/standing").render({ card }).trim();
}

export function renderCheck(
  renderer: Renderer,
  card: RunCard,
  thread: number | null,
): { readonly title: string; readonly summary: string } {
  const steps = renderSteps(renderer, card);
  return {
    title: renderer.template("github/check-title").render({ card }),
    summary: renderer.template("github/check").render({ card, steps, thread, ...renderOutcome(renderer, card) }),
  };
}

/** @param url of the run's comment; null: there is none */
export function renderCall(renderer: Renderer, card: RunCard, url: string | null): string {
  return renderer.template("github/call").render({ card, url });
}

export interface PullRequestFacts {
  /** Of the issue; null: there is none. */
  readonly title: string | null;
  /** The repository's own text for pull requests; null: it has none. */
  readonly template: string | null;
  /** It is a draft since checks of the workflow's own failed. */
  readonly isDraft: boolean;
  /** Of the run's comment; null: there is none. */
  readonly url: string | null;
}

export function renderPullRequest(
  renderer: Renderer,
  card: RunCard,
  origin: TaskOrigin,
  { title, template, isDraft, url }: PullRequestFacts,
): { readonly title: string; readonly body: string } {
  const of = (kind: "work" | "check") => ({ ...card, moreSteps: 0, steps: card.steps.filter((step) => step.kind === kind) });
  const scope = {
    card,
    template: template === null ? null : template.trim(),
    closes: origin.thread,
    work: renderSteps(renderer, of("work")),
    checks: renderSteps(renderer, of("check")),
    isByPerson: isPersonLogin(origin.by),
    coAuthor: toCoAuthor(origin),
    isDraft,
    url,
  };
  return {
    title: renderer.template("github/pull-request-title").render({ title: title ?? "" }) || toPlainTitle(card, origin),
    body: renderer.template("github/pull-request").render(scope),
  };
}

function toPlainTitle({ workflow }: RunCard, { thread }: TaskOrigin): string {
  return thread === null ? `Changes by ${workflow}` : `Changes for #${thread}`;
}

/** Why a pull request is not to be merged as it is: a check of the workflow's own failed, or whoever asked wants a draft; null: it may be. */
export function toDraft({ task }: RunState, { steps }: RunCard): "checks" | "asked" | null {
  if (task?.variables["draft"] === "true") return "asked";
  return steps.some(({ status }) => status === "tolerated") ? "checks" : null;
}

function hasBegun({ state, steps }: RunCard): boolean {
  return state !== "queued" && state !== "needs-you" && state !== "preparing" && steps.length > 0;
}

/** What a comment and a check tell alike of how it went. */
function renderOutcome(renderer: Renderer, card: RunCard): { readonly conflicts: string; readonly details: string } {
  return {
    conflicts: renderer.template("github/conflicts").render({ card }),
    details: renderer.template("github/failure-details").render({ card }).trim(),
  };
}

function renderSteps(renderer: Renderer, { steps, moreSteps }: RunCard): string {
  return renderer.template("github/steps").render({ steps, moreSteps });
}
