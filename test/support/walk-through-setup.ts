// A person at the set-up's page: fills it in, confirms the App on the pretend GitHub, and is sent back.
import type { PretendGitHub } from "./github/pretend-github.ts";
import type { App } from "./github/state/app.ts";

/** @param address as the terminal shows it @param url where GitHub reaches the server @returns the App that is made */
export async function walkThroughSetup(github: PretendGitHub, address: string, url: string): Promise<App> {
  const page = await (await fetch(address, { method: "POST", body: new URLSearchParams({ url }) })).text();
  const state = /state=([\w-]+)/.exec(page)?.[1] ?? "";
  const manifest = (/name="manifest" value="([^"]*)"/.exec(page)?.[1] ?? "").replaceAll("&#34;", '"');
  const code = github.confirmManifest(JSON.parse(manifest) as Readonly<Record<string, unknown>>);
  const back = await fetch(new URL(`/setup/callback?code=${code}&state=${state}`, address));
  const made = [...github.world.apps.values()].at(-1);
  if (!back.ok || made === undefined) throw new Error(`the set-up answered ${back.status}: ${await back.text()}`);
  return made;
}
