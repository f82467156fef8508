// Opens the App's door: Probot signs in to GitHub and keeps its clients, and behind our own front nothing unsigned or too large reaches it.
// Loads Probot only now. What is done about a delivery is the inbox's affair.
import { createPrivateKey } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ApplicationFunction, ApplicationFunctionOptions, ProbotOctokit } from "probot";
import { YardmasterError } from "../core/errors.ts";
import type { Log } from "../runtime/deps.ts";
import type { Inbox } from "../runtime/inbox/inbox.ts";
import type { Clock } from "../std/clock.ts";
import { createGracefulStop } from "../std/graceful-stop.ts";
import { openServer, portOf, toPatience } from "../std/http-server.ts";
import { createFront, type FrontOptions } from "./front.ts";
import type { KnockSettings } from "./knock/read-knock.ts";
import { toProbotLog } from "./probot-log.ts";
import { createReceive, type Receive } from "./receive-delivery.ts";

export interface BotOptions extends Pick<FrontOptions, "path" | "secrets" | "bodyLimit" | "largeBodies" | "listTroubles"> {
  readonly bind: { readonly host: string; readonly port: number };
  readonly app: AppCredentials;
  readonly settings: KnockSettings;
  readonly inbox: Pick<Inbox, "accept">;
  readonly clock: Clock;
  readonly log: Log;
  /** GitHub reached us through the door. */
  onDelivery(): void;
  /** More that this server answers, as Probot's app functions. @defaultValue none */
  readonly pages?: readonly ApplicationFunction[];
  /** How GitHub is asked. @defaultValue as everything is */
  readonly fetch?: typeof fetch;
  /** Another client than Probot's, such as one that does not wait between writes. */
  readonly Octokit?: typeof ProbotOctokit;
}

export interface AppCredentials {
  readonly id: number;
  /** PEM. */
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly baseUrl: string;
}

export interface Bot {
  /** With the port that it really has. */
  readonly address: { readonly host: string; readonly port: number };
  /** A client of an installation; with null as the App itself. Its token is kept and renewed by Probot. */
  signIn(installation: number | null): Promise<ProbotOctokit>;
  /** Takes in what GitHub told us in another way than through the door. */
  readonly receive: Receive;
  /** Takes nothing new, waits for what is under way. */
  stop(): Promise<void>;
}

/** GitHub waits ten seconds for an answer. */
const REQUEST_TIMEOUT_MS = 10_000;
const STOP_GRACE_MS = 2_000;

/** @throws bot.no-secret, bot.credentials, http.address */
export async function openBot(options: BotOptions): Promise<Bot> {
  const { bind, app, settings, inbox, clock, log, onDelivery, pages = [], secrets } = options;
  if (secrets.length === 0) throw new YardmasterError("bot.no-secret", "opening the door for GitHub: there is no webhook secret");
  checkCredentials(app);
  const { Probot } = await import("probot");
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    baseUrl: app.baseUrl,
    // Its own receiver, which knows no limit, is not mounted; should it ever be, then not with the secret that everybody knows.
    secret: secrets[0],
    log: toProbotLog(log),
    ...(options.fetch && { request: { fetch: options.fetch } }),
    ...(options.Octokit && { Octokit: options.Octokit }),
  });
  await probot.ready();
  const receive = createReceive({ settings, clock, accept: inbox.accept });
  const front = createFront({
    ...options,
    receive(delivery) {
      onDelivery();
      return receive(delivery);
    },
  });
  const handlers: Handler[] = [front];
  await probot.load([...pages], { cwd: process.cwd(), addHandler: (handler) => void handlers.push(handler) });
  const server = createServer(toPatience(REQUEST_TIMEOUT_MS), (request, response) => {
    void answer(handlers, request, response).catch((error: unknown) => {
      log.error({ err: error }, "answering a request");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const stop = createGracefulStop(server);
  await openServer(server, bind).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "EADDRINUSE" ? "another program listens there" : cause.message;
    throw new YardmasterError("http.address", `listening on ${bind.host}:${bind.port}: ${reason}`, { cause });
  });
  return {
    address: { host: bind.host, port: portOf(server, bind.port) },
    signIn: (installation) => (installation === null ? probot.auth() : probot.auth(installation)),
    receive,
    stop: () => stop(STOP_GRACE_MS),
  };
}

type Handler = Parameters<ApplicationFunctionOptions["addHandler"]>[0];

/** The first that takes it. */
async function answer(handlers: readonly Handler[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const handler of handlers) if (await handler(request, response)) return;
  response.writeHead(404).end();
}

/** Now, and not at the first delivery. The key itself is in no message. */
function checkCredentials({ id, privateKey }: AppCredentials): void {
  if (!Number.isSafeInteger(id) || id <= 0) throw new YardmasterError("bot.credentials", `signing in as an App: ${id} is no App's id`);
  try {
    createPrivateKey(privateKey);
  } catch {
    throw new YardmasterError("bot.credentials", "signing in as an App: the private key is not a PEM file", {
      hint: "give the file that GitHub made for the App, whole",
    });
  }
}
