// What becomes of declarations among which there may be secrets: masked ones stand for what is stored, and new ones are sealed first, so
// that no event ever holds one. Loads nothing.
import { decideResources, type ResourceCommand, type ResourceDecision, type ResourceFacts } from "../../core/resources/decide.ts";
import { isSecretStore } from "../../core/resources/secret-values.ts";
import { findDeclaration, keyOf, type ResourcesState } from "../../core/resources/state.ts";
import type { OpenVault } from "../secret-vault.ts";
import { keepMasked, toMaskedObstacles } from "./masked-secrets.ts";

/** @param keys null: the events are looked at and never stored, or there are no secrets among the declarations */
export function decideSealed(
  command: ResourceCommand,
  state: ResourcesState,
  facts: ResourceFacts,
  keys: OpenVault | null,
): ResourceDecision {
  const masked = toMaskedObstacles(command, state);
  const decision = decideResources(toSealed(command, state, keys), state, facts);
  return masked.length === 0 ? decision : { ...decision, obstacles: [...masked, ...decision.obstacles] };
}

function toSealed(command: ResourceCommand, state: ResourcesState, keys: OpenVault | null): ResourceCommand {
  if (command.type === "resources.delete") return command;
  const resources = command.resources.map((resource) => {
    if (!isSecretStore(resource)) return resource;
    const before = findDeclaration(state, keyOf(resource), resource.source.origin);
    const kept = keepMasked(resource, before);
    return keys === null ? kept : keys.protect(kept, before);
  });
  return { ...command, resources };
}
