// The triggers on files, each with a watch of its own, opened and closed as triggers come, change and go.
import { posix } from "node:path";
import { toCanonicalJson } from "../../core/resources/canonical.ts";
import type { TriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { Clock } from "../../std/clock.ts";
import type { Log } from "../deps.ts";
import { openFileScope } from "./file-scope.ts";
import { FILE_LIMITS, type FileChange, type FileWatch, openFileWatch } from "./file-watch.ts";

export interface FileTriggersDeps {
  readonly clock: Clock;
  readonly log: Log;
  loadWorkspaceRoot(project: string, workspace: string): Promise<string | null>;
  readonly ignoredDirectories: readonly string[];
  /** Never rejects. @param key tells one change from another */
  fire(trigger: TriggerDeclaration, payload: unknown, key: string): Promise<void>;
}

export interface FileTriggers {
  watch(triggers: readonly TriggerDeclaration[]): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

interface Watched {
  /** What the watch was opened for; another needs another watch. */
  readonly key: string;
  readonly files: FileWatch;
  /** As it is declared now. */
  trigger: TriggerDeclaration;
}

export function createFileTriggers({ clock, log, loadWorkspaceRoot, ignoredDirectories, fire }: FileTriggersDeps): FileTriggers {
  const watched = new Map<string, Watched>();
  /** Changes are told one after the other, in the order in which they were seen. */
  let telling: Promise<void> = Promise.resolve();
  let queued = 0;

  async function open(id: string, key: string, trigger: TriggerDeclaration, root: string): Promise<void> {
    const { paths, debounceMs } = trigger.filesystem;
    const scope = await openFileScope(root, paths, ignoredDirectories);
    const files = await openFileWatch({
      scope,
      debounceMs,
      clock,
      log,
      onChange: (change) => tell(watched.get(id)?.trigger ?? trigger, change),
    });
    watched.set(id, { key, files, trigger });
  }

  function tell(trigger: TriggerDeclaration, change: FileChange): void {
    if (!trigger.filesystem.events.includes(change.type)) return;
    const { type, path, stamp } = change;
    const payload = {
      path,
      filename: posix.basename(path),
      dir: posix.dirname(path),
      event_type: type,
      timestamp: new Date(clock.now()).toISOString(),
    };
    if (queued >= FILE_LIMITS.pending) {
      log.warn({ path }, `too many files changed at once for trigger ${trigger.project}/${trigger.name}; one is passed over`);
      return;
    }
    queued += 1;
    telling = telling
      .then(() => fire(trigger, payload, `file:${type}:${path}:${stamp}`))
      .finally(() => {
        queued -= 1;
      });
  }

  async function watchOne(id: string, trigger: TriggerDeclaration): Promise<void> {
    const root = await loadWorkspaceRoot(trigger.project, trigger.action.workspace);
    const { paths, debounceMs } = trigger.filesystem;
    const key = toCanonicalJson({ root, paths, debounceMs });
    const before = watched.get(id);
    if (before?.key === key) {
      before.trigger = trigger;
      await before.files.refresh();
      return;
    }
    drop(id);
    if (root !== null) await open(id, key, trigger, root);
  }

  function drop(id: string): void {
    watched.get(id)?.files.close();
    watched.delete(id);
  }

  return {
    async watch(triggers) {
      // A suspended trigger is not watched for: what happens meanwhile is not made up.
      const wanted = triggers.filter(({ source, policy }) => source === "filesystem" && !policy.suspended);
      const ids = new Set(wanted.map(({ project, name }) => `${project}/${name}`));
      for (const id of [...watched.keys()]) if (!ids.has(id)) drop(id);
      for (const trigger of wanted) {
        const id = `${trigger.project}/${trigger.name}`;
        await watchOne(id, trigger).catch((error: unknown) => log.warn({ err: error }, `watching the files of trigger ${id}`));
      }
    },
    async close() {
      for (const id of [...watched.keys()]) drop(id);
      await telling;
    },
  };
}
