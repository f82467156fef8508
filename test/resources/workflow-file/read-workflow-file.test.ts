// Workflow files on the disk: missing, unreadable, not a text.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { loadWorkflowFileSync, readWorkflowFile } from "../../../src/resources/workflow-file/read-workflow-file.ts";

const directory = mkdtempSync(join(tmpdir(), "workflow-file-"));
const path = (name: string) => join(directory, name);
writeFileSync(path("good.md"), "---\npooling: {}\nworkspace: { root: $ROOT }\n---\nDo it.\n");
writeFileSync(path("bad.yaml"), "agent: { max_sessions: 0 }\nhooks: { timeout_ms: 0 }\npooling: {}\n");
writeFileSync(path("utf16.yaml"), Buffer.from("\uFEFFagent: {}\n", "utf16le"));
mkdirSync(path("folder.yaml"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Both ways to read, as one: they differ only in when they answer. */
const WAYS = [
  ["readWorkflowFile", readWorkflowFile],
  ["loadWorkflowFileSync", async (...given: Parameters<typeof loadWorkflowFileSync>) => loadWorkflowFileSync(...given)],
] as const;

describe.each(WAYS)("%s", (_name, read) => {
  async function errorOf(name: string): Promise<YardmasterError> {
    const error: unknown = await read(path(name)).catch((thrown: unknown) => thrown);
    if (error instanceof YardmasterError) return error;
    throw new TypeError("it was read");
  }

  it("gives the file's value and its warnings", async () => {
    const file = await read(path("good.md"), { env: { ROOT: "work" } });
    expect(file).toMatchObject({ file: path("good.md"), prompt: { text: "Do it." }, workspace: { root: path("work") } });
    expect(file.warnings).toMatchObject([{ line: 2, hint: 'did you mean "polling"?' }]);
  });

  it("refuses a file that does not hold, with every problem attached", async () => {
    const error = await errorOf("bad.yaml");
    expect(error).toMatchObject({ code: "config.invalid", message: `reading ${path("bad.yaml")}: 2 problems` });
    expect(error.problems.map(({ line, severity }) => [line, severity])).toEqual([
      [1, "error"],
      [2, "error"],
      [3, "warning"],
    ]);
  });

  it("tells a missing file from one that cannot be read", async () => {
    expect(await errorOf("none.md")).toMatchObject({ code: "config.not-found" });
    expect(await errorOf("good.md/none.md")).toMatchObject({ code: "config.not-found" });
    expect(await errorOf("folder.yaml")).toMatchObject({ code: "config.invalid", problems: [{ message: "cannot be read: EISDIR" }] });
  });

  it("refuses what is not UTF-8", async () => {
    expect(await errorOf("utf16.yaml")).toMatchObject({ code: "config.invalid", problems: [{ message: "is not a text in UTF-8" }] });
  });
});
