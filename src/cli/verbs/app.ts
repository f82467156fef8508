// `app`: the GitHub App, served in the foreground. Who it is on GitHub, its environment says; while nobody has said so, it sets itself up.
import { Option } from "commander";
import { YardmasterError } from "../../core/errors.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import type { Verb } from "../verb.ts";
import type { AppSetup, Terminal, World } from "../world.ts";
import { STOP_GRACE_MS } from "../world.ts";

interface Options {
  readonly url?: string;
}

/** Global options that mean one repository's yard. */
const NOT_HERE = [
  { flags: "-C, --directory <dir>", name: "--directory", key: "directory", hint: "start it in that directory" },
  { flags: "--data-dir <dir>", name: "--data-dir", key: "dataDirectory", hint: "set YARDMASTER_DATA_DIR" },
  {
    flags: "--workflow-file <file>",
    name: "--workflow-file",
    key: "workflowFile",
    hint: "each repository has its own, on its default branch",
  },
] as const;

export const app: Verb = {
  examples: [
    { line: "app", does: "Serves the App. The first time it shows a page on which you make it." },
    { line: "app --url https://yardmaster.example.com", does: "The same, and the page knows where GitHub reaches this server." },
  ],
  exits: { 10: "another process serves the same data directory" },
  declare(command) {
    command.description(
      "Serve the GitHub App: take its webhooks, and work in every repository that it is installed in. An interrupt ends it.\n\n" +
        "The environment says who the App is (APP_ID, PRIVATE_KEY or PRIVATE_KEY_PATH, WEBHOOK_SECRET), or what the set-up kept in the data directory. " +
        "While neither does, a page on this machine makes the App, and serving begins when it is made.",
    );
    command.option("--url <address>", "where GitHub reaches this server; for the set-up alone");
    for (const { flags } of NOT_HERE) command.addOption(new Option(flags).hideHelp());
  },
  async run(command, { world, where }) {
    const given = NOT_HERE.find(({ key }) => where[key] !== null);
    if (given) throw new YardmasterError("cli.usage", `${given.name} does not go with app`, { hint: given.hint });
    const { terminal, interrupted } = world;
    if (!(await setUp(world, command.opts<Options>().url ?? null))) return 0;
    const served = await world.serveApp();
    const { address, name, directory } = served;
    terminal.out(`Serving the App ${toSafeLine(name)} at http://${address.host}:${address.port}, data in ${toSafeLine(directory)}\n`);
    try {
      await Promise.race([untilInterrupt(interrupted), served.lost]);
      terminal.err("Stopped. What was handed back goes on at the next start.\n");
      return 0;
    } finally {
      await served.stop(STOP_GRACE_MS);
    }
  },
};

/** @returns whether there is an App to serve */
async function setUp({ terminal, interrupted, openAppSetup }: World, url: string | null): Promise<boolean> {
  const setup = await openAppSetup(url);
  if (setup === null) return true;
  try {
    tellWhere(terminal, setup);
    const isMade = await Promise.race([setup.done.then(() => true), untilInterrupt(interrupted).then(() => false)]);
    terminal.err(isMade ? `The App is made. Its credentials are in ${toSafeLine(setup.file)}\n` : "Stopped. No App was made.\n");
    return isMade;
  } finally {
    await setup.close();
  }
}

function tellWhere({ out }: Terminal, { address, port, from }: AppSetup): void {
  out(`There is no App yet. Make it here:\n\n  ${address}\n\n`);
  if (from === "ssh") out(`From your own machine, first: ssh -L ${port}:127.0.0.1:${port} and this machine's name\n`);
  if (from === "container") out("A browser reaches it only if this container was started with --network host.\n");
  out("The address is for you alone: whoever opens it decides which App works here.\n");
}

function untilInterrupt(interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve();
    interrupted.addEventListener("abort", () => resolve(), { once: true });
  });
}
