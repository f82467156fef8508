// The roadmap tracker as a reader: what it says of a file that cannot be read, and when it reads again.
import { rename, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { toIdentifier } from "../../../src/trackers/roadmap/identifier.ts";
import { createRoadmapTracker } from "../../../src/trackers/roadmap/index.ts";
import { parseRoadmap } from "../../../src/trackers/roadmap/roadmap.ts";
import { makeOld, reportOn, scratchDirectory, scratchRoadmap } from "./scratch.ts";

const ONE = "### One\n- **Status:** planned\n";

async function failure(work: Promise<unknown>) {
  return work.then(
    () => expect.unreachable("it works"),
    (error: unknown) => error,
  );
}

describe("a file that cannot be read", () => {
  it("is not found, with an example of what to write", async () => {
    const file = join(await scratchDirectory(), "docs/roadmap.md");
    const tracker = createRoadmapTracker({ file });
    const error = await failure(tracker.fetchIssuesByStates(["planned"]));
    expect(error).toMatchObject({ code: "tracker.not-found", message: `reading the roadmap ${file}: it does not exist` });
    const example = String((error as { hint: string }).hint)
      .split("\n\n")
      .slice(1)
      .join("\n\n");
    expect(parseRoadmap(example, file)).toMatchObject({ problems: [], issues: [{ state: "planned" }] });
  });

  it("takes a report later, since it may be missing for a moment only", async () => {
    const tracker = createRoadmapTracker({ file: join(await scratchDirectory(), "roadmap.md") });
    await expect(tracker.report(reportOn("One"))).rejects.toMatchObject({ code: "tracker.unavailable" });
  });

  it("is unavailable while it is a directory or something else", async () => {
    const directory = await scratchDirectory();
    const inFile = join(await scratchRoadmap(ONE), "roadmap.md");
    for (const [file, words] of [
      [directory, "it is a directory"],
      ["/dev/null", "it is no file"],
      [inFile, "a part of the path is not a directory"],
    ] as const) {
      const tracker = createRoadmapTracker({ file });
      const message = `reading the roadmap ${file}: ${words}`;
      await expect(tracker.fetchIssuesByStates(["planned"])).rejects.toMatchObject({ code: "tracker.unavailable", message });
      await expect(tracker.report(reportOn("One"))).rejects.toMatchObject({ code: "tracker.unavailable" });
    }
  });

  it("is invalid when it is not UTF-8, and says where", async () => {
    const bytes = Buffer.concat([Buffer.from(`${ONE}\n### Caf`), Buffer.from([0xe9]), Buffer.from("\n- **Status:** planned\n")]);
    const tracker = createRoadmapTracker({ file: await scratchRoadmap(bytes) });
    const expected = { code: "tracker.invalid", message: expect.stringContaining("not UTF-8 (line 4)") };
    await expect(tracker.fetchIssuesByStates(["planned"])).rejects.toMatchObject(expected);
    await expect(tracker.report(reportOn("One"))).rejects.toMatchObject(expected);
  });

  it("is unavailable for a moment when it was emptied just now, as editors do while saving", async () => {
    const file = await scratchRoadmap(ONE);
    const tracker = createRoadmapTracker({ file });
    await writeFile(file, "");
    await expect(tracker.fetchIssuesByIds([toIdentifier("One")])).rejects.toMatchObject({ code: "tracker.unavailable" });
    await makeOld(file);
    expect(await tracker.fetchIssuesByIds([toIdentifier("One")])).toEqual([]);
  });
});

describe("reading again", () => {
  it("reuses what was parsed while the file is unchanged", async () => {
    const file = await scratchRoadmap(ONE);
    const tracker = createRoadmapTracker({ file });
    const [first] = await tracker.fetchIssuesByIds([toIdentifier("One")]);
    const [again] = await tracker.fetchIssuesByIds([toIdentifier("One")]);
    const [listed] = (await tracker.fetchIssuesByStates(["planned"])).issues;
    expect(again).toBe(first);
    expect(listed).toBe(first);
  });

  it("looks into an unchanged file again only while a change could still hide in the same time stamp", async () => {
    const file = await scratchRoadmap(ONE);
    const { mtimeMs } = await stat(file);
    let age = 1_000;
    let looks = 0;
    const now = () => {
      looks += 1;
      return mtimeMs + age;
    };
    const tracker = createRoadmapTracker({ file, clock: { now, after: () => () => {} } });
    const ids = [toIdentifier("One")];
    for (let n = 1; n <= 3; n += 1) {
      await tracker.fetchIssuesByIds(ids);
      expect(looks).toBe(n);
    }
    age = 3_000;
    for (let n = 1; n <= 3; n += 1) {
      await tracker.fetchIssuesByIds(ids);
      expect(looks).toBe(4);
    }
  });

  it("sees every change of the same length, however quickly they follow", async () => {
    const file = await scratchRoadmap(ONE);
    const tracker = createRoadmapTracker({ file });
    for (let n = 0; n < 200; n += 1) {
      const state = n % 2 === 0 ? "blocked" : "planned";
      await writeFile(file, `### One\n- **Status:** ${state}\n`);
      const [issue] = await tracker.fetchIssuesByIds([toIdentifier("One")]);
      expect(issue?.state).toBe(state);
    }
  });

  it("sees a file that was put in the place of the old one with the same size and time", async () => {
    const file = await scratchRoadmap(ONE);
    const tracker = createRoadmapTracker({ file });
    await tracker.fetchIssuesByIds([toIdentifier("One")]);
    await writeFile(`${file}.new`, "### One\n- **Status:** blocked\n");
    await makeOld(`${file}.new`);
    await rename(`${file}.new`, file);
    expect(await tracker.fetchIssuesByIds([toIdentifier("One")])).toMatchObject([{ state: "blocked" }]);
  });

  it("follows a symbolic link to where it points now", async () => {
    const file = await scratchRoadmap(ONE);
    const link = join(dirname(file), "link.md");
    await symlink("roadmap.md", link);
    const tracker = createRoadmapTracker({ file: link });
    expect(await tracker.fetchIssuesByStates(["planned"])).toMatchObject({ issues: [{ title: "One" }] });
  });

  it("names problems by the path that was given", async () => {
    const file = await scratchRoadmap("### One\n");
    const problems = (await createRoadmapTracker({ file }).fetchIssuesByStates(["planned"])).problems;
    expect(problems).toMatchObject([{ file, line: 1 }]);
  });

  it("names the place of a malformed entry that is asked for", async () => {
    const file = await scratchRoadmap("### One\n- **Status:** plannd\n");
    await expect(createRoadmapTracker({ file }).fetchIssuesByIds([toIdentifier("One")])).rejects.toMatchObject({
      message: `reading ${toIdentifier("One")} at ${file}:2: unknown status \`plannd\``,
      hint: "did you mean `planned`?",
    });
  });

  it("takes ten thousand entries and finds five thousand of them by id", async () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `Feature number ${n}`);
    const text = names.map((name) => `### Feature: ${name}\n\n- **Status:** planned\n- **Summary:** Something\n\n`).join("");
    const tracker = createRoadmapTracker({ file: await scratchRoadmap(text) });
    const issues = await tracker.fetchIssuesByIds(names.slice(2_500, 7_500).map(toIdentifier));
    expect(issues).toHaveLength(5_000);
    expect(new Set(issues.map(({ id }) => id)).size).toBe(5_000);
  });
});
