// `edit`: a resource in the person's editor, applied when it is saved, and never over a change that someone else made meanwhile.
import { type Problem, YardmasterError } from "../../core/errors.ts";
import { type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import { keyOf } from "../../core/resources/state.ts";
import { type ReadManifest, toResource } from "../../resources/manifest/read-manifest.ts";
import { readManifests } from "../../resources/manifest/read-manifests.ts";
import { renderProblems } from "../../resources/problems.ts";
import type { ListedResource } from "../../runtime/control/resources.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { toManifestData } from "../manifest-data.ts";
import { toYaml } from "../print-data.ts";
import { printProblems } from "../print-problems.ts";
import { addProjectOption } from "../project-option.ts";
import { toNotRunWarning, toProblems } from "../report-obstacles.ts";
import { readResourceName, resourceNotFound } from "../resource-name.ts";
import type { Context, Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";
import type { OpenControl } from "../world.ts";

const HEAD = "# Save to apply, save nothing or an empty file to leave everything as it is. Masked secrets stay what they are.\n";

export const edit: Verb = {
  examples: [
    { line: "edit workflow build", does: "One workflow in your editor." },
    { line: "edit agent/coder --project web", does: "An agent of another project." },
  ],
  exits: { 2: "it is not valid, or someone else changed it meanwhile", 4: "there is no such resource, or no such kind" },
  declare(command) {
    command.description(
      "Change a resource in your editor (VISUAL, EDITOR or vi). What is wrong is shown at the top, to be fixed; what was never applied is kept in a file.",
    );
    command.argument("<resource>", "a kind, its plural or short name; or kind/name");
    command.argument("[name]", "its name");
    addProjectOption(command);
  },
  async run(command, context) {
    const { project } = command.opts<{ project: string }>();
    return await withControl(context, async (control) => {
      const { kind, name } = await readResourceName(control.resources, command.args, project);
      if (name === null) throw new YardmasterError("cli.usage", `invalid resource format: ${command.args[0]} (use kind/name)`);
      const [found] = await control.resources.list({ project, kind, name, revealSecrets: false });
      if (found === undefined) throw await resourceNotFound(control.resources, { kind, name, project });
      const before = await toYaml(toManifestData(found.resource, project));
      return await editUntilItHolds(context, control, { project, found, before, fileName: `${kind.toLowerCase()}-${name}.yaml` });
    });
  },
};

/** A person has given up long before; an editor that is a script would never. */
const MOST_TRIES = 20;

interface Editing {
  readonly project: string;
  readonly found: ListedResource;
  readonly before: string;
  readonly fileName: string;
}

async function editUntilItHolds(context: Context, control: OpenControl, { project, found, before, fileName }: Editing): Promise<number> {
  const { terminal, editText } = context.world;
  let head = HEAD;
  let body = before;
  let told: readonly Problem[] = [];
  // What the person typed and nothing remembers yet.
  let typed: string | null = null;
  try {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const shown = `${head}${body}`;
      const saved = withoutComments(await editText(shown, { fileName }));
      if (saved.trim() === "") typed = null;
      if (saved.trim() === "" || saved === withoutComments(shown)) {
        // Nothing was mended: what was wrong is said once more, and the person may start over.
        printProblems(terminal, told);
        terminal.out("Edit cancelled, nothing was changed.\n");
        return told.length === 0 ? 0 : 2;
      }
      typed = saved;
      const read = readManifests(saved, fileName, { project });
      const errors = read.problems.filter(({ severity }) => severity === "error");
      if (errors.length === 0) errors.push(...findOthers(read.manifests, found.resource));
      if (errors.length === 0) {
        const resources = read.manifests.map((manifest) => toResource({ ...manifest, file: "edit" }, "apply"));
        const expected = { [keyOf(found.resource)]: found.revision };
        const outcome = await control.resources.apply({ project, resources, prune: false, dryRun: false, expected });
        if (outcome.obstacles.length === 0) {
          typed = null;
          printProblems(terminal, [
            ...read.problems,
            ...toProblems(outcome.warnings, read.manifests, "warning"),
            ...toNotRunWarning(outcome.notRun, read.manifests),
          ]);
          for (const { label, change } of outcome.changes) terminal.out(`${label} ${change} (project: ${project})\n`);
          tellWho(context, control);
          return 0;
        }
        errors.push(...toProblems(outcome.obstacles, read.manifests, "error"));
      }
      told = toLinesBelow(errors, fileName);
      head = `${HEAD}${renderProblems(told).replaceAll(/^/gm, "# ")}\n`;
      body = saved;
    }
    throw new YardmasterError("resource.refused", `nothing was changed: it was not valid ${MOST_TRIES} times`, { problems: told });
  } finally {
    if (typed !== null) await keep(context, typed, fileName);
  }
}

/** Fails for nothing: what went wrong before is what the person must hear of. */
async function keep({ world: { terminal, keepText } }: Context, text: string, fileName: string): Promise<void> {
  const words = await keepText(text, { fileName }).then(
    (path) => `A copy of your changes has been stored in ${path}`,
    (error: unknown) => `Your changes are lost: ${error instanceof Error ? error.message : String(error)}`,
  );
  terminal.err(`${toSafeLine(words)}\n`);
}

/** The problems stand above the text and push it down: their lines are told as the editor will count them. */
function toLinesBelow(problems: readonly Problem[], fileName: string): readonly Problem[] {
  const above = `${HEAD}${renderProblems(problems)}`.split("\n").length;
  return problems.map((problem) => (problem.file === fileName ? { ...problem, line: problem.line + above } : problem));
}

/** Under another name it would be another resource, and the one that was opened would stay as it is. */
function findOthers(manifests: readonly ReadManifest[], opened: Resource): readonly Problem[] {
  const others = manifests.filter((manifest) => keyOf(manifest) !== keyOf(opened));
  return others.map((manifest) =>
    manifest.toProblem("metadata.name", `is ${toResourceLabel(manifest)}, not the ${toResourceLabel(opened)} that was opened`, {
      hint: "keep kind and name here; `yardmaster apply` makes another resource",
    }),
  );
}

/** Only the lines at the top: a comment further down may be part of a prompt. */
function withoutComments(text: string): string {
  const lines = text.split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#"));
  return first < 0 ? "" : lines.slice(first).join("\n");
}
