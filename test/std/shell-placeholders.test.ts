// Placeholders in shell commands, held against real shells.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindPlaceholders } from "../../src/std/shell-placeholders.ts";

const bind = (command: string) => bindPlaceholders(command, ["prompt", "goal", "up[0].exit"]);
const shells = ["/bin/sh", "/bin/bash"].filter((shell) => existsSync(shell));

function run(shell: string, command: string, values: Record<string, string>): string {
  const { script, used, refused, variable } = bind(command);
  expect(refused).toEqual([]);
  const env = Object.fromEntries(used.map((name) => [variable(name), values[name] ?? ""]));
  return execFileSync(shell, ["-c", script], {
    env: { PATH: process.env["PATH"], ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Each prints the prompt once, with `<` before and `>` after. */
const places = [
  "printf '%s' '<' {prompt} '>'",
  'printf "%s" "<{prompt}>"',
  "printf '%s' '<{prompt}>'",
  "printf '%s' \\<{prompt}\\>",
  "printf '%s' '<'\"{prompt}\"'>'",
  "x={prompt}; printf '%s' \"<$x>\"",
  "x='<{prompt}>' && printf %s \"$x\"",
  "printf '%s' \"$(printf %s '<'; printf %s {prompt}; printf '>')\"",
  "printf '%s' \"`printf %s '<'; printf %s {prompt}; printf '>'`\"",
  "printf '%s' \"$(printf '%s' \"<{prompt}>\")\"",
  "(printf '%s' '<{prompt}>')",
  "{ printf '%s' '<'{prompt}'>'; }",
  "# it's a comment with {prompt}\nprintf '<%s>' {prompt}",
  "echo a#b >/dev/null; printf '<%s>' {prompt}",
  "printf '<' # \"\nprintf %s {prompt}\nprintf '>'",
  "f() { printf '<%s>' \"$1\"; }; f {prompt}",
  "case x in x) printf '<%s>' {prompt} ;; esac",
  "printf '<%s>' {prompt} 2>&1",
  "printf '<%s>' \"${NONE:-}\"{prompt}",
  "x=$((1 + (2 * 3))); printf '<%s>' {prompt}",
];

describe("binding placeholders", () => {
  it.each([
    ["unquoted", "run {prompt} now", 'run "${YM_PROMPT}" now'],
    ["in a word", "run --prompt={prompt}", 'run --prompt="${YM_PROMPT}"'],
    ["in double quotes", 'run "{prompt} please"', 'run "${YM_PROMPT} please"'],
    ["in single quotes", "run 'a {prompt} b'", `run 'a '"\${YM_PROMPT}"' b'`],
    ["in JSON", `run '{"goal": "{goal}", "a": {"b": 1}}'`, `run '{"goal": "'"\${YM_GOAL}"'", "a": {"b": 1}}'`],
    ["in a heredoc", "cat <<E\n{prompt} 'x'\nE\n", "cat <<E\n${YM_PROMPT} 'x'\nE\n"],
    ["after a heredoc", "cat <<-E; true\n\tit's\n\tE\nrun {prompt}", 'cat <<-E; true\n\tit\'s\n\tE\nrun "${YM_PROMPT}"'],
  ])("%s quotes for the place", (_, command, script) => {
    expect(bind(command).script).toBe(script);
  });

  it.each([
    "echo {unknown} { {prompt }} ${prompt} ${X:-{prompt}} \\{prompt} # {prompt}",
    `curl -d '{"a": {"b": 1}}'`,
    "awk '{ print $1 }'",
    "echo {",
    "echo {prompt",
    "echo {promptx",
  ])("leaves %s as it is", (command) => {
    expect(bind(command)).toMatchObject({ script: command, used: [], refused: [] });
  });

  it("names what it used, each once", () => {
    expect(bind("{goal} {prompt} '{goal}'").used).toEqual(["goal", "prompt"]);
  });

  it("gives every name a variable of its own", () => {
    const { variable } = bind("");
    const names = ["up[0].exit", "up_0__exit", "UP", "up", "a.b", "a-b"];
    expect(new Set(names.map(variable)).size).toBe(names.length);
    for (const name of names) expect(variable(name)).toMatch(/^YM_[A-Za-z0-9_]+$/);
  });

  it.each([
    ["bash -lc 'agent {prompt}'", /program text/],
    ['/bin/sh -e -c "agent {prompt}"', /program text/],
    ["sh -c {prompt}", /program text/],
    ["sh -c 'a '\"{prompt}\"", /program text/],
    ["eval agent {prompt}", /program text/],
    ["x | python3 -c 'print(\"{prompt}\")'", /program text/],
    ["echo $(({prompt} + 1))", /arithmetic/],
    ["cat <<'E'\n{prompt}\nE", /heredoc/],
    ["cat <<\\E\n{prompt}\nE", /heredoc/],
  ])("refuses %s", (command, reason) => {
    const { refused, used } = bind(command);
    expect(refused).toEqual([{ name: "prompt", reason: expect.stringMatching(reason) }]);
    expect(used).toEqual([]);
  });

  it.each(["codex -c model={goal} {prompt}", "sh -c 'true'; agent {prompt}", "push --force-with-lease -c {prompt}"])(
    "accepts %s",
    (command) => {
      expect(bind(command).refused).toEqual([]);
    },
  );

  it.each([
    ["agent --yes", false],
    ["agent > log 2>&1", false],
    ["agent \"$(a; b | c)\" 'x;y'", false],
    ["agent | tee log", true],
    ["cd x && agent", true],
    ["agent; true", true],
    ["agent # comment", true],
    ["agent\n", true],
    ["(agent)", true],
    ["agent <<E", true],
    ["agent &", true],
  ])("knows whether %s is more than one command", (command, compound) => {
    expect(bind(command).compound).toBe(compound);
  });
});

describe.each(shells)("a bound command in %s", (shell) => {
  it.each(places)("%s gives the program exactly the value", (command) => {
    const value = 'it\'s "$(echo no)" `echo no` \\n $HOME * ; exit 1 {goal} é\n\nEND';
    expect(run(shell, command, { prompt: value })).toBe(`<${value}>`);
  });

  it("expands nothing inside a heredoc's value, and is not ended by it", () => {
    const value = "E\n$(echo no) `echo no` \\ \"'";
    expect(run(shell, "cat <<E\n{prompt}\nE\n", { prompt: value })).toBe(`${value}\n`);
  });

  it("gives every program exactly its value, whatever the value", () => {
    const nasty = fc.constantFrom(
      "'",
      '"',
      "`",
      "$(echo no)",
      "${HOME}",
      "\\",
      "\n",
      "\t",
      "*",
      ";",
      "|",
      "&",
      "!",
      "#",
      "{goal}",
      "}",
      "E",
      "\r",
      "\u2028",
      "😀",
    );
    const value = fc
      .array(fc.oneof(nasty, fc.string({ unit: "binary" })), { maxLength: 12 })
      .map((parts) => parts.join("").replaceAll("\0", "").replaceAll("\u001e", ""));
    const all = places.map((place) => `${place}\nprintf '\\036\\n'`).join("\n");
    fc.assert(
      fc.property(value, (prompt) => {
        const seen = run(shell, all, { prompt: prompt }).split("\u001e\n").slice(0, -1);
        expect(seen).toEqual(places.map(() => `<${prompt}>`));
      }),
      { numRuns: 25 },
    );
  });
});
