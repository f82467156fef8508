// What the app is told: signed, in order, once; and what becomes of it when GitHub or the app has a bad day.
import { describe, expect, it } from "vitest";
import { givenGitHub, givenReceiver } from "./given-github.ts";
import { toSignature } from "./webhooks/delivery.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("a webhook", () => {
  it("is signed, and has GitHub's headers", async () => {
    const { github, site } = await givenGitHub();
    const app = await givenReceiver(github);
    github.as("ada").opensIssue(site, { title: "Broken", labels: ["bug"] });
    await github.settled();
    expect(app.what()).toEqual(["issues.opened", "issues.labeled"]);
    for (const { headers, raw } of app.received) {
      expect(headers["x-hub-signature-256"]).toBe(toSignature(github.app.webhookSecret, raw));
      expect(headers["x-github-delivery"]).toMatch(UUID);
      expect(headers["user-agent"]).toMatch(/^GitHub-Hookshot\//);
      expect(headers["x-github-hook-installation-target-id"]).toBe(String(github.app.id));
    }
    expect(new Set(app.received.map(({ headers }) => headers["x-github-delivery"])).size).toBe(2);
  });

  it("is signed with the new secret once that is changed", async () => {
    const { github, site } = await givenGitHub();
    const app = await givenReceiver(github);
    github.as("ada").opensIssue(site, { title: "One" });
    await github.settled();
    github.app.webhookSecret = "second secret";
    github.as("ada").opensIssue(site, { title: "Two" });
    await github.settled();
    const [one, two] = app.received;
    expect(two?.headers["x-hub-signature-256"]).toBe(toSignature("second secret", two?.raw ?? ""));
    expect(one?.headers["x-hub-signature-256"]).not.toBe(toSignature("second secret", one?.raw ?? ""));
  });

  it("comes only for what the app asked for, and where it is installed and not suspended", async () => {
    const { github, site } = await givenGitHub({ events: ["issues"] });
    const app = await givenReceiver(github);
    const other = github.repository("acme/other", { installed: false });
    const ada = github.as("ada");
    ada.opensIssue(other, { title: "Not told" });
    ada.comments(ada.opensIssue(site, { title: "Told" }), "not told");
    ada.suspends(github.installation("acme"));
    ada.opensIssue(site, { title: "Not told" });
    await github.settled();
    expect(app.what()).toEqual(["issues.opened", "installation.suspend"]);
  });

  it("tells of an app's own acts too, with the bot as sender", async () => {
    const { github, site, bot } = await givenGitHub();
    const app = await givenReceiver(github);
    const issue = github.as("ada").opensIssue(site, { title: "Broken" });
    await bot(`POST /repos/acme/site/issues/${issue.number}/comments`, { body: "On it." });
    await github.settled();
    const sender = app.received.at(-1)?.payload["sender"] as { login: string; type: string };
    expect([app.what().at(-1), sender.login, sender.type]).toEqual(["issue_comment.created", "yardmaster[bot]", "Bot"]);
  });
});

describe("deliveries", () => {
  it("can be lost, doubled, and turned around", async () => {
    const { github, site } = await givenGitHub();
    const app = await givenReceiver(github);
    const issue = github.as("ada").opensIssue(site, { title: "Broken" });
    await github.settled();
    github.webhooks.lose();
    github.as("ada").closes(issue);
    github.webhooks.duplicate();
    github.as("ada").reopens(issue);
    await github.settled();
    expect(app.what()).toEqual(["issues.opened", "issues.reopened", "issues.reopened"]);
    expect(app.received[1]?.headers["x-github-delivery"]).toBe(app.received[2]?.headers["x-github-delivery"]);
    github.webhooks.hold();
    github.as("ada").labels(issue, "bug");
    github.as("ada").closes(issue);
    await github.settled();
    expect(app.received).toHaveLength(3);
    github.webhooks.release("reversed");
    await github.settled();
    expect(app.what().slice(3)).toEqual(["issues.closed", "issues.labeled"]);
  });

  it("that failed are listed, and delivered again under the same GUID", async () => {
    const { github, site, app: client } = await givenGitHub();
    const app = await givenReceiver(github);
    github.webhooks.outage();
    github.as("ada").opensIssue(site, { title: "Unheard" });
    await github.settled();
    github.webhooks.resume();
    app.answers(500);
    github.as("ada").opensIssue(site, { title: "Botched" });
    await github.settled();
    app.answers(200);
    const { data } = await client("GET /app/hook/deliveries?status=failure");
    const failed = data as unknown as readonly { id: number; guid: string; status: string; status_code: number }[];
    expect(failed.map(({ status, status_code }) => [status, status_code])).toEqual([
      ["Invalid HTTP Response: 500", 500],
      ["failed to connect to host", 502],
    ]);
    for (const { id } of failed) expect((await client(`POST /app/hook/deliveries/${id}/attempts`)).status).toBe(202);
    await github.settled();
    expect(app.received.slice(1).map(({ headers }) => headers["x-github-delivery"])).toEqual(failed.map(({ guid }) => guid));
    const again = await client("GET /app/hook/deliveries");
    expect(again.data["0"]?.["redelivery"]).toBe(true);
  });

  it("are paged by a cursor, newest first", async () => {
    const { github, site, app: client } = await givenGitHub();
    await givenReceiver(github);
    for (const title of ["one", "two", "three"]) github.as("ada").opensIssue(site, { title });
    await github.settled();
    const seen: number[] = [];
    for (let path: string | undefined = "/app/hook/deliveries?per_page=2"; path !== undefined; ) {
      const { data, headers } = await client(`GET ${path}`);
      seen.push(...(data as unknown as readonly { id: number }[]).map(({ id }) => id));
      path = /<http:\/\/[^/]+([^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(seen).toEqual(github.webhooks.deliveries.map(({ id }) => id).toReversed());
  });
});
