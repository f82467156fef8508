// Where GitHub is to send webhooks, as a person wrote it: refused where nothing could ever arrive. Whether something does is not asked.
import { BlockList, isIP } from "node:net";
import { WEBHOOK_PATH } from "../front.ts";

export type ParsedWebhookUrl = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly problem: string };

const NO_ADDRESS = "Write an address that begins with https://";
const CHANNEL_MAKER = "That is the page that makes a channel: paste the address it sends you to.";
const OUT_OF_REACH = "GitHub cannot reach that address: it is this machine's own, or a private network's.";

/** https://www.iana.org/assignments/iana-ipv4-special-registry, and its sibling for IPv6: what no other network leads to. */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  PRIVATE.addSubnet(net, prefix, "ipv4");
}
for (const [net, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
] as const) {
  PRIVATE.addSubnet(net, prefix, "ipv6");
}
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal)$/;

/**
 * An address without a path means our own door.
 *
 * @param apiUrl of the GitHub that sends: a server of the person's own may use plain http and private addresses
 */
export function parseWebhookUrl(text: string, apiUrl: string): ParsedWebhookUrl {
  if (!URL.canParse(text.trim())) return refused(NO_ADDRESS);
  const url = new URL(text.trim());
  if (!["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "" || url.hash !== "") {
    return refused(NO_ADDRESS);
  }
  if (url.hostname === "smee.io" && /^\/(?:new\/?)?$/.test(url.pathname)) return refused(CHANNEL_MAKER);
  if (isPublicGithub(apiUrl)) {
    if (isOutOfReach(url.hostname)) return refused(OUT_OF_REACH);
    if (url.protocol === "http:") return refused(NO_ADDRESS);
  }
  if (url.pathname === "/" && url.search === "") url.pathname = WEBHOOK_PATH;
  return { ok: true, url: url.href };
}

/** GitHub itself, and where organizations chose where their data is: api.octo.ghe.com. */
function isPublicGithub(apiUrl: string): boolean {
  const { hostname } = new URL(apiUrl);
  return hostname === "api.github.com" || hostname.endsWith(".ghe.com");
}

function isOutOfReach(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const version = isIP(host);
  return version === 0 ? PRIVATE_NAME.test(host) : PRIVATE.check(host, version === 4 ? "ipv4" : "ipv6");
}

function refused(problem: string): ParsedWebhookUrl {
  return { ok: false, problem };
}
