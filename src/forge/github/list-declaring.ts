// Which of many repositories have files of ours on their default branch, so that those are opened before anything happens in them: a
// schedule has nobody who knocks.
// https://docs.github.com/en/graphql/reference/objects#repository
import type { Clock } from "../../std/clock.ts";
import { toForgeError } from "./github-error.ts";
import type { InstallationOctokit } from "./installation-octokit.ts";
import { toPartialAnswer } from "./partial-answer.ts";

export interface DeclaringQuestion {
  readonly repositories: readonly { readonly id: number; readonly owner: string; readonly name: string }[];
  /** Of files and folders, any of which is enough. */
  readonly paths: readonly string[];
}

/** In one request. GitHub answers each within its ten seconds, at the price of one point. */
const AT_ONCE = 50;

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

/** @returns the repositories' numbers. One that we are not let into, or that is archived, declares nothing. @throws forge.* */
export async function listDeclaring(
  octokit: Pick<InstallationOctokit, "graphql">,
  { repositories, paths }: DeclaringQuestion,
  clock: Pick<Clock, "now">,
): Promise<readonly number[]> {
  const found: number[] = [];
  for (let from = 0; from < repositories.length; from += AT_ONCE) {
    const asked = repositories.slice(from, from + AT_ONCE);
    const answer = await ask(octokit, asked, paths, clock);
    found.push(...asked.filter((_, index) => declares(answer[`r${index}`] ?? {})).map(({ id }) => id));
  }
  return found;
}

function declares({ isArchived, ...files }: Readonly<Record<string, unknown>>): boolean {
  return isArchived !== true && Object.values(files).some((file) => file !== null);
}

async function ask(
  octokit: Pick<InstallationOctokit, "graphql">,
  asked: DeclaringQuestion["repositories"],
  paths: readonly string[],
  clock: Pick<Clock, "now">,
): Promise<Answer> {
  const declared = asked.map((_, index) => `$o${index}: String!, $n${index}: String!`).join(", ");
  const files = paths.map((path, index) => `p${index}: object(expression: ${JSON.stringify(`HEAD:${path}`)}) { id }`).join(" ");
  const fields = asked.map((_, index) => `  r${index}: repository(owner: $o${index}, name: $n${index}) { isArchived ${files} }`);
  const values = asked.flatMap(({ owner, name }, index) => [
    [`o${index}`, owner],
    [`n${index}`, name],
  ]);
  try {
    const asking = octokit.graphql<unknown>(`query (${declared}) {\n${fields.join("\n")}\n}`, Object.fromEntries(values));
    return (await asking.catch(toPartialAnswer)) as Answer;
  } catch (cause) {
    throw toForgeError("looking what repositories declare", cause, clock.now());
  }
}
