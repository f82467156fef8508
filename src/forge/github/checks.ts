// Check runs on GitHub: one for a name, a commit and a run; annotations go in batches, and GitHub adds them to those that are there.
// https://docs.github.com/en/rest/checks/runs
import { YardmasterError } from "../../core/errors.ts";
import { createTurns } from "../../std/turns.ts";
import { cutBytes, cutText } from "../cut-text.ts";
import type { CheckRequest, Forge, PutCheck } from "../forge.ts";
import type { GithubClient } from "./client.ts";

const MOST_ANNOTATIONS = 50;
const MOST_ACTIONS = 3;
const LONGEST_LABEL = 20;
const LONGEST_DESCRIPTION = 40;
const LONGEST_TITLE = 255;
const LARGEST_TEXT = 65_535;

interface Run {
  readonly id: number;
  readonly external_id: string | null;
  readonly output: { readonly annotations_count: number };
  readonly app: { readonly slug?: string } | null;
}

export function createChecks(client: GithubClient, login: string): Pick<Forge, "putCheck"> {
  const turns = createTurns();

  async function find(doing: string, { name, commit, externalId }: CheckRequest): Promise<Run | null> {
    const runs = client.readAll<{ readonly check_runs: readonly Run[] }, Run>(
      doing,
      (octokit, at) => octokit.rest.checks.listForRef({ ...at, ref: commit, check_name: name, filter: "all" }),
      (page) => page.check_runs,
    );
    for await (const run of runs) if (run.external_id === externalId && `${run.app?.slug}[bot]` === login) return run;
    return null;
  }

  /** What was sent before is not sent again, and a lost answer may hide that it was: before there is more to send, GitHub is asked. */
  async function locate(doing: string, request: CheckRequest): Promise<PutCheck | null> {
    const { known, annotations } = request;
    if (known !== null && annotations.length <= known.annotations) return known;
    const run =
      (known === null
        ? null
        : await client.read<Run>(doing, (octokit, at) => octokit.rest.checks.get({ ...at, check_run_id: known.id }))) ??
      (await find(doing, request));
    return run === null ? null : { id: run.id, annotations: run.output.annotations_count };
  }

  /** One request: all there is to say, and the next annotations. */
  async function send(doing: string, request: CheckRequest, before: PutCheck | null): Promise<PutCheck> {
    const urgency = request.status === "completed" ? "work" : "progress";
    const sent = before?.annotations ?? 0;
    const body = toBody(request, sent);
    const annotations = sent + (body.output.annotations?.length ?? 0);
    if (before === null) {
      const made = await client.write<Run>(doing, urgency, (octokit, at) =>
        octokit.rest.checks.create({ ...at, ...body, head_sha: request.commit }),
      );
      if (made === null) throw new YardmasterError("forge.refused", `${doing}: the repository takes no checks`);
      return { id: made.data.id, annotations };
    }
    const { id } = before;
    const edited = await client.write<Run>(doing, urgency, (octokit, at) =>
      octokit.rest.checks.update({ ...at, ...body, check_run_id: id }),
    );
    return edited === null ? send(doing, request, null) : { id, annotations };
  }

  async function put(request: CheckRequest): Promise<PutCheck> {
    const doing = `writing the check "${request.name}" on ${request.commit.slice(0, 7)}`;
    let there = await send(doing, request, await locate(doing, request));
    while (there.annotations < request.annotations.length) there = await send(doing, request, there);
    return there;
  }

  return { putCheck: (request) => turns(`${request.name} ${request.commit} ${request.externalId}`, () => put(request)) };
}

function toBody(request: CheckRequest, sent: number) {
  const { name, externalId, status, conclusion, title, summary, annotations, actions, detailsUrl } = request;
  const batch = annotations.slice(sent, sent + MOST_ANNOTATIONS).map(({ path, line, level, title: heading, message }) => ({
    path,
    start_line: line,
    end_line: line,
    annotation_level: level,
    message: cutBytes(message, LARGEST_TEXT),
    ...(heading === null ? {} : { title: cutText(heading, LONGEST_TITLE) }),
  }));
  const output = { title: cutText(title, LONGEST_TITLE), summary: cutBytes(summary, LARGEST_TEXT) };
  return {
    name,
    external_id: externalId,
    ...(conclusion === null ? { status } : { status: "completed" as const, conclusion }),
    ...(detailsUrl === null ? {} : { details_url: detailsUrl }),
    output: { ...output, ...(batch.length === 0 ? {} : { annotations: batch }) },
    // Never cut: the identifier comes back to us.
    actions: actions.slice(0, MOST_ACTIONS).map(({ label, description, identifier }) => ({
      label: cutText(label, LONGEST_LABEL),
      description: cutText(description, LONGEST_DESCRIPTION),
      identifier,
    })),
  };
}
