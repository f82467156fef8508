// `completion …`: the scripts are read and asked by the real shells; zsh and fish where they are installed.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { VerbEntry } from "../../../src/cli/verb.ts";
import { VERBS } from "../../../src/cli/verbs.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";
import { runCli } from "../fake-world.ts";

const GLOBAL = ["--data-dir", "--debug", "--directory", "--help", "--workflow-file", "-C", "-h"];

async function printScript(shell: string): Promise<string> {
  const { exit, out, err } = await runCli(["completion", shell]);
  expect([exit, err]).toEqual([0, ""]);
  return out;
}

/** What comes back in lines, sorted, without what fish says of each. */
function ask(program: string, args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env: { PATH: process.env["PATH"], HOME: "/nowhere" } });
  expect([status, stderr]).toEqual([0, ""]);
  const lines = stdout.split("\n").map((line) => line.split("\t")[0] ?? "");
  return lines.filter((line) => line !== "").sort();
}

function askBash(script: string, ...words: readonly string[]): readonly string[] {
  const asking = 'eval "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _yardmaster; printf "%s\\n" "${COMPREPLY[@]}"';
  return ask("bash", ["--noprofile", "--norc", "-c", asking, "bash", script, ...words]);
}

/** Completion itself needs a terminal; what the script hands to it does not. */
const ZSH = `
compdef() { }
compset() { PREFIX="\${PREFIX#*=}" }
compadd() { shift; print -rl -- \${(M)@:#$PREFIX*} }
_files() { print -r -- files "$@" }
_describe() { local -a found; found=(\${(M)\${(P)@[-1]}:#$PREFIX*}); print -rl -- \${found%%:*}; (( $#found )) }
eval "$1"; shift
words=("$@"); CURRENT=$#; PREFIX="$words[-1]"
_yardmaster || true`;

function askZsh(script: string, ...words: readonly string[]): readonly string[] {
  return ask("zsh", ["-f", "-c", ZSH, "zsh", script, ...words]);
}

function askFish(script: string, ...words: readonly string[]): readonly string[] {
  return ask("fish", ["--no-config", "-c", "echo $argv[1] | source; complete -C $argv[2]", script, words.join(" ")]);
}

function has(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

function namesOf(entries: readonly VerbEntry[]): readonly string[] {
  return entries.map(({ name }) => name).sort();
}

function flatten(entries: readonly VerbEntry[], above: readonly string[] = []): (readonly string[])[] {
  return entries.flatMap(({ name, body }) => [[...above, name], ...(typeof body === "function" ? [] : flatten(body, [...above, name]))]);
}

describe("completion bash", () => {
  it("offers the verbs, under both names of the program", async () => {
    const script = await printScript("bash");
    const verbs = [...namesOf(VERBS), "help"].sort();
    expect(askBash(script, "yardmaster", "")).toEqual(verbs);
    expect(askBash(script, "orchestrator", "")).toEqual(verbs);
    expect(ask("bash", ["--norc", "-c", 'eval "$1"; complete -p', "bash", script])).toEqual([
      "complete -F _yardmaster orchestrator",
      "complete -F _yardmaster yardmaster",
    ]);
  });

  it("offers every verb of every group, and the options of each", async () => {
    const script = await printScript("bash");
    for (const verb of flatten(VERBS)) {
      const last = verb.at(-1) ?? "";
      expect(askBash(script, "yardmaster", ...verb)).toContain(last);
      expect(askBash(script, "yardmaster", ...verb, "-")).toContain("--help");
    }
    for (const { name, body } of VERBS) {
      if (typeof body !== "function") expect(askBash(script, "yardmaster", name, "")).toEqual(namesOf(body));
    }
  });

  it.each([
    ["another name of a verb once nothing else begins so", ["task", "ge"], ["get"]],
    ["the options behind another name", ["task", "ls", "--l"], ["--limit"]],
    ["the choices of an option", ["task", "list", "-o", ""], ["json", "name", "table", "wide", "yaml"]],
    ["those of this verb alone", ["explain", "-o", ""], ["json", "table", "yaml"]],
    ["choices behind a sign that bash takes for a word", ["task", "list", "--output", "=", "j"], ["json"]],
    ["choices right after that sign", ["explain", "--output", "="], ["json", "table", "yaml"]],
    ["the choices of an argument", ["completion", "f"], ["fish"]],
    ["verbs behind global options and their values", ["-C", "task", "--debug", "ta"], ["task"]],
    ["verbs as what help explains", ["help", "doc"], ["doctor"]],
    ["directories where one belongs", ["-C", "/de"], ["/dev"]],
    ["files where one belongs", ["manifest", "validate", "-f", "/dev/nul"], ["/dev/null"]],
    ["nothing where a person's own words belong", ["task", "cancel", "--reason", ""], []],
    ["nothing where a flag takes no value but another verb's of that name does", ["task", "logs", "-f", "/dev/nul"], []],
    ["nothing behind the end of options", ["task", "info", "--", "-"], []],
  ])("offers %s", async (_what, words, offered) => {
    expect(askBash(await printScript("bash"), "yardmaster", ...words)).toEqual(offered);
  });

  it("keeps names with blanks whole", async () => {
    const { path, dispose } = temporaryDirectory();
    onTestFinished(dispose);
    mkdirSync(join(path, "two words *"));
    expect(askBash(await printScript("bash"), "yardmaster", "-C", join(path, "two"))).toEqual([join(path, "two words *")]);
  });
});

describe.each([
  ["zsh", askZsh],
  ["fish", askFish],
] as const)("completion %s", (shell, askShell) => {
  it("names both programs and every verb with what it does", async () => {
    const script = await printScript(shell);
    expect(script).toMatch(shell === "zsh" ? /^#compdef yardmaster orchestrator\n/ : /^complete -c orchestrator /m);
    for (const { name, summary } of VERBS) {
      expect(script).toContain(name);
      expect(script.replaceAll("'\\''", "'").replaceAll("\\'", "'")).toContain(summary);
    }
  });

  it.skipIf(!has(shell)).each([
    ["another name of a verb", ["task", "ge"], ["get"]],
    ["the options behind another name", ["task", "ls", "--l"], ["--limit"]],
    ["global options in a group", ["task", "-"], GLOBAL],
    ["the choices of an option", ["explain", "-o", ""], ["json", "table", "yaml"]],
    ["the choices of an argument", ["completion", "f"], ["fish"]],
    ["verbs behind global options and their values", ["-C", "task", "--debug", "ta"], ["task"]],
    ["nothing where a person's own words belong", ["task", "cancel", "--reason", ""], []],
  ])("offers %s", async (_what, words, offered) => {
    expect(askShell(await printScript(shell), "yardmaster", ...words)).toEqual(offered);
  });

  it.skipIf(!has(shell))("offers choices behind a sign in the same word", async () => {
    const offered = askShell(await printScript(shell), "yardmaster", "explain", "--output=j");
    expect(offered).toEqual([shell === "zsh" ? "json" : "--output=json"]);
  });

  it.skipIf(!has(shell))("offers directories where one belongs", async () => {
    const offered = askShell(await printScript(shell), "yardmaster", "-C", "/de");
    expect(offered).toEqual([shell === "zsh" ? "files -/" : "/dev/"]);
  });
});

describe("completion", () => {
  it("tells which shells there are", async () => {
    const { exit, err } = await runCli(["completion", "tcsh"]);
    expect([exit, err]).toEqual([
      2,
      "Error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n",
    ]);
  });

  it("says in its help how to keep it", async () => {
    const { out } = await runCli(["completion", "--help"]);
    expect(out).toContain('eval "$(yardmaster completion bash)"');
    expect(out).toContain("~/.zshrc");
    expect(out).toContain("config.fish");
  });
});
