// Steps that do not hold, each with what its author reads.
import { describe, expect, it } from "vitest";
import { toldSteps } from "../manifest/told.ts";

describe("steps that do not hold", () => {
  it("refuses an id that stands twice", () => {
    expect(
      toldSteps(`
- id: plan
- id: implement
- id: plan
`),
    ).toMatchInlineSnapshot(`"m.yaml:8:11 error spec.steps[2].id workflow 'sdlc' has duplicate step id 'plan'"`);
  });

  it("refuses a step without an id, beside others that do not hold", () => {
    expect(
      toldSteps(`
- type: plan
- id: qa
  enabled: yes
- 5
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:7 error spec.steps[0].id is missing
      m.yaml:8:16 error spec.steps[1].enabled must be true or false, not "yes"
        hint: write true
      m.yaml:9:7 error spec.steps[2] must be a map, not 5"
    `);
  });

  it("refuses an unknown builtin", () => {
    expect(
      toldSteps(`
- id: guard
  builtin: loop_gaurd
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:16 error spec.steps[0].builtin step 'guard' uses unknown builtin 'loop_gaurd'
        hint: did you mean "loop_guard"?"
    `);
  });

  it("refuses a builtin with a capability", () => {
    expect(
      toldSteps(`
- id: S
  builtin: self_test
  required_capability: qa
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:7 error spec.steps[0] step 'S' cannot define both builtin and required_capability
        hint: keep one of the two"
    `);
  });

  it("warns about keys that belong into behavior", () => {
    expect(
      toldSteps(`
- id: qa
  captures: []
  on_failure: { action: continue }
  collect_artifacts: true
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:7:7 warning spec.steps[0].captures workflow 'sdlc' step 'qa' contains unknown field 'captures' (did you mean 'behavior.captures'?)
      m.yaml:8:7 warning spec.steps[0].on_failure workflow 'sdlc' step 'qa' contains unknown field 'on_failure' (did you mean 'behavior.on_failure'?)
      m.yaml:9:7 warning spec.steps[0].collect_artifacts workflow 'sdlc' step 'qa' contains unknown field 'collect_artifacts' (did you mean 'behavior.collect_artifacts'?)"
    `);
  });

  it("warns about a key with a typo", () => {
    expect(
      toldSteps(`
- id: qa
  requird_capability: qa
  retries: 3
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:7:7 warning spec.steps[0].requird_capability workflow 'sdlc' step 'qa' contains unknown field 'requird_capability'
        hint: did you mean "required_capability"?
      m.yaml:8:7 warning spec.steps[0].retries workflow 'sdlc' step 'qa' contains unknown field 'retries'"
    `);
  });
});
