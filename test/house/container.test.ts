// The Dockerfile copies only what exists and what .dockerignore lets through, on a Node that package.json allows.
// It is read, not built: no container engine is needed here.
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ROOT, readText } from "./source-tree.ts";

interface Context {
  readonly ignore: string;
  /** The script that builds the program inside the image. */
  readonly build: string;
  exists(path: string): boolean;
}

function containerViolations(dockerfile: string, { ignore, build, exists }: Context): readonly string[] {
  const admitted = ignore.split("\n").flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => match[1]?.split(" ") ?? []);
  const users = [...dockerfile.matchAll(/^USER (\S+)$/gm)].map((match) => match[1]);
  const wrongBases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].filter((match) => !match[1]?.startsWith("node:20-"));
  return [
    ...sources.filter((path) => !exists(path)).map((path) => `${path} does not exist`),
    ...sources.filter((path) => !admitted.includes(path)).map((path) => `${path} is kept out by .dockerignore`),
    ...admitted.filter((path) => !sources.includes(path)).map((path) => `${path} is let through and never copied`),
    ...build
      .split(/\s+/)
      .filter((word) => /^[\w.-]+\.(?:js|json)$/.test(word) && !sources.includes(word))
      .map((file) => `${file} is what the build needs and is not copied`),
    ...wrongBases.map((match) => `${match[1]} is not the Node that we test on`),
    ...(users.length === 0 || users.at(-1) === "root" ? ["the server runs as root"] : []),
  ];
}

describe("the Dockerfile", () => {
  it("copies what exists and runs as nobody special", () => {
    const { build } = (JSON.parse(readText("package.json")) as { scripts: { build: string } }).scripts;
    const context = { ignore: readText(".dockerignore"), build, exists: (path: string) => existsSync(`${ROOT}${path}`) };
    expect(containerViolations(readText("Dockerfile"), context)).toEqual([]);
  });
});

describe("the guard of the Dockerfile", () => {
  it("finds each fault", () => {
    const planted = "FROM node:18-slim AS build\nCOPY package.json gone.json ./\nCOPY secrets ./secrets\nCOPY --from=build /dist ./dist\n";
    const context = {
      ignore: "*\n!package.json\n!gone.json\n!src\n",
      build: "tsc && node pack.js",
      exists: (path: string) => path !== "gone.json",
    };
    expect(containerViolations(planted, context)).toEqual([
      "gone.json does not exist",
      "secrets is kept out by .dockerignore",
      "src is let through and never copied",
      "pack.js is what the build needs and is not copied",
      "node:18-slim is not the Node that we test on",
      "the server runs as root",
    ]);
  });
});
