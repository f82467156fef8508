// The GitHub App, opened: its door for webhooks, its inbox, and the host of its repositories.
import { join } from "node:path";
import { createDeliveryLog } from "../../bot/delivery-log.ts";
import { WEBHOOK_PATH } from "../../bot/front.ts";
import { parseKnockMessage } from "../../bot/knock/knock-message.ts";
import { createLateFinder } from "../../bot/late-deliveries.ts";
import { type Bot, openBot } from "../../bot/open-bot.ts";
import { createPolledActivity, createRepeatFinder } from "../../bot/polled-deliveries.ts";
import { openWebhookRelay } from "../../bot/webhook-relay.ts";
import type { HostedApp } from "../../cli/world.ts";
import { toWorkerId } from "../../core/ids.ts";
import { engines } from "../../engine/index.ts";
import { type AppOctokit, createGithubActivity } from "../../forge/github/index.ts";
import { createActivityLook } from "../../runtime/inbox/activity-look.ts";
import { createDeliverySweep } from "../../runtime/inbox/delivery-sweep.ts";
import { createFreshnessWatch } from "../../runtime/inbox/freshness-watch.ts";
import { openInbox } from "../../runtime/inbox/inbox.ts";
import { createLookout } from "../../runtime/inbox/lookout.ts";
import { type Clock, systemClock } from "../../std/clock.ts";
import { createIdSource } from "../../std/ids.ts";
import { isAlive, type ProcessIdentity, processIdentity } from "../../std/process-identity.ts";
import { stores } from "../../store/index.ts";
import type { Store } from "../../store/store.ts";
import { parseEnvironment } from "../environment.ts";
import { createLog } from "../log.ts";
import type { Surroundings } from "../place.ts";
import { acquireServerLease } from "../server-lease.ts";
import { useProxy } from "../use-proxy.ts";
import { openFileWatch } from "../watch-file.ts";
import { type AppEnvironment, readAppEnvironment } from "./app-environment.ts";
import { createHost } from "./create-host.ts";
import { createEndableRequests } from "./endable-requests.ts";
import { findOurselves } from "./find-ourselves.ts";
import { makeAppDirectory } from "./make-app-directory.ts";
import { openInstallations } from "./open-installations.ts";
import { openSite } from "./open-site.ts";
import { warnWithoutAgent } from "./warn-without-agent.ts";

/** Deliveries handled at once, of different threads. Most of their time is waiting for GitHub, and each installation has only some. */
const CONCURRENCY = 64;
const STORE = "app.db";
/** When the App stops, GitHub has so long to answer what was asked. What writes has longer: it is written again after the next start. */
const READ_GRACE_MS = 2_000;
const WRITE_GRACE_MS = 3_000;
const FORGET_MS = 3_600_000;
/** A server that is started again often forgets too. */
const FIRST_FORGET_MS = 60_000;

/**
 * @param clock of what is looked after from time to time. @defaultValue the machine's
 * @throws app.*, bot.*, http.address, store.*, forge.*
 */
export async function openApp(surroundings: Surroundings, clock: Clock = systemClock): Promise<HostedApp> {
  const environment = await readAppEnvironment(surroundings);
  const { directory } = environment;
  await useProxy(surroundings.variables);
  await makeAppDirectory(directory);
  const { openSqliteStore } = await stores.sqlite();
  const store = await openSqliteStore({ file: join(directory, STORE), clock: systemClock });
  try {
    return await openOn(store, surroundings, environment, clock);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openOn(store: Store, surroundings: Surroundings, environment: AppEnvironment, clock: Clock): Promise<HostedApp> {
  const { id, privateKey, apiUrl, bind, secrets, directory, allowedBots, lentVariables, maxAgents } = environment;
  const log = createLog(parseEnvironment(surroundings.variables));
  await warnWithoutAgent(surroundings, log);
  const worker = toWorkerId(createIdSource()("wrk"));
  const lease = await acquireServerLease({ store, worker, clock, checkFile: await openFileWatch(join(directory, STORE)) });
  const { createLocalEngine } = await engines.local();
  const requests = createEndableRequests();
  /** Its login is known once GitHub was asked; the door is open before. */
  const settings = { appId: id, login: null as string | null, allowedBots };
  const inbox = await openInbox({
    store,
    clock,
    log,
    worker,
    info: { ...processIdentity() },
    isDead: (info) => isAlive(info as unknown as ProcessIdentity) === false,
    async handle(delivery) {
      const repeated = await findRepeat(delivery);
      if (repeated !== null) return { as: "ignored", note: `it says the same as delivery ${repeated}` };
      const note = await host.hear(parseKnockMessage(delivery.message), await isLate(delivery));
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
  const findRepeat = createRepeatFinder(inbox);
  const isLate = createLateFinder(inbox, clock);
  const freshness = createFreshnessWatch({ clock, log });
  let countUnopened = () => 0;
  const bot: Bot = await openBot({
    bind,
    app: { id, privateKey, baseUrl: apiUrl },
    settings,
    secrets,
    inbox,
    clock,
    log,
    onDelivery: freshness.hear,
    fetch: requests.fetch,
    listTroubles: () => toTroubles(countUnopened()),
  }).catch(async (error: unknown) => {
    await lease.release();
    throw error;
  });
  const signIn = async () => (await bot.signIn(null)) as unknown as AppOctokit;
  const app = await signIn();
  const me = await findOurselves(app, { apiUrl, log }).catch(async (error: unknown) => {
    // An open door would keep the process alive, and nobody would hear why it does not serve.
    await bot.stop();
    await lease.release();
    throw error;
  });
  settings.login = me.login;
  const installations = await openInstallations({ signIn, login: me.login, trustedBots: allowedBots, clock });
  const host = createHost({
    surroundings,
    directory,
    maxAgents,
    store,
    clock,
    log,
    author: { name: me.login, email: me.email },
    lentVariables,
    verb: "run",
    mention: me.slug,
    ending: requests.ending,
    openSite,
    ...installations,
  });
  countUnopened = host.countUnopened;
  const deliveries = createDeliveryLog(app, bot.receive);
  const sweep = createDeliverySweep({ deliveries, inbox, freshness, store, clock, log });
  const activity = createPolledActivity(createGithubActivity({ ...installations, login: me.login, clock }), bot.receive);
  const looks = [
    { doing: "looking for deliveries that never arrived", look: async () => (await sweep.sweep()).left > 0 },
    {
      doing: "asking what happened while webhooks are silent",
      look: createActivityLook({ activity, listPlaces: host.listPlaces, freshness, store, clock, log }),
    },
  ];
  const lookout = createLookout({ looks, freshness, clock, log });
  await host.start();
  await inbox.start();
  lookout.start();
  const relay =
    environment.relay === null ? null : await openWebhookRelay({ source: environment.relay, target: toOwnDoor(bot.address), log });
  let stopped = false;
  let cancelForget: () => void = () => {};
  function forgetLater(ms: number): void {
    if (stopped) return;
    cancelForget = clock.after(ms, () => {
      inbox
        .forgetOld()
        .catch((error: unknown) => log.error({ err: error }, "forgetting old deliveries"))
        .finally(() => forgetLater(FORGET_MS));
    });
  }
  forgetLater(FIRST_FORGET_MS);

  return {
    address: bot.address,
    name: me.slug,
    directory,
    lost: lease.lost,
    async stop(graceMs) {
      stopped = true;
      cancelForget();
      relay?.close();
      const graceEndsAt = clock.now() + Math.min(graceMs, READ_GRACE_MS);
      let cancelEnd: () => void = () => {};
      function endReads(): void {
        requests.endReads();
        installations.stop();
        cancelEnd = clock.after(WRITE_GRACE_MS, requests.endWrites);
      }
      // Not before deliveries are handed back: what they ask in vain would count as a failure of theirs.
      const endLater = () => {
        cancelEnd = clock.after(Math.max(graceEndsAt - clock.now(), 0), endReads);
      };
      const looked = lookout.stop();
      await bot.stop();
      await inbox.stop(Math.max(graceEndsAt - clock.now(), 0), endLater);
      await Promise.all([looked, host.close(graceMs)]);
      cancelEnd();
      installations.stop();
      await lease.release();
      await store.close();
    },
  };
}

/** For whoever watches the server; which they are, only the log says. */
function toTroubles(unopened: number): readonly string[] {
  return unopened === 0 ? [] : [`repositories that cannot be opened: ${unopened}`];
}

/** As a program on this machine reaches it. */
function toOwnDoor({ host, port }: Bot["address"]): string {
  const name = ["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}${WEBHOOK_PATH}`;
}
