// One round of the crash test: two processes write to one file until they are killed, and then the file is looked at.
// Answers for crashes of processes, not for a loss of power.
import Libsql from "libsql";
import { expect } from "vitest";
import type { StreamId } from "../../src/core/ids.ts";
import { systemClock } from "../../src/std/clock.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import type { RoomBuild } from "./room-build.ts";
import { startStoreProcess } from "./store-process.ts";

const STREAMS_PER_WRITER = 6;

interface Acknowledged {
  readonly stream: StreamId;
  readonly version: number;
  readonly outcome: string;
}

/** Kills both after this many acknowledgements from each; answers how many there were in all. */
export async function killTwoWriters(build: RoomBuild, file: string, acknowledgements: number): Promise<number> {
  const writers = await Promise.all([startStoreProcess(build), startStoreProcess(build)]);
  await Promise.all(writers.map((writer) => writer.ask("open", { file })));
  for (const [name, writer] of writers.entries()) writer.tell("write-forever", { name, streams: STREAMS_PER_WRITER });
  for (let count = 0; count < acknowledgements; count++) await Promise.all(writers.map((writer) => writer.next()));
  const said = (await Promise.all(writers.map((writer) => writer.kill()))).flat() as readonly (Acknowledged | null)[];
  const acknowledged = said.filter((line) => line?.outcome === "appended") as readonly Acknowledged[];

  expect(integrity(file)).toEqual([{ integrity_check: "ok" }]);
  const store = await openSqliteStore({ file, clock: systemClock });
  const { events, pendingEffects } = await store.status();
  // Each append was one event and one effect.
  expect(pendingEffects).toBe(events);
  for (const name of writers.keys()) {
    for (let index = 0; index < STREAMS_PER_WRITER; index++) {
      const stream = `run/${name}-${index}` as StreamId;
      const versions = (await store.read(stream, 0)).map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, before) => before + 1));
      const newest = Math.max(0, ...acknowledged.filter((line) => line.stream === stream).map((line) => line.version));
      expect(versions.length).toBeGreaterThanOrEqual(newest);
    }
  }
  await store.close();
  return acknowledged.length;
}

function integrity(file: string): unknown {
  const connection = new Libsql(file);
  try {
    return connection.prepare("pragma integrity_check").all([]);
  } finally {
    connection.close();
  }
}
