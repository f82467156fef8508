// `completion`: a script that completes verbs, options and their values in a shell. Made from the verbs' own declarations.
import { Argument } from "commander";
import { toCommandTree } from "../completion/command-tree.ts";
import { toCompletionTables } from "../completion/completion-tables.ts";
import { renderBash } from "../completion/render-bash.ts";
import { renderFish } from "../completion/render-fish.ts";
import { renderZsh } from "../completion/render-zsh.ts";
import type { Verb } from "../verb.ts";

/** The names under which the package installs the command line. */
const PROGRAMS = ["yardmaster", "orchestrator"];
const SHELLS = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const;

export const completion: Verb = {
  examples: [
    {
      line: "completion bash",
      does: 'Prints the script. To have it in every bash, put into ~/.bashrc: eval "$(yardmaster completion bash)"',
    },
    {
      line: "completion zsh",
      does: "The same for zsh: into ~/.zshrc, after compinit: source <(yardmaster completion zsh)",
    },
    {
      line: "completion fish",
      does: "The same for fish: into ~/.config/fish/config.fish: yardmaster completion fish | source",
    },
  ],
  declare(command) {
    command.description(
      "Print a script that completes verbs, options and their values in a shell, for yardmaster and orchestrator alike. The script asks neither the network nor this program; make it again after an upgrade.",
    );
    command.addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)));
  },
  async run(command, { world, declareAll }) {
    const shell = command.args[0] as keyof typeof SHELLS;
    const tables = toCompletionTables(toCommandTree(await declareAll()));
    world.terminal.out(SHELLS[shell](tables, PROGRAMS));
    return 0;
  },
};
