// Stores, templates, profiles and policies that do not hold.
import { describe, expect, it } from "vitest";
import { told, toldSpec } from "../manifest/told.ts";

describe("stores, templates, profiles and policies that do not hold", () => {
  it("refuses numbers in a store", () => {
    expect(
      toldSpec(
        "EnvStore",
        "env",
        `
data: { PORT: 8080, DEBUG: true, NOTHING: }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:17 error spec.data.PORT must be a text
        hint: put the value in quotes
      m.yaml:5:30 error spec.data.DEBUG must be a text
        hint: put the value in quotes
      m.yaml:5:45 error spec.data.NOTHING must be a text"
    `);
  });

  it("never quotes a secret", () => {
    expect(
      toldSpec(
        "SecretStore",
        "keys",
        `
data: { TOKEN: [hunter2], PIN: 271828 }
token: hunter2
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:18 error spec.data.TOKEN must be a text
      m.yaml:5:34 error spec.data.PIN must be a text
        hint: put the value in quotes
      m.yaml:6:3 error spec.token unknown field 'token'
        hint: known: data"
    `);
  });

  it("never quotes a secret that stands in the wrong place", () => {
    expect(
      toldSpec(
        "SecretStore",
        "keys",
        `
data: hunter2
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:9 error spec.data must be a map from names to texts"`);
  });

  it("never quotes a secret that stands in the place of the spec", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: SecretStore
metadata: { name: keys }
spec: hunter2
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:7 error spec must be a map"`);
  });

  it("refuses an empty prompt", () => {
    expect(
      toldSpec(
        "StepTemplate",
        "fix",
        `
prompt: "  "
prompts: x
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:11 error spec.prompt steptemplate.spec.prompt cannot be empty
      m.yaml:6:3 error spec.prompts unknown field 'prompts'
        hint: did you mean "prompt"?"
    `);
  });

  it("refuses an unknown key of a project", () => {
    expect(
      toldSpec(
        "Project",
        "p",
        `
descripton: mine
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec.descripton unknown field 'descripton'
        hint: did you mean "description"?"
    `);
  });

  it("refuses an unknown mode, which would run unconfined", () => {
    expect(
      toldSpec(
        "ExecutionProfile",
        "box",
        `
mode: sanbox
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:9 error spec.mode must be one of host, sandbox, not "sanbox"
        hint: did you mean "sandbox"?"
    `);
  });

  it("refuses sandbox settings on the host", () => {
    expect(
      toldSpec(
        "ExecutionProfile",
        "box",
        `
mode: host
fs_mode: workspace_readonly
network_allowlist: [example.com]
max_memory_mb: 512
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:12 error spec.fs_mode executionprofile.spec.fs_mode is only valid when mode=sandbox
      m.yaml:7:22 error spec.network_allowlist executionprofile.spec.network_allowlist is only valid when mode=sandbox
      m.yaml:8:18 error spec.max_memory_mb executionprofile.spec.max_memory_mb is only valid when mode=sandbox"
    `);
  });

  it("refuses an empty allowlist", () => {
    expect(
      toldSpec(
        "ExecutionProfile",
        "box",
        `
mode: sandbox
network_mode: allowlist
`,
      ),
    ).toMatchInlineSnapshot(
      `"m.yaml:5:3 error spec.network_allowlist executionprofile.spec.network_allowlist cannot be empty when network_mode=allowlist"`,
    );
  });

  it("refuses entries that are no hosts", () => {
    expect(
      toldSpec(
        "ExecutionProfile",
        "box",
        `
mode: sandbox
network_mode: allowlist
network_allowlist:
  - https://example.com
  - example.com/path
  - '*.example.com'
  - example.com:443
  - 2001:db8::1
  - '[2001:db8::1]:443'
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:8:7 error spec.network_allowlist[0] executionprofile.spec.network_allowlist entry 'https://example.com' is not a host or an address
        hint: write a name or an IP, with :port if need be; no scheme, path or wildcard
      m.yaml:9:7 error spec.network_allowlist[1] executionprofile.spec.network_allowlist entry 'example.com/path' is not a host or an address
        hint: write a name or an IP, with :port if need be; no scheme, path or wildcard
      m.yaml:10:7 error spec.network_allowlist[2] executionprofile.spec.network_allowlist entry '*.example.com' is not a host or an address
        hint: write a name or an IP, with :port if need be; no scheme, path or wildcard"
    `);
  });

  it("refuses an allowlist that nothing uses", () => {
    expect(
      toldSpec(
        "ExecutionProfile",
        "box",
        `
mode: sandbox
network_mode: deny
network_allowlist: [example.com]
`,
      ),
    ).toMatchInlineSnapshot(
      `"m.yaml:7:22 error spec.network_allowlist executionprofile.spec.network_allowlist is only valid when network_mode=allowlist"`,
    );
  });

  it("refuses a policy without its parts", () => {
    expect(
      toldSpec(
        "RuntimePolicy",
        "runtime",
        `
runner: { policy: open }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec.resume is missing
      m.yaml:5:11 error spec.runner.shell is missing
      m.yaml:5:21 error spec.runner.policy must be one of allowlist, unsafe, legacy, not "open""
    `);
  });

  it("refuses empty lists of what is allowed", () => {
    expect(
      toldSpec(
        "RuntimePolicy",
        "runtime",
        `
runner: { shell: /bin/sh, allowed_shells: [], allowed_shell_args: [] }
resume: { auto: on }
observability: { metrics: true }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:45 error spec.runner.allowed_shells runner.allowed_shells cannot be empty when policy=allowlist
      m.yaml:5:69 error spec.runner.allowed_shell_args runner.allowed_shell_args cannot be empty when policy=allowlist
      m.yaml:6:19 error spec.resume.auto must be true or false, not "on"
        hint: write true
      m.yaml:7:3 warning spec.observability is accepted and changes nothing"
    `);
  });

  it("refuses a store with two providers and two lifetimes", () => {
    expect(
      toldSpec(
        "WorkflowStore",
        "context",
        `
provider: local
backend: file
retention: { ttl_days: 1, ttl_seconds: 60 }
base_path: /tmp
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:3 error spec.backend is the same field as provider
        hint: keep one of the two
      m.yaml:7:16 error spec.retention.ttl_days is the same field as ttl_seconds
        hint: keep one of the two
      m.yaml:8:3 warning spec.base_path is accepted and changes nothing"
    `);
  });

  it("refuses days that are no number, under their own name", () => {
    expect(
      toldSpec(
        "WorkflowStore",
        "context",
        `
retention: { ttl_days: 1d, max_entry: 5 }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:26 error spec.retention.ttl_days must be a whole number of at least 1, not "1d"
      m.yaml:5:30 warning spec.retention.max_entry unknown field 'max_entry' is ignored"
    `);
  });
});
