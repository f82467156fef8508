// A process that makes workspaces as its arguments say, and prints what became of each as one line of JSON.
// argv: the directory of a build, options as JSON, identifiers as JSON.
import { pathToFileURL } from "node:url";

const [build, options, identifiers] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${build}/${path}`).href);
const { createWorktreeWorkspaces } = await load("workspaces/worktree/index.js");
const { systemClock } = await load("std/clock.js");

const workspaces = createWorktreeWorkspaces({
  ...JSON.parse(options),
  clock: systemClock,
  newHookCookie: () => ({ name: "YARDMASTER_TEST", value: `${process.pid}.${Math.random()}` }),
  warn: (line) => console.error(line),
});
const made = await Promise.all(
  JSON.parse(identifiers).map((identifier) => workspaces.provision({ identifier, branch: `yardmaster/${identifier}`, base: null })),
);
console.log(JSON.stringify(made));
