// Which key may be made, replaced, ended; whatever is asked in whatever order, at most one is active and nothing that ended comes back.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applySecretKeyEvents } from "../../../src/core/secrets/apply-event.ts";
import { decideSecretKeys, type SecretKeyCommand } from "../../../src/core/secrets/decide.ts";
import { NO_SECRET_KEYS, type SecretKeysState, toActiveKey, toLiveKeys, toSupersededKeys } from "../../../src/core/secrets/state.ts";

const bootstrap = (keyId: string): SecretKeyCommand => ({ type: "secret-keys.bootstrap", keyId });
const begin = (keyId: string): SecretKeyCommand => ({ type: "secret-keys.begin-rotation", keyId });
const finish = (...keyIds: string[]): SecretKeyCommand => ({ type: "secret-keys.finish-rotation", keyIds });
const revoke = (keyId: string, { force = false, sealed = 0 } = {}): SecretKeyCommand => ({
  type: "secret-keys.revoke",
  keyId,
  force,
  sealed,
});

function keysAfter(...commands: readonly SecretKeyCommand[]): SecretKeysState {
  return commands.reduce((state, command, index) => step(state, command, index), NO_SECRET_KEYS);
}

function step(state: SecretKeysState, command: SecretKeyCommand, now: number): SecretKeysState {
  const decision = decideSecretKeys(command, state, { now });
  return "events" in decision ? applySecretKeyEvents(state, decision.events) : state;
}

const standings = ({ keys }: SecretKeysState) => Object.fromEntries([...keys.values()].map(({ id, state }) => [id, state]));

describe("the keys of secrets", () => {
  const given: readonly { readonly when: string; readonly commands: readonly SecretKeyCommand[]; readonly standing: object }[] = [
    { when: "a first one is made", commands: [bootstrap("a")], standing: { a: "active" } },
    { when: "a rotation begins", commands: [bootstrap("a"), begin("b")], standing: { a: "decrypt_only", b: "active" } },
    { when: "it is finished", commands: [bootstrap("a"), begin("b"), finish("a")], standing: { a: "retired", b: "active" } },
    {
      when: "another begins before it is finished",
      commands: [bootstrap("a"), begin("b"), begin("c")],
      standing: { a: "decrypt_only", b: "decrypt_only", c: "active" },
    },
    { when: "the active one is given up", commands: [bootstrap("a"), revoke("a", { force: true })], standing: { a: "revoked" } },
    {
      when: "a new one follows",
      commands: [bootstrap("a"), revoke("a", { force: true }), bootstrap("b")],
      standing: { a: "revoked", b: "active" },
    },
    {
      when: "one is given up that nothing is sealed under",
      commands: [bootstrap("a"), begin("b"), revoke("a")],
      standing: { a: "revoked", b: "active" },
    },
    {
      when: "a rotation is finished for keys that are not its own",
      commands: [bootstrap("a"), begin("b"), revoke("a"), finish("a", "b", "c")],
      standing: { a: "revoked", b: "active" },
    },
  ];
  it.each(given)("stand as they should when $when", ({ commands, standing }) => {
    expect(standings(keysAfter(...commands))).toEqual(standing);
  });

  const refused: readonly {
    readonly what: string;
    readonly given: readonly SecretKeyCommand[];
    readonly asked: SecretKeyCommand;
    readonly code: string;
  }[] = [
    { what: "a first key beside an active one", given: [bootstrap("a")], asked: bootstrap("b"), code: "secret.already-active" },
    { what: "a rotation of nothing", given: [], asked: begin("a"), code: "secret.no-active-key" },
    {
      what: "a rotation after the active key was given up",
      given: [bootstrap("a"), revoke("a", { force: true })],
      asked: begin("b"),
      code: "secret.no-active-key",
    },
    { what: "giving up the active key without force", given: [bootstrap("a")], asked: revoke("a"), code: "secret.key-in-use" },
    {
      what: "giving up a key with secrets under it without force",
      given: [bootstrap("a"), begin("b")],
      asked: revoke("a", { sealed: 1 }),
      code: "secret.key-in-use",
    },
    {
      what: "giving up a key that was retired",
      given: [bootstrap("a"), begin("b"), finish("a")],
      asked: revoke("a", { force: true }),
      code: "secret.key-retired",
    },
    { what: "giving up a key that never was", given: [bootstrap("a")], asked: revoke("x"), code: "secret.key-not-found" },
  ];
  it.each(refused)("refuse $what", ({ given: past, asked, code }) => {
    expect(decideSecretKeys(asked, keysAfter(...past), { now: 9 })).toEqual({ refused: code });
  });

  it("are given up once, however often it is asked", () => {
    const state = keysAfter(bootstrap("a"), revoke("a", { force: true }));
    expect(decideSecretKeys(revoke("a"), state, { now: 9 })).toEqual({ events: [] });
  });

  it("remember when they were made and when they last changed", () => {
    expect(keysAfter(bootstrap("a"), begin("b"), finish("a")).keys.get("a")).toEqual({
      id: "a",
      state: "retired",
      createdAt: 0,
      changedAt: 2,
    });
  });

  it("come with events that hold an id and a time, and nothing else", () => {
    const events = [bootstrap("a"), begin("b"), finish("a"), revoke("b", { force: true })].flatMap((command, index, all) => {
      const decision = decideSecretKeys(command, keysAfter(...all.slice(0, index)), { now: 7 });
      return "events" in decision ? decision.events : [];
    });
    expect(events).toHaveLength(5);
    for (const event of events) expect(Object.keys(event).sort()).toEqual(["at", "keyId", "type"]);
  });

  it("have at most one active among them, and never bring one back", () => {
    const name = fc.nat(12).map((n) => `k${n}`);
    /** A new key is named after its place in the row. */
    const command: fc.Arbitrary<(fresh: string) => SecretKeyCommand> = fc.oneof(
      fc.constant(bootstrap),
      fc.constant(begin),
      fc.array(name, { maxLength: 3 }).map((ids) => () => finish(...ids)),
      fc.tuple(name, fc.boolean(), fc.nat(2)).map(
        ([id, force, sealed]) =>
          () =>
            revoke(id, { force, sealed }),
      ),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
        let state = NO_SECRET_KEYS;
        for (const [index, each] of commands.entries()) {
          const next = step(state, each(`k${index}`), index);
          const active = [...next.keys.values()].filter((key) => key.state === "active");
          expect(active.length).toBeLessThanOrEqual(1);
          for (const [ended, key] of state.keys) {
            if (key.state === "retired" || key.state === "revoked") expect(next.keys.get(ended)).toEqual(key);
          }
          expect(toLiveKeys(next)).toEqual(
            [...next.keys.values()].filter((key) => key === toActiveKey(next) || toSupersededKeys(next).includes(key)),
          );
          state = next;
        }
      }),
    );
  });
});
