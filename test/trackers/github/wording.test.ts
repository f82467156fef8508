// Whose words an issue's are, and who has agreed to them: what may be worked on.
import { describe, expect, it } from "vitest";
import { IssueNode } from "../../../src/trackers/github/issue-node.ts";
import { findDistrust, MOST_EVENTS, toWording } from "../../../src/trackers/github/wording.ts";

const NODE = { id: "I_1", number: 1, title: "Title", closed: false, repository: { id: "R_1", nameWithOwner: "acme/site" } };
const OPENED = "2026-05-04T12:00:00Z";
const LATER = "2026-05-04T12:10:00Z";
const LATEST = "2026-05-04T12:20:00Z";

const user = (login: string) => ({ __typename: "User", login });
const labeled = (login: string, createdAt: string, name = "Run") => ({
  __typename: "LabeledEvent",
  createdAt,
  actor: user(login),
  label: { name },
});
const renamed = (login: string, createdAt: string) => ({ __typename: "RenamedTitleEvent", createdAt, actor: user(login) });

interface Given {
  readonly author?: object | null;
  readonly events?: readonly object[];
  readonly edited?: { readonly by: object | null; readonly at: string };
}

/** `ann` may ask for work, and so may the bot `mender[bot]`. */
async function judge({ author = user("eve"), events = [], edited }: Given, labels: readonly string[] = ["run"]) {
  const edit = { editor: edited?.by ?? null, lastEditedAt: edited?.at ?? null };
  const node = IssueNode.parse({ ...NODE, author, createdAt: OPENED, timelineItems: { nodes: events }, ...edit });
  const asked: string[] = [];
  const mayAsk = async (login: string) => {
    asked.push(login);
    return ["ann", "mender[bot]"].includes(login);
  };
  return { distrust: await findDistrust(toWording(node), { labels, mayAsk }), asked };
}

const STRANGER = "'eve', who may not ask for work here, wrote its current text";
const AGAIN = "; somebody with write permission can remove the label 'run' and add it again to approve it";

describe("what an issue says may be worked on when", () => {
  it.each<[string, Given]>([
    ["somebody who may wrote it, whoever put the label on", { author: user("ann"), events: [labeled("eve", LATER)] }],
    ["somebody who may put the label on a stranger's", { events: [labeled("ann", LATER)] }],
    ["that was done within the second of its opening", { events: [labeled("ann", OPENED)] }],
    ["that was done again after the stranger's edit", { edited: { by: user("eve"), at: LATER }, events: [labeled("ann", LATEST)] }],
    ["that was done after another title", { events: [renamed("eve", LATER), labeled("ann", LATEST)] }],
    ["somebody who may gave it another title afterwards", { events: [labeled("ann", LATER), renamed("ann", LATEST)] }],
    ["a bot wrote it that may", { author: { __typename: "Bot", login: "mender" } }],
  ])("%s", async (_, given) => {
    expect((await judge(given)).distrust).toBeNull();
  });
});

describe("what an issue says is withheld when", () => {
  it.each<[string, Given]>([
    ["a stranger put the label on, as a form does", { events: [labeled("eve", OPENED)] }],
    ["somebody with less permission put the label on", { events: [labeled("tia", LATER)] }],
    ["somebody else put it on again since", { events: [labeled("ann", LATER), labeled("tia", LATEST)] }],
    ["another label was put on by somebody who may", { events: [labeled("ann", LATER, "bug"), labeled("tia", LATER)] }],
    ["the stranger edited it afterwards", { edited: { by: user("eve"), at: LATEST }, events: [labeled("ann", LATER)] }],
    ["the stranger edited it within the same second", { edited: { by: user("eve"), at: LATER }, events: [labeled("ann", LATER)] }],
    ["somebody who may ticked a box in it afterwards", { edited: { by: user("ann"), at: LATEST }, events: [labeled("ann", LATER)] }],
    ["the stranger gave it another title afterwards", { events: [labeled("ann", LATER), renamed("eve", LATEST)] }],
  ])("%s", async (_, given) => {
    expect((await judge(given)).distrust).toBe(STRANGER + AGAIN);
  });

  it.each<[string, Given["author"]]>([
    ["whose author is gone", null],
    ["whose author was imported under somebody's name", { __typename: "Mannequin", login: "ann" }],
  ])("%s, and the label is nobody's", async (_, author) => {
    expect((await judge({ author: author ?? null })).distrust).toMatch(/^somebody who is not known any more/);
  });

  it("somebody else edited what was written by one who may", async () => {
    const edited = { by: { __typename: "Bot", login: "helper" }, at: LATER };
    expect((await judge({ author: user("ann"), edited })).distrust).toContain("'helper[bot]'");
  });

  it("another title may lie before all the events that are read", async () => {
    const labels = Array.from({ length: MOST_EVENTS }, () => labeled("tia", LATER, "bug"));
    expect((await judge({ author: user("ann"), events: labels })).distrust).toMatch(/^somebody who is not known any more/);
    expect((await judge({ author: user("ann"), events: labels.slice(1) })).distrust).toBeNull();
    expect((await judge({ author: user("ann"), events: [...labels.slice(1), labeled("ann", LATEST)] })).distrust).toBeNull();
  });

  it("no label is asked for and a stranger wrote it", async () => {
    const { distrust } = await judge({ events: [labeled("ann", LATER)] }, []);
    expect(distrust).toBe(`${STRANGER}, and no label is required with which somebody who may could approve it`);
  });
});

it("nobody else is asked about where the label says it already", async () => {
  expect((await judge({ events: [labeled("ann", LATER)] })).asked).toEqual(["ann"]);
});

describe("what cannot be seen of an issue's history", () => {
  const judged = async (timelineItems: unknown) => {
    const node = IssueNode.parse({ ...NODE, author: user("ann"), createdAt: OPENED, editor: null, lastEditedAt: null, timelineItems });
    return (await findDistrust(toWording(node), { labels: ["run"], mayAsk: async (login) => login === "ann" })) === null;
  };

  it("may have been a stranger's title: without it nothing is offered, and with what was done since it is", async () => {
    const unreadable = { __typename: "RenamedTitleEvent", actor: user("eve") };
    expect(await judged({ nodes: [] })).toBe(true);
    expect(await judged(null)).toBe(false);
    expect(await judged({ nodes: [labeled("ann", LATER), unreadable] })).toBe(false);
    expect(await judged({ nodes: [unreadable, labeled("tia", LATER), labeled("ann", LATEST)] })).toBe(true);
    expect(await judged({ nodes: [unreadable, renamed("ann", LATER)] })).toBe(true);
  });
});
