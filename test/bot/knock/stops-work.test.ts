// What is heard before everything that begins work.
import { expect, it } from "vitest";
import type { Knock } from "../../../src/bot/knock/knock.ts";
import { stopsWork } from "../../../src/bot/knock/stops-work.ts";

const said = (body: string) => ({ type: "comment.created", comment: { body } });

it.each<[string, object, boolean]>([
  ["a label that is taken off", { type: "issue.unlabelled", label: "agent" }, true],
  ["an assignment that is taken back", { type: "issue.unassigned", assignee: "bot" }, true],
  ["an assignment of a pull request that is taken back", { type: "pull-request.unassigned", assignee: "bot" }, true],
  ["an assignment", { type: "issue.assigned", assignee: "bot" }, false],
  ["a word that may stop something", said("/run cancel"), true],
  ["any other word", said("/run mend"), false],
  ["the button that stops a run", { type: "check.action-requested", action: "cancel" }, true],
  ["the button that tries again", { type: "check.action-requested", action: "retry" }, false],
])("%s", (_, knock, stops) => {
  expect(stopsWork(knock as Knock)).toBe(stops);
});
