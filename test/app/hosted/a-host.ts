// The App's repositories for tests, without any of them: what is opened, closed, stopped and removed is written down, and GitHub answers what
// a test says.
import { createHost, type Host } from "../../../src/app/hosted/create-host.ts";
import type { IssueAccess } from "../../../src/app/hosted/issue-access.ts";
import type { Site } from "../../../src/app/hosted/open-site.ts";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { RepositoryStanding, Standing } from "../../../src/forge/github/index.ts";
import { createMemoryForge } from "../../../src/forge/memory/index.ts";
import { createMemoryTracker } from "../../../src/trackers/memory/index.ts";
import { givenInbox, turns } from "../../support/given-inbox.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export async function given() {
  const { store, clock } = await givenInbox();
  const told: string[] = [];
  const world = {
    isBusy: false,
    nextDue: (): number | null => null,
    trouble: null as YardmasterError | null,
    /** Of the installation, and of the repository in it. */
    standing: "present" as Standing,
    repository: "present" as RepositoryStanding["standing"],
    through: 1,
    /** Installations that there are no more, whatever is said of the others. */
    ended: [] as readonly number[],
    /** What GitHub says of a repository is on its way until then. */
    held: null as Promise<void> | null,
    isForgeAway: false,
    /** How often how it stands. */
    asked: 0,
    isStoreAway: false,
    declaring: [] as readonly number[],
    /** Repositories that GitHub tells nothing of. */
    untold: [] as readonly number[],
  };
  let lose: (error: Error) => void = () => {};
  function ask<Answer>(answer: Answer): Answer {
    world.asked += 1;
    if (world.isForgeAway) throw new YardmasterError("forge.unavailable", "502");
    return answer;
  }
  const site = (): Site => ({
    hear: async () => null,
    readFiles: async () => ({ version: "", files: [] }),
    follow: async () => {},
    isBusy: async () => world.isBusy,
    loadNextDue: async () => world.nextDue(),
    listSources: async () => [],
    showAgain: async () => void told.push("shows again"),
    async stopRuns(reason) {
      if (world.isStoreAway) throw new YardmasterError("store.busy", "locked");
      told.push(`stopped: ${reason}`);
    },
    lost: new Promise<never>((_, reject) => {
      lose = reject;
    }),
    close: async () => void told.push(`closed at ${clock.now() - began}`),
  });
  const began = clock.now();
  const begin = (): Host =>
    createHost({
      surroundings: { variables: {}, cwd: "/" },
      directory: "/nowhere",
      author: { name: "yardmaster[bot]", email: "bot@example.com" },
      verb: "run",
      mention: null,
      store,
      clock,
      log: {
        info: (_, message) => void (message.startsWith("removed") && told.push(message)),
        warn() {},
        error: (_, message) => void told.push(message),
      },
      async openSite() {
        if (world.trouble !== null) throw world.trouble;
        told.push(`opened at ${clock.now() - began}`);
        return site();
      },
      lentVariables: [],
      maxAgents: 2,
      openForge: async () => ({ forge: createMemoryForge(), issues: NO_ISSUES }),
      findRepository: async () => null,
      findInstallation: async (installation) => ask(world.ended.includes(installation) ? "gone" : world.standing),
      async findStanding({ id }) {
        if (world.untold.includes(id)) throw new YardmasterError("forge.refused", "403");
        const found = ask({ standing: world.repository, installation: world.repository === "gone" ? null : world.through });
        await world.held;
        return found;
      },
      listDeclaring: async (_, named) => ask(named.map(({ id }) => id).filter((id) => world.declaring.includes(id))),
      listInstalled: async () => [{ installation: 9, repository: 99 }],
    });
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += MINUTE) {
      clock.advance(MINUTE);
      await turns();
    }
  }
  return Object.assign(world, { store, clock, began, told, begin, pass, lose: (error: Error) => lose(error) });
}

const NO_ISSUES: IssueAccess = { openTracker: async () => createMemoryTracker(), mayReadBoards: async () => false };

export const PUSHED = {
  type: "push",
  guid: "g-1",
  sender: { login: "ann", type: "User", isBot: false },
  at: 0,
  installation: 1,
  repository: { id: 1, owner: "acme", name: "site", defaultBranch: "main" },
  thread: null,
  push: { branch: "main", before: "", after: "", isNew: false, isDeleted: false, isForced: false },
} satisfies Knock;

export const about = (what: object) =>
  ({ ...PUSHED, repository: null, account: { id: 1, login: "acme", type: "Organization" }, ...what }) as unknown as Knock;
export const TOOLS = { id: 2, owner: "acme", name: "tools" };
export const SITE = { id: 1, owner: "acme", name: "site" };
export const REMOVED = about({ type: "installation.repositories-changed", added: [], removed: [SITE] });
export const ADDED = about({ type: "installation.repositories-changed", added: [SITE], removed: [] });
export const SUSPENDED = about({ type: "installation.suspended" });
export const UNSUSPENDED = about({ type: "installation.unsuspended" });
export const UNINSTALLED = about({ type: "installation.deleted" });
export const INSTALLED = about({ type: "installation.created", installation: 2, repositories: [SITE] });
export const ARCHIVED = { ...PUSHED, type: "repository.archived" } as unknown as Knock;
export const DELETED = { ...PUSHED, type: "repository.deleted" } as unknown as Knock;
export const SAID_SO = "removed what was kept of a repository that the App had left";

export const isOpening = (line: string) => line.startsWith("opened");

export type World = Awaited<ReturnType<typeof given>>;
export const suspend = (world: World) => Object.assign(world, { standing: "suspended", repository: "suspended" });
export const uninstall = (world: World) => Object.assign(world, { standing: "gone", repository: "gone" });
export const takeOut = (world: World) => Object.assign(world, { repository: "gone" });
export const archive = (world: World) => Object.assign(world, { repository: "archived" });
export const putBack = (world: World) => Object.assign(world, { standing: "present", repository: "present" });
