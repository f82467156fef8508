// A control of which a test gives the operations that it wants to be asked for, and a control door that stands open for one test.
import { request } from "node:http";
import { onTestFinished } from "vitest";
import { startControlServer } from "../../../src/http/control/server.ts";
import { CONTROL_OPERATIONS, type Control } from "../../../src/runtime/control/control.ts";

export type GivenControl = { readonly [Section in keyof Control]?: Partial<Control[Section]> };

export function createFakeControl(given: GivenControl): Control {
  const sections = Object.entries(CONTROL_OPERATIONS).map(([section, names]) => {
    const unexpected = names.map((name) => [name, async () => Promise.reject(new Error(`nobody expected ${section}/${name}`))] as const);
    return [section, { ...Object.fromEntries(unexpected), ...given[section as keyof Control] }] as const;
  });
  return Object.fromEntries(sections) as unknown as Control;
}

export async function openDoor(given: GivenControl, options: { readonly bodyLimitBytes?: number } = {}) {
  const failures: { readonly error: unknown; readonly operation: string }[] = [];
  const server = await startControlServer(createFakeControl(given), {
    ...options,
    onFailure: (error, operation) => failures.push({ error, operation }),
  });
  onTestFinished(() => server.stop(0));
  return { ...server, failures, url: `http://127.0.0.1:${server.port}` };
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request byte for byte as it is told here: `fetch` would not let a test choose its Host. */
export function ask(
  port: number,
  path: string,
  given: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { method = "POST", headers = {}, body = "" } = given;
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** A promise that a test keeps when it wants to. */
export function createGate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
