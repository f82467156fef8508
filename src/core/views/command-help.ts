// What a person may say to Yardmaster in one place: everything in short, or one command or workflow in full. Only what is permitted there.
import { type CommandEntry, toOptions } from "../commands/command-entry.ts";
import { findEntry, findImplied, type Grammar, type NamedEntry, toWorkflowNames } from "../commands/grammar.ts";
import { type Asker, decidePermission, type Permission } from "../commands/permission.ts";
import { printUsage, printWorkflow, type Row, toRows } from "../commands/print-usage.ts";

export interface CommandHelp {
  readonly verb: string;
  readonly mention: string | null;
  /** Empty for whoever may not run any. */
  readonly workflows: readonly UsageLine[];
  readonly commands: readonly (UsageLine & { readonly aliases: readonly string[] })[];
}

interface UsageLine {
  readonly usage: string;
  readonly summary: string | null;
}

export interface TopicHelp {
  readonly usage: string;
  readonly summary: string;
  readonly aliases: readonly string[];
  readonly rows: readonly Row[];
  readonly examples: readonly string[];
  readonly needs: Permission;
  /** What it takes with `all`; null: the same. */
  readonly needsForAll: Permission | null;
  readonly requester: boolean;
  /** Whether whoever asked may give the command. */
  readonly permitted: boolean;
}

/** A repository may have hundreds; `why` and the list of its workflows tell of the rest. */
const MOST_WORKFLOWS = 30;

export function toCommandHelp(grammar: Grammar, asker: Asker): CommandHelp {
  const implied = findImplied(grammar);
  const mayRun = implied !== null && decidePermission(implied.entry, asker) === null;
  const commands = Object.entries(grammar.catalogue).filter(
    ([name, entry]) => name !== implied?.name && decidePermission(entry, asker) === null,
  );
  return {
    verb: grammar.verb,
    mention: grammar.mention,
    workflows: mayRun ? toWorkflowLines(grammar, implied) : [],
    commands: commands.map(([name, entry]) => ({
      usage: printUsage(grammar.verb, { name, entry }),
      summary: entry.summary,
      aliases: toAliases(grammar, { name, entry }),
    })),
  };
}

/** Where the names are not known, what one writes for any of them. */
function toWorkflowLines(grammar: Grammar, implied: NamedEntry): readonly UsageLine[] {
  const { workflows, verb } = grammar;
  if (workflows === null) return [{ usage: printUsage(verb, implied, [], []), summary: implied.entry.summary }];
  return workflows.slice(0, MOST_WORKFLOWS).map(({ name, summary }) => ({ usage: printWorkflow(grammar, name), summary }));
}

/** @returns null when there is no such command and no such workflow */
export function toTopicHelp(grammar: Grammar, topic: string, asker: Asker): TopicHelp | null {
  const command = findEntry(grammar, topic);
  const named = command ?? findImplied(grammar);
  const workflow = grammar.workflows?.find(({ name }) => name === topic);
  if (named === null || (command === null && !workflow)) return null;
  const { entry } = named;
  const given = command || !workflow ? [] : [workflow.name];
  return {
    usage: printUsage(grammar.verb, named, given, toShownOptions(entry)),
    summary: workflow && !command ? (workflow.summary ?? entry.summary) : entry.summary,
    aliases: command ? toAliases(grammar, command) : [],
    rows: toRows(named).filter(({ name }) => given.length === 0 || name !== entry.words[0]?.name),
    examples: toExamples(grammar, named, given),
    needs: entry.permission,
    needsForAll: entry.forAll ?? null,
    requester: entry.requesterMay,
    permitted: decidePermission(entry, asker) === null,
  };
}

/** Other words for it, those that stand alone at the end. */
function toAliases({ verb, shortVerbs }: Grammar, { name, entry }: NamedEntry): readonly string[] {
  const alone = [name, ...entry.aliases].filter((word) => shortVerbs.includes(word));
  return [...entry.aliases.map((alias) => `/${verb} ${alias}`), ...alone.map((word) => `/${word}`)];
}

function toShownOptions(entry: CommandEntry) {
  return Object.entries(toOptions(entry)).filter(([name]) => name in entry.options || name === "dry-run");
}

/** The catalogue's name workflows that may not exist here; what help shows must work. */
function toExamples(grammar: Grammar, { entry }: NamedEntry, given: readonly string[]): readonly string[] {
  const [name = toWorkflowNames(grammar)[0]] = given;
  if (entry.words[0]?.kind !== "workflow") return entry.examples.map((example) => `/${grammar.verb} ${example}`);
  return name === undefined ? [] : [printWorkflow(grammar, name), `${printWorkflow(grammar, name)} --dry-run`];
}
