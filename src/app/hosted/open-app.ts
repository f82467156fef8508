// The GitHub App, opened: its door for webhooks, its inbox, and the host of its repositories.
import { join } from "node:path";
import { createDeliveryLog } from "../../bot/delivery-log.ts";
import { WEBHOOK_PATH } from "../../bot/front.ts";
import type { Knock } from "../../bot/knock/knock.ts";
import { type Bot, openBot } from "../../bot/open-bot.ts";
import { openWebhookRelay } from "../../bot/webhook-relay.ts";
import type { HostedApp } from "../../cli/world.ts";
import { YardmasterError } from "../../core/errors.ts";
import { toWorkerId } from "../../core/ids.ts";
import { engines } from "../../engine/index.ts";
import {
  type AppOctokit,
  type ContentLimiter,
  createContentLimiter,
  createGithubForge,
  findMissingPermissions,
  findRepository,
  openInstallationOctokit,
} from "../../forge/github/index.ts";
import type { Log } from "../../runtime/deps.ts";
import { createDeliverySweep } from "../../runtime/inbox/delivery-sweep.ts";
import { createFreshnessWatch } from "../../runtime/inbox/freshness-watch.ts";
import { openInbox } from "../../runtime/inbox/inbox.ts";
import { systemClock } from "../../std/clock.ts";
import { createIdSource } from "../../std/ids.ts";
import { isAlive, type ProcessIdentity, processIdentity } from "../../std/process-identity.ts";
import { stores } from "../../store/index.ts";
import type { Store } from "../../store/store.ts";
import { parseEnvironment } from "../environment.ts";
import { createLog } from "../log.ts";
import type { Surroundings } from "../place.ts";
import { acquireServerLease } from "../server-lease.ts";
import { useProxy } from "../use-proxy.ts";
import { type AppEnvironment, readAppEnvironment } from "./app-environment.ts";
import { createHost } from "./create-host.ts";
import { makeAppDirectory } from "./make-app-directory.ts";

/** Deliveries handled at once, of different threads. */
const CONCURRENCY = 16;
const FORGET_MS = 3_600_000;

/** @throws app.*, bot.*, http.address, store.*, forge.* */
export async function openApp(surroundings: Surroundings): Promise<HostedApp> {
  const environment = await readAppEnvironment(surroundings);
  const { directory } = environment;
  await useProxy(surroundings.variables);
  await makeAppDirectory(directory);
  const { openSqliteStore } = await stores.sqlite();
  const store = await openSqliteStore({ file: join(directory, "app.db"), clock: systemClock });
  try {
    return await openOn(store, surroundings, environment);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openOn(store: Store, surroundings: Surroundings, environment: AppEnvironment): Promise<HostedApp> {
  const { id, privateKey, apiUrl, bind, secrets, directory, allowedBots } = environment;
  const clock = systemClock;
  const log = createLog(parseEnvironment(surroundings.variables));
  const worker = toWorkerId(createIdSource()("wrk"));
  const lease = await acquireServerLease(store, worker, clock);
  const { createLocalEngine } = await engines.local();
  const limiters = new Map<number, ContentLimiter>();
  let client: Promise<AppOctokit> | null = null;
  let me: AppIdentity = { slug: "yardmaster", login: "yardmaster[bot]", email: "yardmaster[bot]@users.noreply.github.com" };

  function limiterOf(installation: number): ContentLimiter {
    const limiter = limiters.get(installation) ?? createContentLimiter({ clock });
    limiters.set(installation, limiter);
    return limiter;
  }

  const settings = { appId: id, login: me.login as string | null, allowedBots };
  const inbox = await openInbox({
    store,
    clock,
    log,
    worker,
    info: { ...processIdentity() },
    isDead: (info) => isAlive(info as unknown as ProcessIdentity) === false,
    async handle({ message }) {
      const note = await host.hear(message as unknown as Knock);
      return note === null ? { as: "handled", note: null } : { as: "ignored", note };
    },
    createEngine: (perform, outbox) =>
      createLocalEngine({
        perform,
        ...outbox,
        clock,
        concurrency: CONCURRENCY,
        onError: (error) => log.error({ err: error }, "looking at the inbox"),
      }),
  });
  const freshness = createFreshnessWatch({ clock, log });
  const bot: Bot = await openBot({
    bind,
    app: { id, privateKey, baseUrl: apiUrl },
    settings,
    secrets,
    inbox,
    clock,
    log,
    onDelivery: freshness.hear,
  }).catch(async (error: unknown) => {
    await lease.release();
    throw error;
  });
  client = bot.signIn(null) as unknown as Promise<AppOctokit>;
  me = await findOurselves(await client, log).catch(async (error: unknown) => {
    // An open door would keep the process alive, and nobody would hear why it does not serve.
    await bot.stop();
    await lease.release();
    if (error instanceof YardmasterError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new YardmasterError("forge.unavailable", `asking ${apiUrl} which App we are: ${reason}`, {
      cause: error,
      hint: "see that GitHub can be reached from here, and that APP_ID and the private key belong together",
    });
  });
  settings.login = me.login;
  const host = createHost({
    surroundings,
    directory,
    store,
    clock,
    log,
    author: { name: me.login, email: me.email },
    verb: "run",
    mention: me.slug,
    async openForge(installation, repositoryId) {
      const octokit = await openInstallationOctokit((await bot.signIn(null)) as unknown as AppOctokit, installation);
      return createGithubForge({ octokit, repositoryId, limiter: limiterOf(installation), login: me.login, clock });
    },
    async findRepository(installation, owner, name) {
      return await findRepository((await bot.signIn(null)) as unknown as AppOctokit, { installation, owner, name }, clock);
    },
  });
  const deliveries = createDeliveryLog(await client);
  const sweep = createDeliverySweep({ deliveries, inbox, freshness, store, clock, log });
  await host.start();
  await inbox.start();
  sweep.start();
  const relay =
    environment.relay === null ? null : await openWebhookRelay({ source: environment.relay, target: toOwnDoor(bot.address), log });
  let stopped = false;
  let cancelForget: () => void = () => {};
  function forgetLater(): void {
    if (stopped) return;
    cancelForget = clock.after(FORGET_MS, () => {
      inbox
        .forgetOld()
        .catch((error: unknown) => log.error({ err: error }, "forgetting old deliveries"))
        .finally(forgetLater);
    });
  }
  forgetLater();

  return {
    address: bot.address,
    name: me.slug,
    directory,
    lost: lease.lost,
    async stop(graceMs) {
      stopped = true;
      cancelForget();
      await sweep.stop();
      relay?.close();
      await bot.stop();
      await inbox.stop(graceMs);
      await host.close(graceMs);
      for (const limiter of limiters.values()) limiter.stop();
      await lease.release();
      await store.close();
    },
  };
}

interface AppIdentity {
  readonly slug: string;
  /** As the author of what it writes. */
  readonly login: string;
  readonly email: string;
}

/** @throws whatever GitHub says */
async function findOurselves(app: AppOctokit, log: Log): Promise<AppIdentity> {
  const { data } = await app.request("GET /app");
  const { slug = "yardmaster", permissions = {} } = data as {
    readonly slug?: string;
    readonly permissions?: Readonly<Record<string, string>>;
  };
  const missing = findMissingPermissions(permissions);
  if (missing.length > 0)
    log.warn({ missing }, "the App lacks permissions: add them on its settings page, and accept them where it is installed");
  const login = `${slug}[bot]`;
  return { slug, login, email: `${login}@users.noreply.github.com` };
}

/** As a program on this machine reaches it. */
function toOwnDoor({ host, port }: Bot["address"]): string {
  const name = ["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}${WEBHOOK_PATH}`;
}
