// A proposed configuration, judged: all that is wrong with it at once, and nothing that only follows from something else.
import { describe, expect, it } from "vitest";
import { judgeProposal } from "../../../src/app/hosted/judge-proposal.ts";
import { NO_RESOURCES } from "../../../src/core/resources/state.ts";

const HEAD = "apiVersion: orchestrator.dev/v2\n";
const POLICY = `${HEAD}kind: RuntimePolicy
metadata: { name: runtime }
spec:
  runner: { shell: /bin/sh, shell_arg: -c, env_allowlist: [PATH, AWS_SECRET] }
  resume: { auto: true }
`;
/** It mentions a template. */
const WORKFLOW = `${HEAD}kind: Workflow
metadata: { name: mend }
spec:
  steps:
    - { id: implement, template: mend }
`;
const AGENT = `${HEAD}kind: Agent\nmetadata: { name: worker }\nspec: { capabilities: [implement], command: "date {prompt}" }\n`;
const template = (prompt: string) => `${HEAD}kind: StepTemplate\nmetadata: { name: mend }\nspec: { prompt: ${prompt} }\n`;

async function judge(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const manifests = Object.entries(files).map(([path, text]) => ({ path: `.yardmaster/${path}`, bytes: Buffer.from(text) }));
  const around = { workflowFile: null, declared: NO_RESOURCES, now: 0, repository: "acme/site", lentVariables: [], mayReadBoards: false };
  const problems = await judgeProposal({ manifests, ...around });
  return problems.filter(({ severity }) => severity === "error").map(({ file, line, path }) => `${file}:${line} ${path}`);
}

describe("a proposed configuration", () => {
  it("is told what the App does not allow together with what does not hold by itself", async () => {
    expect(await judge({ "policy.yaml": POLICY, "template.yaml": template("7") })).toEqual([
      ".yardmaster/template.yaml:4 spec.prompt",
      expect.stringMatching(/^\.yardmaster\/policy\.yaml:5 spec\.runner\.env_allowlist/),
    ]);
  });

  it("is told nothing of what is only mentioned and stands where something does not hold", async () => {
    expect(await judge({ "agent.yaml": AGENT, "mend.yaml": WORKFLOW })).toEqual([".yardmaster/mend.yaml:6 spec.steps[0].template"]);
    expect(await judge({ "agent.yaml": AGENT, "mend.yaml": WORKFLOW, "template.yaml": template("7") })).toEqual([
      ".yardmaster/template.yaml:4 spec.prompt",
    ]);
    expect(await judge({ "agent.yaml": AGENT, "mend.yaml": WORKFLOW, "template.yaml": "a: [\n" })).toEqual([
      expect.stringMatching(/^\.yardmaster\/template\.yaml:/),
    ]);
  });

  it("is told of what is mentioned and stands nowhere, though something else does not hold", async () => {
    const other = template("7").replace("name: mend", "name: other");
    expect(await judge({ "agent.yaml": AGENT, "mend.yaml": WORKFLOW, "other.yaml": other })).toEqual([
      ".yardmaster/other.yaml:4 spec.prompt",
      ".yardmaster/mend.yaml:6 spec.steps[0].template",
    ]);
  });
});
