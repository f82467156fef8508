// What people see in a repository of the pretend GitHub, as short text without chance: threads, our comments, pull requests and checks.
import type { Repository } from "./github/state/repository.ts";

export function describeRepository(repository: Repository): string {
  const threads = [...repository.issues.values()].map(({ number, title, state, pull, body }) => {
    const kind =
      pull === null
        ? "issue"
        : `pull request from ${pull.head.ref}${pull.draft ? ", a draft" : ""}${pull.mergedAt !== null ? ", merged" : ""}`;
    const written = pull === null ? "" : `\n${indent(toPlainText(body ?? ""))}`;
    const said = [...repository.comments.values()].filter(({ issue }) => issue.number === number);
    const comments = said.map(({ author, body: text }) => `  ${author.login}:\n${indent(toPlainText(text))}`);
    return [`#${number} ${title} (${state} ${kind})${written}`, ...comments].join("\n");
  });
  const checks = [...repository.checks.values()].map(
    ({ name, status, conclusion, output }) => `check ${name}: ${conclusion ?? status}, ${toPlainText(output.title ?? "")}`,
  );
  return [...threads, ...checks].join("\n");
}

/** Without marks and zero-width breaks; ids, commits and durations are always the same. */
export function toPlainText(text: string): string {
  return text
    .replaceAll(/<!--.*?-->/gs, "")
    .replaceAll("\u200b", "")
    .replaceAll(/run_[0-9a-z]{26}/g, "run_…")
    .replaceAll(/gh-[\w-]+/g, "gh-…")
    .replaceAll(/`[0-9a-f]{10}`/g, "`…`")
    .replaceAll(/\b\d+ (?:m?s|min)\b/g, "0 s")
    .trim();
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}
