// Sudden death inside one process: from one moment on, nothing that the dead one asks for is done, and no answer reaches it.
// What it had begun outside goes on, as an agent's process does.
import type { Agent } from "../../src/agents/agent.ts";
import type { Store } from "../../src/store/store.ts";

export interface Life {
  readonly isOver: boolean;
  end(): void;
}

export function createLife(): Life {
  let isOver = false;
  return {
    get isOver() {
      return isOver;
    },
    end() {
      isOver = true;
    },
  };
}

const never = () => new Promise<never>(() => {});

/** The same room, for as long as its user lives. */
export function mortal<Room extends object>(room: Room, life: Life): Room {
  return intercept(room, (_name, call) => {
    if (life.isOver) return never();
    const answer = call();
    if (!(answer instanceof Promise)) return answer;
    return answer.then(
      (value: unknown) => (life.isOver ? never() : value),
      (error: unknown) => (life.isOver ? never() : Promise.reject(error)),
    );
  });
}

export function mortalAgent(agent: Agent, life: Life): Agent {
  const room = mortal(agent, life);
  return { kind: agent.kind, probe: () => room.probe(), open: async (request) => mortal(await room.open(request), life) };
}

/** The write, counted from 1, at which death comes: before it is made, or when it is durable and nobody has heard. */
export interface DeathPlan {
  readonly write: number;
  readonly when: "before" | "after";
}

const WRITES: ReadonlySet<string> = new Set<keyof Store>([
  "append",
  "claim",
  "release",
  "complete",
  "registerWorker",
  "renewWorker",
  "retireWorker",
  "saveSnapshot",
]);

export function deadlyStore(store: Store, life: Life, plan: DeathPlan | null, onWrite: (name: string) => void): Store {
  let writes = 0;
  return intercept(mortal(store, life), (name, call) => {
    if (!WRITES.has(name) || life.isOver) return call();
    writes += 1;
    onWrite(name);
    if (plan?.write !== writes) return call();
    if (plan.when === "before") {
      life.end();
      return never();
    }
    return (call() as Promise<unknown>).then(() => {
      life.end();
      return never();
    });
  });
}

function intercept<Room extends object>(room: Room, around: (name: string, call: () => unknown) => unknown): Room {
  return new Proxy(room, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => around(String(name), () => Reflect.apply(member, target, args) as unknown);
    },
  });
}
