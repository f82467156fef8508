// What may be asked over HTTP: each operation knows its request, and a refusal repeats no value.
import { describe, expect, it } from "vitest";
import { parseRequest } from "../../../src/http/control/requests.ts";
import { CONTROL_OPERATIONS } from "../../../src/runtime/control/control.ts";

const RESOURCE = {
  apiVersion: "orchestrator.dev/v2",
  kind: "SecretStore",
  metadata: { name: "keys", project: "default", labels: {}, annotations: {} },
  spec: { data: { TOKEN: "hunter22" } },
  source: { origin: "apply", file: "-", line: 1 },
};
const APPLY = { project: "default", resources: [RESOURCE], prune: false, dryRun: false, expected: null };

describe("a request to the control door", () => {
  it("is known of every operation", () => {
    for (const [section, operations] of Object.entries(CONTROL_OPERATIONS)) {
      for (const operation of operations) expect(() => parseRequest(section, operation, { "": 1 })).not.toThrow(TypeError);
    }
  });

  it("is handed on as it is when it holds", () => {
    expect(parseRequest("resources", "apply", APPLY)).toEqual(APPLY);
    expect(parseRequest("resources", "apply", { ...APPLY, project: null })).toMatchObject({ project: null });
    expect(parseRequest("triggers", "fire", { project: "p", name: "n", payload: [1, null] })).toEqual({
      project: "p",
      name: "n",
      payload: [1, null],
    });
  });

  it.each([
    ["resources", "apply", { ...APPLY, prune: "no" }],
    ["resources", "apply", { ...APPLY, dryRun: undefined }],
    ["resources", "apply", { ...APPLY, resources: [{ ...RESOURCE, spec: { data: { TOKEN: 22 } } }] }],
    ["resources", "apply", { ...APPLY, resources: [{ ...RESOURCE, source: { ...RESOURCE.source, origin: "builtin" } }] }],
    ["resources", "apply", { ...APPLY, resources: [{ ...RESOURCE, kind: "Workflow", spec: { steps: "none" } }] }],
    ["resources", "apply", { ...APPLY, resources: [{ ...RESOURCE, metadata: { ...RESOURCE.metadata, name: "../x" } }] }],
    ["resources", "apply", { ...APPLY, resources: [{ ...RESOURCE, metadata: { ...RESOURCE.metadata, project: "a/b" } }] }],
    ["resources", "delete", { project: "p", kind: "Agent", name: "a", dryRun: false }],
    ["secretKeys", "rotate", {}],
    ["secretKeys", "rotate", { resume: "no" }],
    ["secretKeys", "revoke", { id: 5, force: true }],
    ["secretKeys", "revoke", { id: "key_" }],
    ["secretKeys", "history", { limit: 0, keyId: null }],
    ["entries", "put", { project: "p", store: "s", key: "k", value: 1, taskId: null }],
    ["agents", "drain", { project: "p", name: "n" }],
    ["events", "cleanup", { olderThanDays: -1, dryRun: false, archive: false }],
    ["resources", "toString", {}],
    ["__proto__", "apply", {}],
  ])("is refused when it does not: %s/%s %j", (section, operation, request) => {
    const ask = () => parseRequest(section, operation, request);
    expect(ask).toThrow(expect.objectContaining({ code: "control.invalid-request" }));
    expect(ask).not.toThrow(/hunter22/);
  });
});
