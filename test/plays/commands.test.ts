// What may be said in a thread: by whom, and what comes of each command.
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/core/commands/catalogue.ts";
import { openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";

const NAMES = Object.keys(COMMANDS);
const ARGUMENTS: Readonly<Record<string, string>> = { run: "mend", tell: "tell Leave the names." };

/** With `--dry-run` where there is one: a look at rights, and nothing else. A comment may give ten commands. */
function toComments(): readonly string[] {
  const lines = Object.entries(COMMANDS).map(([name, { changes }]) => {
    const [word = "", ...text] = (ARGUMENTS[name] ?? name).split(" ");
    return ["/run", word, ...(changes ? ["--dry-run"] : []), "--keep-going", ...text].join(" ");
  });
  return [lines.slice(0, 6), lines.slice(6)].map((some) => some.join("\n"));
}

describe("commands", { timeout: 60_000 }, () => {
  it("are obeyed for those who may, and refused to all others with what they lack", async () => {
    const world = await openAppWorld({ private: true });
    const { github } = world;

    async function askAs(login: string, where: string): Promise<string> {
      const issue = github.as("ann").opensIssue(github.world.addresses.get(where) ?? world.repository, { title: `For ${login}` });
      const answers = [];
      for (const comment of toComments()) answers.push(await world.asks(login, issue, comment));
      const refusals = answers.join("\n").matchAll(/`\/run (\S+)`.*? needs `(\w+)`/g);
      const needs = new Map([...refusals].map(([, name = "", need = ""]) => [name === "mend" ? "run" : name, need]));
      return NAMES.map((name) => (needs.get(name) ?? "done").padEnd(9)).join("");
    }

    // Of another owner, and so of another installation with limits of its own.
    github.repository("beta/site", {
      private: true,
      collaborators: { max: "maintain", ben: "write", ada: "admin" },
      files: { ".yardmaster/all.yaml": STAGE_MANIFESTS },
    });
    const some = ["eve", "rob", "tia"].map((login) => [login, "acme/site"] as const);
    const others = ["ben", "max", "ada"].map((login) => [login, "beta/site"] as const);
    const rows = await Promise.all([...some, ...others].map(async ([login, where]) => await askAs(login, where)));
    const roles = ["none", "read", "triage", "write", "maintain", "admin"];
    const table = rows.map((row, index) => `${roles[index]?.padEnd(9)}${row}`.trimEnd());
    expect(["", `         ${NAMES.map((name) => name.padEnd(9)).join("")}`.trimEnd(), ...table, ""].join("\n")).toMatchInlineSnapshot(`
      "
               run      cancel   retry    pause    resume   status   queue    why      tell     config   help
      none     write    write    write    write    write    read     read     read     write    read     read
      read     write    write    write    write    write    done     done     done     write    done     done
      triage   write    write    write    write    write    done     done     done     write    done     done
      write    done     done     done     done     done     done     done     done     done     done     done
      maintain done     done     done     done     done     done     done     done     done     done     done
      admin    done     done     done     done     done     done     done     done     done     done     done
      "
    `);
    github.assertNoViolations();
  });

  it("show where things stand", async () => {
    const world = await openAppWorld({ variables: { YARDMASTER_MAX_AGENTS: "2" } });
    const issue = world.github.as("eve").opensIssue(world.repository, { title: "Login times out" });
    const all = ["status", "queue", "why", "config", "help", "help pause"].map((command) => `/run ${command}`).join("\n");
    expect(await world.asks("eve", issue, all)).toMatchInlineSnapshot(`
      "Nothing has run here yet. \`/run help\` shows what you can ask for.

      ---

      Nothing is running or waiting in this repository.

      ---

      Nothing was started here.

      ---

      | declared here | source | file | replaces |
      |---|---|---|---|
      | \`workflow/mend\` | the default branch | \`.yardmaster/all.yaml:1\` |  |
      | \`workflow/wait\` | the default branch | \`.yardmaster/all.yaml:9\` |  |
      | \`trigger/by-label\` | the default branch | \`.yardmaster/all.yaml:17\` |  |
      | \`trigger/slowly-by-label\` | the default branch | \`.yardmaster/all.yaml:24\` |  |

      | limit | value | set in |
      |---|---|---|
      | runs at once in this repository | 10 | built in |
      | runs at once on this server, in all repositories | 2 | \`YARDMASTER_MAX_AGENTS\` |
      | output of a step | 64 MiB | built in |

      Comments on runs: \`sticky\`.

      <details><summary>Built in</summary>

      \`project/default\`, \`runtimepolicy/runtime\`, \`workspace/default\`, \`agent/coding-agent\`, \`steptemplate/fix.implement\`, \`workflow/fix\`, \`trigger/label-yardmaster\`

      </details>

      ---

      **Commands**

      - \`/run status [run]\`: Show where the work here stands.
      - \`/run queue\`: Show what is running and waiting, in order.
      - \`/run why\`: Explain why work here did or did not start.
      - \`/run config\`: Show the settings that apply here, and where each comes from.
      - \`/run help [topic]\`: Show what you can do here.

      \`/run help <name>\` shows more about one of them. Instead of \`/run\` you can write \`@yardmaster\`.

      ---

      \`/run pause [scope] [--dry-run] [reason]\`

      Start nothing more here until it is resumed. A run that has started continues to its end, unless it is cancelled.

      - \`scope\`: \`all\` for the whole repository. Without it, this issue or pull request.
      - \`--dry-run\`: Show what would happen, and change nothing.
      - \`--keep-going\`: Continue with the comment's other commands if this one fails.
      - \`--help\`: Show what the command takes.
      - \`reason\`: Shown to anyone who asks why nothing starts.

      \`\`\`text
      /run pause We talk about it first.
      /run pause all The release is under way.
      \`\`\`

      You cannot use this command here: it needs \`write\` permission."
    `);
    world.github.assertNoViolations();
  });

  it("run, tell, cancel and retry a workflow, and say so in its one comment", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    expect(await world.asks("ben", issue, "/run retry\n/run mend")).toMatchInlineSnapshot(`
      "A run is under way here.

      \`/run cancel\` stops it.

      Not tried, because an earlier command failed: \`/run mend\`. To try the rest anyway, add \`--keep-going\` to the one that failed."
    `);
    expect(await world.asks("ben", issue, "/run status\n/run queue")).toMatchInlineSnapshot(`
      "- \`wait\` running, step 1 of 2 (\`work\`), asked for by \`ann\` (\`gh-…\`)

      ---

      - #1 \`wait\` running, step 1 of 2 (\`work\`)"
    `);
    await world.tells("ben", issue, "/run cancel It is Friday.");
    await world.eventually("the comment says so", () => world.cards(issue)[0]?.includes("Cancelled") ?? false);
    expect(await world.asks("ben", issue, "/run cancel")).toBe("Nothing is under way here that could be stopped.");
    world.put("go");
    await world.tells("ben", issue, "/run retry");
    await world.eventually("the second run is done", () => world.cards(issue)[1]?.includes("Done") ?? false);
    expect(world.cards(issue).join("\n\n")).toMatchInlineSnapshot(`
      "⏹️ **Cancelled** by \`ben\`: \`wait\` for \`ann\`, after 0 s.
      \`It is Friday.\`

      <details><summary>Steps</summary>

      - ⏹️ \`work\` was stopped, 0 s
      - ➖ \`verify\` was not started

      </details>

      Try again with \`/run retry\`. Run \`gh-…\`.

      ✅ **Done**: \`wait\` for \`ben\`, in 0 s.

      Pull request: #2, changes 1 file: \`waited.txt\`.
      Branch \`yardmaster/1-login-times-out\`, commit \`…\`.

      <details><summary>Steps</summary>

      - ✅ \`work\`, 0 s, 1 file changed
      - ✅ \`verify\`, 0 s

      </details>

      Run \`gh-…\`."
    `);
    github.assertNoViolations();
  });
});
