// `describe`: one resource, or all of a kind, with where each came from.
import { createColors } from "picocolors";
import { type Declarations, renderDescription } from "../../resources/describe/render-description.ts";
import { toManifestData } from "../manifest-data.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { addProjectOption } from "../project-option.ts";
import { readResourceName, resourceNotFound } from "../resource-name.ts";
import { tellUnknownProject } from "../unknown-project.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { Terminal } from "../world.ts";

export const describe: Verb = {
  examples: [
    { line: "describe workflow build", does: "One workflow, with the file and line of every value." },
    { line: "describe ws/main --project web", does: "A workspace of another project." },
  ],
  exits: { 4: "there is no such resource, or no such kind" },
  declare(command) {
    command.description("Show a resource in full, with the file and line that each value came from, and what it overrides.");
    command.argument("<resource>", "a kind, its plural or short name; or kind/name");
    command.argument("[name]", "only the one with this name");
    addProjectOption(command);
    addOutputOption(command);
  },
  async run(command, context) {
    const { project } = command.opts<{ project: string }>();
    return await withControl(context, async ({ resources, repository }) => {
      const { kind, name } = await readResourceName(resources, command.args, project);
      const found = await resources.list({ project, kind, name, revealSecrets: false });
      if (name !== null && found.length === 0) throw await resourceNotFound(resources, { kind, name, project });
      const data = found.map(({ resource, revision, overrides }) => ({
        ...toManifestData(resource, null),
        source: resource.source,
        revision,
        overrides: overrides.map(({ source }) => source),
      }));
      const { terminal } = context.world;
      await printData(command, terminal, name === null ? data : data[0], () => renderAll(found, repository, terminal));
      if (found.length === 0) await tellUnknownProject(terminal, resources, project);
      return 0;
    });
  },
};

/** YAML that a program could read too; what is not a value of the resource is dim. */
function renderAll(found: readonly Declarations[], root: string, { color }: Terminal): readonly string[] {
  if (found.length === 0) return ["No resources found."];
  const { dim } = createColors(color);
  const documents = found.map((each) =>
    renderDescription(each, root).map(({ text, comment }) => text + (comment === "" ? "" : dim(comment))),
  );
  return documents.flatMap((lines, index) => (index === 0 ? lines : ["---", ...lines]));
}
