// What of a step cannot be run yet, each thing by its name. A step without troubles is a command or an agent's work, done once.
import type { Resource } from "../../core/resources/resource.ts";
import { REPOSITORY_TESTS, type StepForm, toStepForm } from "../kinds/step-form.ts";
import type { Step } from "../kinds/workflow-step.ts";
import { toStepScope, toTicketConvention } from "./step-scope.ts";

/** Profiles that need no declaration: no confinement, which is what steps without a profile have. */
const HOST_PROFILES: ReadonlySet<string> = new Set(["host", "host-unrestricted"]);

export function findStepTroubles(step: Step, profiles: readonly Resource[]): readonly string[] {
  const form = findFormTrouble(step, toStepForm(step));
  const convention = toTicketConvention(step);
  const scope = toStepScope(step) === "item" ? "works on items" : null;
  const ticket = scope === null && convention !== null ? `writes a ticket when it fails, by the convention of '${convention}'` : null;
  const confined = step.execution_profile === undefined ? null : findProfileTrouble(step.execution_profile, profiles);
  const found = [form, ...(form === null ? [scope, ticket] : []), ...findOtherTroubles(step), confined];
  return found.flatMap((what) => (what === null ? [] : [`step '${step.id}' ${what}`]));
}

/** Why nothing may run under the profile; null when it may. An agent that was to be confined never runs unconfined. */
export function findProfileTrouble(name: string, profiles: readonly Resource[]): string | null {
  const profile = profiles.find(({ metadata }) => metadata.name === name);
  if (profile) return profile.spec["mode"] === "sandbox" ? `runs under execution profile '${name}' in mode sandbox` : null;
  return HOST_PROFILES.has(name) ? null : `references unknown execution profile '${name}'`;
}

function findFormTrouble({ behavior }: Step, form: StepForm): string | null {
  if (form.form === "chain") return "is a chain";
  if (form.form === "builtin" && form.builtin !== REPOSITORY_TESTS) return `is the builtin '${form.builtin}'`;
  const said = behavior?.execution?.type;
  return said !== undefined && said !== form.form ? `says execution '${said}'` : null;
}

function findOtherTroubles({ prehook, tty, behavior = {}, store_inputs = [], store_outputs = [] }: Step): readonly string[] {
  const { captures = [], on_failure, on_success, post_actions = [], collect_artifacts } = behavior;
  const known: readonly (readonly [boolean, string])[] = [
    [prehook !== undefined, "has a prehook"],
    [tty === true, "needs a terminal"],
    [captures.length > 0, "has captures"],
    [on_failure !== undefined && on_failure.action !== "continue", `has on_failure '${on_failure?.action}'`],
    [on_success !== undefined && on_success.action !== "continue", `has on_success '${on_success?.action}'`],
    [post_actions.length > 0, "has post_actions"],
    [collect_artifacts === true, "collects artifacts"],
    [store_inputs.length > 0, "has store_inputs"],
    [store_outputs.length > 0, "has store_outputs"],
  ];
  return known.flatMap(([is, what]) => (is ? [what] : []));
}
