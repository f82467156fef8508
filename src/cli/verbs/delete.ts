// `delete`: takes back what was applied.
import { YardmasterError } from "../../core/errors.ts";
import { addProjectOption } from "../project-option.ts";
import { toProblems } from "../report-obstacles.ts";
import { readResourceName, resourceNotFound } from "../resource-name.ts";
import type { Verb } from "../verb.ts";
import { tellWho, withControl } from "../with-control.ts";

interface Options {
  readonly project: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

export const deleteVerb: Verb = {
  examples: [
    { line: "delete trigger nightly", does: "One trigger." },
    { line: "delete wf/build --dry-run", does: "What would be deleted, and what stands in the way." },
    { line: "delete project/web --force", does: "A project with everything that was applied to it." },
  ],
  exits: { 2: "it is in use; nothing was deleted", 4: "there is no such resource, or no such kind" },
  declare(command) {
    command.description("Delete a resource that was applied. One that others use is only deleted with --force.");
    command.argument("<resource>", "a kind, its plural or short name; or kind/name");
    command.argument("[name]", "its name");
    command.option("-f, --force", "also when others use it");
    command.option("--dry-run", "only say what would be deleted");
    addProjectOption(command);
  },
  async run(command, context) {
    const { project, force = false, dryRun = false } = command.opts<Options>();
    return await withControl(context, async (control) => {
      const { kind, name } = await readResourceName(control.resources, command.args, project);
      if (name === null) throw new YardmasterError("cli.usage", `invalid resource format: ${command.args[0]} (use kind/name)`);
      const label = `${kind.toLowerCase()}/${name}`;
      if (kind === "Project" && !force && !dryRun) {
        throw new YardmasterError("resource.refused", `use --force to confirm deletion of ${label}`, {
          hint: "everything that was applied to the project goes with it",
        });
      }
      const { changes, obstacles } = await control.resources.delete({ project, kind, name, force, dryRun });
      const problems = toProblems(obstacles, [], "error");
      if (problems.length > 0) throw new YardmasterError("resource.refused", "nothing was deleted", { problems });
      if (changes.length === 0) throw await toReason(control.resources, { project, kind, name });
      const { terminal } = context.world;
      for (const change of changes) {
        terminal.out(dryRun ? `${change.label} would be deleted (dry run)\n` : `${change.label} deleted (project: ${change.project})\n`);
      }
      if (!dryRun) tellWho(context, control);
      return 0;
    });
  },
};

/** It may be there all the same: declared by a file. */
async function toReason(
  resources: Parameters<typeof readResourceName>[0],
  { project, kind, name }: { readonly project: string; readonly kind: string; readonly name: string },
): Promise<YardmasterError> {
  const [found] = await resources.list({ project, kind, name, revealSecrets: false });
  if (found === undefined) return await resourceNotFound(resources, { kind, name, project });
  const { file, line, origin } = found.resource.source;
  const message = `${kind.toLowerCase()}/${name} was not applied: it is declared by ${file}:${line} (${origin})`;
  return new YardmasterError("resource.refused", message, {
    hint: origin === "builtin" ? "apply one of that name to override it" : "take it out of that file",
  });
}
