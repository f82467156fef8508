// The repository's own text for the body of every pull request, from where forges look for one.
import type { Forge } from "../../forge/forge.ts";

const PLACES = ["", ".github/", "docs/"].flatMap((folder) =>
  ["pull_request_template.md", "PULL_REQUEST_TEMPLATE.md"].map((name) => `${folder}${name}`),
);
/** A longer one is no form to fill in, and would leave no room for what is ours. */
const LONGEST = 20_000;

/** @param commit one that no run has written to */
export async function readTemplate(forge: Forge, commit: string): Promise<string | null> {
  for (const path of PLACES) {
    const text = await forge.fetchFile(path, commit);
    if (text !== null && text.trim() !== "") return text.length > LONGEST ? null : text;
  }
  return null;
}
