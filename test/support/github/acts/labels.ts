// Labels and milestones of a repository.
import type { Actor } from "../http/call.ts";
import { invalid } from "../http/reply.ts";
import { toLabelJson } from "../render/issue.ts";
import type { Label, Milestone, Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { emit } from "./emit.ts";

type NewLabel = Pick<Label, "name"> & Partial<Pick<Label, "color" | "description">>;

/** GitHub's limits: https://docs.github.com/en/rest/issues/labels#create-a-label */
const LONGEST_NAME = 50;
const LONGEST_DESCRIPTION = 100;

export function createLabel(
  world: World,
  repository: Repository,
  actor: Actor,
  { name, color = "ededed", description = null }: NewLabel,
): Label {
  if (repository.labels.has(name.toLowerCase())) throw invalid("Label", "name", "already_exists");
  checkLabel({ name, description });
  const label: Label = { ...world.identify("LA"), name, color, description };
  repository.labels.set(name.toLowerCase(), label);
  emitLabel(world, repository, actor, label, "created");
  return label;
}

export function findOrCreateLabel(world: World, repository: Repository, actor: Actor, name: string): Label {
  return repository.labels.get(name.toLowerCase()) ?? createLabel(world, repository, actor, { name });
}

export function editLabel(
  world: World,
  repository: Repository,
  actor: Actor,
  label: Label,
  { name = label.name, color = label.color, description = label.description }: Partial<NewLabel>,
): void {
  const other = repository.labels.get(name.toLowerCase());
  if (other !== undefined && other !== label) throw invalid("Label", "name", "already_exists");
  checkLabel({ name, description });
  repository.labels.delete(label.name.toLowerCase());
  const changes = name === label.name ? {} : { name: { from: label.name } };
  Object.assign(label, { name, color, description });
  repository.labels.set(name.toLowerCase(), label);
  emitLabel(world, repository, actor, label, "edited", { changes });
}

export function deleteLabel(world: World, repository: Repository, actor: Actor, label: Label): void {
  repository.labels.delete(label.name.toLowerCase());
  for (const issue of repository.issues.values()) issue.labels = issue.labels.filter((other) => other !== label);
  emitLabel(world, repository, actor, label, "deleted");
}

function emitLabel(world: World, repository: Repository, { account }: Actor, label: Label, action: string, extra = {}): void {
  emit(world, repository, {
    event: "label",
    action,
    sender: account,
    about: () => ({ label: toLabelJson(world, repository, label), ...extra }),
  });
}

function checkLabel({ name, description }: Pick<Label, "name" | "description">): void {
  if (name.trim() === "") throw invalid("Label", "name", "missing_field");
  if (name.length > LONGEST_NAME) throw invalid("Label", "name", "invalid", `name is too long (maximum is ${LONGEST_NAME} characters)`);
  if ((description ?? "").length > LONGEST_DESCRIPTION) {
    throw invalid("Label", "description", "invalid", `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`);
  }
}

export function createMilestone(
  world: World,
  repository: Repository,
  { account }: Actor,
  { title, description = null, dueOn = null }: Pick<Milestone, "title"> & Partial<Pick<Milestone, "description" | "dueOn">>,
): Milestone {
  const number = repository.milestones.size + 1;
  const milestone: Milestone = {
    ...world.identify("MI"),
    number,
    creator: account,
    createdAt: world.clock.iso(),
    title,
    description,
    dueOn,
    state: "open",
  };
  repository.milestones.set(number, milestone);
  return milestone;
}
