// app.yml: the permissions and events of the App that the set-up makes.
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { AppTemplate } from "../bot/setup/app-manifest.ts";

export async function readAppTemplate(): Promise<AppTemplate> {
  return parse(await readFile(new URL("../../app.yml", import.meta.url), "utf8")) as AppTemplate;
}
