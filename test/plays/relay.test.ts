// An App on a machine that GitHub cannot reach: its webhooks come through a channel.
import { expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";
import { until } from "../support/until.ts";
import { openWebhookChannel } from "../support/webhook-channel.ts";

it("a comment that comes through a channel is answered", { timeout: 60_000 }, async () => {
  const channel = await openWebhookChannel();
  const { github, repository, answers, eventually } = await openAppWorld({ variables: { WEBHOOK_PROXY_URL: channel.url } });
  github.deliverTo(channel.url);
  await until(() => channel.listeners.length === 1, 5_000);
  const ann = github.as("ann");
  const issue = ann.opensIssue(repository, { title: "What can I say?" });
  ann.comments(issue, "/run help");
  await eventually("there is an answer", () => answers(issue).length > 0);
  expect(answers(issue)[0]).toContain("/run cancel");
  github.assertNoViolations();
});
