// `agent list`: the agents of a project, and which of them may be given work.
import { toAgentColumns, toAgentData } from "../agent-columns.ts";
import { renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { addProjectOption } from "../project-option.ts";
import { tellUnknownProject } from "../unknown-project.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options {
  readonly project: string;
  readonly allProjects?: boolean;
}

export const agentList: Verb = {
  examples: [
    { line: "agent list", does: "The agents of the default project." },
    { line: "agent list -A -o wide", does: "Those of every project, with their projects." },
  ],
  declare(command) {
    command.option("-A, --all-projects", "of every project");
    addProjectOption(command);
    addOutputOption(command, { also: ["wide", "name"] });
  },
  async run(command, context) {
    const { terminal } = context.world;
    const { project, allProjects = false } = command.opts<Options>();
    return await withControl(context, async ({ agents, resources }) => {
      const listed = await agents.list({ project: allProjects ? null : project });
      await printData(command, terminal, listed.map(toAgentData), (format) => {
        if (format === "name") return listed.map(({ name }) => `agent/${name}`);
        return listed.length > 0 ? renderColumns(listed, toAgentColumns(format === "wide"), terminal) : ["No agents."];
      });
      if (listed.length === 0) await tellUnknownProject(terminal, resources, allProjects ? null : project);
      return 0;
    });
  },
};
