// A card as the texts that a forge takes. Cuts nothing: the templates bound every part, and so the whole.
import type { RunState } from "../../core/run/state.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import type { RunCard } from "../../core/views/run-card.ts";
import type { Renderer } from "../../rendering/renderer.ts";

export function renderComment(renderer: Renderer, card: RunCard): string {
  return renderer.template("github/comment").render({ card, steps: hasBegun(card) ? renderSteps(renderer, card) : "" });
}

export function renderCheck(renderer: Renderer, card: RunCard, thread: number): { readonly title: string; readonly summary: string } {
  const steps = renderSteps(renderer, card);
  return {
    title: renderer.template("github/check-title").render({ card }),
    summary: renderer.template("github/check").render({ card, steps, thread }),
  };
}

export interface PullRequestFacts {
  /** Of the issue. */
  readonly title: string;
  /** The repository's own text for pull requests; null: it has none. */
  readonly template: string | null;
  readonly noreplyHost: string;
}

export function renderPullRequest(
  renderer: Renderer,
  card: RunCard,
  { thread, by }: TaskOrigin,
  { title, template, noreplyHost }: PullRequestFacts,
): { readonly title: string; readonly body: string } {
  const of = (kind: "work" | "check") => ({ ...card, moreSteps: 0, steps: card.steps.filter((step) => step.kind === kind) });
  const scope = {
    card,
    template: template === null ? null : template.trim(),
    closes: thread,
    work: renderSteps(renderer, of("work")),
    checks: renderSteps(renderer, of("check")),
    coAuthor: LOGIN.test(by) ? { login: by, email: `${by}@${noreplyHost}` } : null,
  };
  return {
    title: renderer.template("github/pull-request-title").render({ title }) || `Changes for #${thread}`,
    body: renderer.template("github/pull-request").render(scope),
  };
}

/** Whether a pull request is not to be merged as it is: a check of the workflow's own failed, or whoever asked wants a draft. */
export function isDraft({ task }: RunState, { steps }: RunCard): boolean {
  return task?.variables["draft"] === "true" || steps.some(({ status }) => status === "tolerated");
}

/** A person's. An app's has brackets, and nobody gets mail there. */
const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

function hasBegun({ state, steps }: RunCard): boolean {
  return state !== "queued" && state !== "needs-you" && state !== "preparing" && steps.length > 0;
}

function renderSteps(renderer: Renderer, { steps, moreSteps }: RunCard): string {
  return renderer.template("github/steps").render({ steps, moreSteps });
}
