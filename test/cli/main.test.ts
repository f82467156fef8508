// The command line as a whole: help, mistakes, errors and exit codes.
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { YardmasterError } from "../../src/core/errors.ts";
import { createFakeWorld, createFakeYard, runCli } from "./fake-world.ts";
import { sampleListed } from "./sample-runs.ts";

function failing(error: unknown) {
  return { openYard: () => Promise.reject(error) };
}

describe("help", () => {
  it("lists the verbs", async () => {
    const { exit, out, err } = await runCli(["--help"]);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "Usage: yardmaster [options] [command]

      Dispatches coding agents to issues: one git worktree each, under limits, with
      every step remembered.

      Options:
        --version               print the version

      Global options:
        -C, --directory <dir>   work as if started in this directory
        --data-dir <dir>        where everything is remembered, instead of the
                                repository's own place
        --workflow-file <file>  the workflow file, instead of the repository's own
        --debug                 show where an unexpected error comes from
        -h, --help              show this help

      Commands:
        demo                    see it work on a throw-away repository, no account
                                needed
        init                    make a repository ready
        start                   serve: dispatch agents to the tracker's issues
        app                     serve the GitHub App in every repository that it is
                                installed in
        run                     have a goal or a declared workflow done and wait for
                                it
        task                    create, list, show, follow and cancel tasks
        why                     tell why an issue is, or is not, being worked on
        apply|ap                apply manifests, all of them or none
        get|g                   show resources
        describe|desc           show a resource with where each value came from
        edit                    change a resource in your editor
        delete|rm               delete a resource
        store                   read and write what workflows remember
        trigger|tg              suspend, resume and fire triggers
        manifest                check and export manifests
        check|ck                look for what would keep a project's workflows from
                                running
        secret                  look after the keys that secrets are sealed with
        explain                 tell what a kind of manifest and its fields mean
        doctor                  check what this machine and repository have and lack
        agent|ag                list agents, and take them out of service
        event|ev                list, count, archive and forget what was remembered of
                                tasks
        db                      look at the database, and make it smaller
        version                 print the version, and what it runs on
        completion              print a script that completes commands in a shell
        help                    explain a verb

      A first look: yardmaster demo
      More about a verb: yardmaster help <verb>
      "
    `);
  });

  it("is the same for `help task list` and `task list --help`", async () => {
    const asked = await runCli(["help", "task", "list"]);
    expect(asked.exit).toBe(0);
    expect(asked.out).toContain("yardmaster task list --status running,failed -o json");
    expect(asked).toEqual(await runCli(["task", "list", "--help"]));
    expect(asked.out).toBe((await runCli(["help", "task", "ls"])).out);
  });

  it("of a list of verbs reads none of their files", async () => {
    const body = () => Promise.reject(new Error("was read"));
    const entries = [{ name: "dig", summary: "dig a hole", body }];
    const world = createFakeWorld({});
    await expect(createProgram(world, entries).run(["--help"])).rejects.toMatchObject({ code: "commander.helpDisplayed" });
    await expect(createProgram(world, entries).run(["dig"])).rejects.toThrow("was read");
  });

  it("goes to standard error, with the code of a usage error, when there is no verb", async () => {
    for (const argv of [[], ["task"]]) {
      const { exit, out, err } = await runCli(argv);
      expect([exit, out]).toEqual([2, ""]);
      expect(err).toContain("Usage: yardmaster");
    }
  });

  it("prints the version", async () => {
    expect(await runCli(["--version"])).toEqual({ exit: 0, out: "1.2.3\n", err: "" });
  });
});

describe("mistakes on the command line", () => {
  it.each([
    [["strat"], "Error: unknown command 'strat'\nHint: did you mean start?\n"],
    [["task", "cancle", "x"], "Error: unknown command 'cancle'\nHint: did you mean cancel?\n"],
    [["start", "--worker", "2"], "Error: unknown option '--worker'\nHint: did you mean --workers?\n"],
    [["start", "--workers", "many"], "Error: option '--workers <n>' argument 'many' is invalid. It takes a whole number from 1 on.\n"],
    [
      ["task", "list", "-o", "xml"],
      "Error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are table, json, yaml, wide, name.\n",
    ],
    [
      ["task", "list", "-s", "complete"],
      "Error: option '-s, --status <status,...>' argument 'complete' is invalid. Did you mean completed?\n",
    ],
    [["help", "nope"], "Error: unknown command 'nope'\nHint: `yardmaster --help` lists the verbs\n"],
    [["help", "task", "lst"], "Error: unknown command 'lst'\nHint: did you mean list?\n"],
    [["help", "start", "now"], "Error: unknown command 'now'\nHint: `yardmaster --help` lists the verbs\n"],
    [["apply"], "Error: required option '-f, --file <path>' not specified\n"],
    [["apply", "--fil", "a.yaml"], "Error: unknown option '--fil'\nHint: did you mean --file?\n"],
    [["event", "list", "--taks", "x"], "Error: unknown option '--taks'\nHint: did you mean --task?\n"],
    [["task", "info"], "Error: missing required argument 'id'\n"],
    [["why", "a", "b"], "Error: too many arguments for 'why'. Expected 1 argument but got 2.\n"],
  ])("%j", async (argv, said) => {
    expect(await runCli(argv)).toEqual({ exit: 2, out: "", err: said });
  });
});

describe("errors", () => {
  it("are told with their hint and leave with their code", async () => {
    const error = new YardmasterError("run.not-found", "task not found: run_9", { hint: "task list shows them" });
    expect(await runCli(["task", "list"], failing(error))).toEqual({
      exit: 4,
      out: "",
      err: "Error: task not found: run_9\nHint: task list shows them\n",
    });
  });

  it("tell every problem of a file, with its place", async () => {
    const problem = { file: "workflow.yaml", line: 3, column: 5, path: "agent.max_turns", severity: "error" } as const;
    const error = new YardmasterError("config.invalid", "reading workflow.yaml: 2 problems", {
      problems: [
        { ...problem, message: "is not a number", hint: "write 20" },
        { ...problem, line: 9, path: "agnet", message: "is unknown", hint: null },
      ],
    });
    const { exit, err } = await runCli(["task", "list"], failing(error));
    expect(exit).toBe(2);
    expect(err).toMatchInlineSnapshot(`
      "Error: reading workflow.yaml: 2 problems
      workflow.yaml:3:5 error agent.max_turns is not a number
        hint: write 20
      workflow.yaml:9:5 error agnet is unknown
      "
    `);
  });

  it("that were not expected are one line and say how to learn more", async () => {
    const error = new TypeError("cannot read properties\nof undefined");
    expect(await runCli(["task", "list"], failing(error))).toEqual({
      exit: 1,
      out: "",
      err: "Error: cannot read properties of undefined\nHint: this was not expected; --debug shows where it comes from\n",
    });
  });

  it("show their stack and causes with --debug, before or after the verb", async () => {
    const error = new TypeError("broken", { cause: new YardmasterError("store.busy", "writing an event", { cause: "the disk" }) });
    for (const argv of [
      ["--debug", "task", "list"],
      ["task", "list", "--debug"],
    ]) {
      const { err } = await runCli(argv, failing(error));
      expect(err).toMatch(/^Error: broken\nTypeError: broken\n {4}at .*caused by:\n.*writing an event\n.*caused by:\nthe disk\n$/s);
    }
  });

  it("cannot play with the terminal", async () => {
    const { err } = await runCli(
      ["task", "list"],
      failing(new YardmasterError("workspace.git", "git: \u001b[2J\u001b]0;owned\u0007no\u0000")),
    );
    expect(err).toBe("Error: git: no\n");
  });
});

describe("global options", () => {
  it("say which yard, wherever they stand, and the nearest wins", async () => {
    const asked: unknown[] = [];
    const openYard = async (where: unknown) => {
      asked.push(where);
      return createFakeYard({ listRuns: async () => [sampleListed()] });
    };
    await runCli(["task", "list"], { openYard });
    await runCli(["-C", "/a", "--data-dir", "/b", "task", "list", "--workflow-file", "c.yaml"], { openYard });
    await runCli(["task", "-C", "/a", "list", "-C", "/nearer"], { openYard });
    expect(asked).toEqual([
      { directory: null, dataDirectory: null, workflowFile: null },
      { directory: "/a", dataDirectory: "/b", workflowFile: "c.yaml" },
      { directory: "/nearer", dataDirectory: null, workflowFile: null },
    ]);
  });

  it("are not looked for in the value of another option", async () => {
    const reasons: unknown[] = [];
    await runCli(["run", "-g", "--data-dir=/x is ignored"], {
      runGoal: async (where, { goal }) => {
        reasons.push([where.dataDirectory, goal]);
        throw new Error("enough");
      },
    });
    expect(reasons).toEqual([[null, "--data-dir=/x is ignored"]]);
  });
});

describe("the workflow file's warnings", () => {
  it("go to standard error and change nothing else", async () => {
    const warning = { file: "w.yaml", line: 1, column: 1, path: "x", message: "is unknown", hint: null, severity: "warning" } as const;
    const closes: string[] = [];
    const yard = createFakeYard({ warnings: [warning], listRuns: async () => [], close: async () => void closes.push("yard") });
    const ran = await runCli(["task", "list"], { openYard: async () => yard });
    expect(ran).toEqual({ exit: 0, out: "No tasks.\n", err: "w.yaml:1:1 warning x is unknown\n" });
    expect(closes).toEqual(["yard"]);
  });
});
