// The text of a template that is shown as it is written. Rendering is the renderer's.
import { readFile } from "node:fs/promises";
import type { TemplateName } from "../rendering/scopes.ts";

export async function readTemplate(name: TemplateName): Promise<string> {
  return await readFile(new URL(`../../templates/${name}.liquid`, import.meta.url), "utf8");
}
