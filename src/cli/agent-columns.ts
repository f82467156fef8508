// Agents in lists: the columns for people, and the stable shape for programs.
import type { ListedAgent } from "../runtime/control/agents.ts";
import type { Column } from "./columns.ts";
import { toTime } from "./task-words.ts";

export function toAgentColumns(wide: boolean): readonly Column<ListedAgent>[] {
  return [
    { title: "NAME", cell: ({ name }) => name },
    { title: "ENABLED", cell: ({ enabled }) => String(enabled) },
    { title: "STATE", cell: ({ state }) => state },
    { title: "IN-FLIGHT", cell: ({ inFlight }) => String(inFlight) },
    { title: "HEALTH", cell: ({ health }) => health },
    { title: "CAPABILITIES", cell: ({ capabilities }) => capabilities.join(","), flexible: true },
    ...(wide ? WIDE : []),
  ];
}

const WIDE: readonly Column<ListedAgent>[] = [
  { title: "PROJECT", cell: ({ project }) => project },
  { title: "DRAINED BY", cell: ({ deadline }) => (deadline === null ? "" : toTime(deadline)) },
];

export function toAgentData({ inFlight, deadline, ...agent }: ListedAgent) {
  return { ...agent, in_flight: inFlight, deadline: deadline === null ? null : new Date(deadline).toISOString() };
}
