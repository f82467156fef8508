// `get`: resources in a table, or as the manifests that would declare them.
import { YardmasterError } from "../../core/errors.ts";
import { toResourceLabel } from "../../core/resources/resource.ts";
import { matchesSelector, parseSelector, type Selector } from "../../core/resources/selectors.ts";
import type { ListedResource } from "../../runtime/control/resources.ts";
import { renderColumns } from "../columns.ts";
import { toManifestData } from "../manifest-data.ts";
import { addOutputOption, type LineFormat, printData } from "../print-data.ts";
import { addProjectOption } from "../project-option.ts";
import { toResourceColumns } from "../resource-columns.ts";
import { readResourceName, resourceNotFound } from "../resource-name.ts";
import { tellUnknownProject } from "../unknown-project.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { Terminal } from "../world.ts";

interface Options {
  readonly project: string;
  readonly selector?: string;
  readonly allProjects?: boolean;
}

export const get: Verb = {
  examples: [
    { line: "get agents", does: "Every agent of the default project." },
    { line: "get wf/build -o yaml", does: "One workflow as the manifest that would declare it." },
    { line: "get all --project web -l team=platform", does: "Everything of a project with a label." },
    { line: "get promptlibraries", does: "Instances of a kind of one's own, by its plural or short name." },
  ],
  exits: { 4: "there is no such resource, or no such kind" },
  declare(command) {
    command.description("Show resources: all of a kind, or one. Secrets are masked.");
    command.argument("<resource>", "a kind, its plural or short name; `all`; or kind/name");
    command.argument("[name]", "only the one with this name");
    command.option("-l, --selector <key=value,...>", "only those with these labels");
    command.option("-A, --all-projects", "of every project");
    addProjectOption(command);
    addOutputOption(command, { also: ["wide", "name"] });
  },
  async run(command, context) {
    const { terminal } = context.world;
    const { project, selector: written, allProjects = false } = command.opts<Options>();
    const selector = written === undefined ? null : readSelector(written);
    return await withControl(context, async ({ resources }) => {
      const where = allProjects ? null : project;
      const isAll = command.args[0] === "all" && command.args.length === 1;
      const { kind, name } = isAll ? { kind: null, name: null } : await readResourceName(resources, command.args, where);
      if (name !== null && selector !== null) {
        throw new YardmasterError("cli.usage", "label selector (-l) cannot be used with a named resource; use it with list queries only");
      }
      const listed = await resources.list({ project: where, kind, name, revealSecrets: false });
      if (name !== null && listed.length === 0) throw await resourceNotFound(resources, { kind: kind ?? "", name, project });
      const found = selector === null ? listed : listed.filter(({ resource }) => matchesSelector(resource, selector));
      const manifests = found.map(({ resource }) => toManifestData(resource, null));
      await printData(command, terminal, name !== null && !allProjects ? manifests[0] : manifests, (format) =>
        toLines(found, { kind, allProjects, format }, terminal),
      );
      if (listed.length === 0) await tellUnknownProject(terminal, resources, where);
      return 0;
    });
  },
};

interface Listing {
  readonly kind: string | null;
  readonly allProjects: boolean;
  readonly format: LineFormat;
}

function toLines(found: readonly ListedResource[], { kind, allProjects, format }: Listing, terminal: Terminal): readonly string[] {
  if (format === "name") return found.map(({ resource }) => toResourceLabel(resource));
  if (found.length === 0) return ["No resources found."];
  return renderColumns(found, toResourceColumns({ kind, isWide: format === "wide", allProjects }), terminal);
}

function readSelector(written: string): Selector {
  const parsed = parseSelector(written);
  if (parsed.ok) return parsed.selector;
  throw new YardmasterError("cli.usage", `invalid label selector: '${parsed.part}' (expected key=value)`);
}
