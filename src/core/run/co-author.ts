// Who a run's commits and its pull request name beside their author: the person in whose name the work was done.
import type { TaskOrigin } from "./task-order.ts";

export interface CoAuthor {
  readonly login: string;
  readonly address: string;
}

/** @returns null where nobody asked for it in a thread, or no person did */
export function toCoAuthor(origin: Pick<TaskOrigin, "by" | "address"> | null | undefined): CoAuthor | null {
  return origin?.address ? { login: origin.by, address: origin.address } : null;
}
