// Puts commander together from the list of verbs: global options, help, lazy loading. Writes only to the world's terminal.
import { Command } from "commander";
import { createColors } from "picocolors";
import { didYouMean } from "../core/did-you-mean.ts";
import { YardmasterError } from "../core/errors.ts";
import { addGlobalOptions, readGlobalOptions, toWhere } from "./global-options.ts";
import type { Context, Verb, VerbEntry } from "./verb.ts";
import type { World } from "./world.ts";

const NAME = "yardmaster";
/** Wider help is harder to read. */
const HELP_COLUMNS = 100;

export interface Program {
  /** @returns the exit code; throws commander's errors and the verbs' own. */
  run(argv: readonly string[]): Promise<number>;
  /** Whether `--debug` was given; known once a verb has begun. */
  readonly debug: boolean;
}

export function createProgram(world: World, verbs: readonly VerbEntry[]): Program {
  let exit = 0;
  let debug = false;
  const unread = new Map<Command, () => Promise<Verb>>();

  async function act(command: Command, verb: Verb): Promise<void> {
    const options = readGlobalOptions(command);
    debug = options.debug ?? false;
    const context: Context = { world, where: toWhere(options), declareAll };
    exit = await verb.run(command, context);
  }

  function add(parent: Command, entries: readonly VerbEntry[]): void {
    for (const { name, alias, summary, body } of entries) {
      const command = parent
        .command(name)
        .summary(summary)
        .description(`${toSentence(summary)}.`);
      if (alias) command.alias(alias);
      if (typeof body === "function") unread.set(command, body);
      else {
        command.enablePositionalOptions();
        add(command, body);
        addGlobalOptions(command);
      }
    }
    parent.helpCommand(false);
    // A verb declares itself when it is its turn: the others' files stay unread.
    parent.hook("preSubcommand", (_parent, command) => declare(command));
  }

  async function declare(command: Command): Promise<void> {
    const load = unread.get(command);
    if (!load) return;
    unread.delete(command);
    const verb = await load();
    verb.declare(command);
    addGlobalOptions(command);
    command.addHelpText("after", () => renderEnd(verb));
    command.action(() => act(command, verb));
  }

  async function declareAll(): Promise<Command> {
    for (const command of [...unread.keys()]) await declare(command);
    return root;
  }

  const root = createRoot(world);
  add(root, verbs);
  addGlobalOptions(root);
  const help = root.command("help").summary("explain a verb").argument("[verb...]", "as in `help task list`");
  help.action(async () => {
    checkWords(root, help.args);
    await root.parseAsync([...help.args, "--help"], { from: "user" });
  });
  return {
    async run(argv) {
      await root.parseAsync([...argv], { from: "user" });
      return exit;
    },
    get debug() {
      return debug;
    },
  };
}

/** Each word must name a verb of the one before it: help for anything else would answer another question. */
function checkWords(root: Command, words: readonly string[]): void {
  let command = root;
  for (const word of words) {
    const verbs = command.commands;
    const verb = verbs.find((each) => each.name() === word || each.aliases().includes(word));
    if (!verb) throw unknownCommand(word, verbs);
    command = verb;
  }
}

function unknownCommand(word: string, verbs: readonly Command[]): YardmasterError {
  const near = didYouMean(
    word,
    verbs.map((each) => each.name()),
  );
  const hint = near === null ? `\`${NAME} --help\` lists the verbs` : `did you mean ${near}?`;
  return new YardmasterError("cli.usage", `unknown command '${word}'`, { hint });
}

function createRoot({ terminal, version }: World): Command {
  const { bold } = createColors(terminal.color);
  const columns = Math.min(terminal.columns, HELP_COLUMNS);
  return (
    new Command(NAME)
      .description("Dispatches coding agents to issues: one git worktree each, under limits, with every step remembered.")
      .version(version, "--version", "print the version")
      .exitOverride()
      .enablePositionalOptions()
      .configureOutput({
        writeOut: (text) => terminal.out(text),
        writeErr: (text) => terminal.err(text),
        // Told once, by main, in the one form that errors have.
        outputError: () => {},
        getOutHelpWidth: () => columns,
        getErrHelpWidth: () => columns,
        getOutHasColors: () => terminal.color,
        getErrHasColors: () => terminal.color,
      })
      // What a verb accepts is known once its file is loaded, and a list of verbs loads none.
      .configureHelp({ styleTitle: bold, subcommandTerm: (command) => [command.name(), ...command.aliases()].join("|") })
      .addHelpText("after", `\nA first look: ${NAME} demo\nMore about a verb: ${NAME} help <verb>`)
  );
}

function renderEnd({ examples, exits }: Verb): string {
  const codes = Object.entries(exits ?? {}).map(([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`);
  const shown = examples.flatMap(({ line, does }) => [`  ${NAME} ${line}`, `      ${does}`]);
  return ["", ...(codes.length > 0 ? ["Exit codes:", ...codes, ""] : []), "Examples:", ...shown].join("\n");
}

function toSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
