// Installs the agents' programs once beside the other packages, and again when another version is named. More than a gigabyte.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MANIFEST = new URL("programs.json", import.meta.url).pathname;
const CACHE = new URL("../../node_modules/.cache/agent-programs", import.meta.url).pathname;

/** @returns the directory that holds `node_modules` */
export function installPrograms(): string {
  const directory = join(CACHE, createHash("sha256").update(readFileSync(MANIFEST)).digest("hex").slice(0, 12));
  const installed = join(directory, "installed");
  if (existsSync(installed)) return directory;
  mkdirSync(directory, { recursive: true });
  copyFileSync(MANIFEST, join(directory, "package.json"));
  const options = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  execFileSync("npm", ["install", ...options], { cwd: directory, stdio: ["ignore", "inherit", "inherit"] });
  writeFileSync(installed, "");
  return directory;
}
