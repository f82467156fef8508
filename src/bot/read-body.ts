// The raw bytes of a request, up to a limit. Beyond it nothing more is kept, and the connection is left open for the answer.
import type { IncomingMessage } from "node:http";

/** @returns `gone` when the client goes away first */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | "too large" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
      else stop();
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", () => resolve("gone"));
    request.once("close", () => resolve("gone"));

    function stop(): void {
      request.removeAllListeners("data");
      request.pause();
      chunks.length = 0;
      resolve("too large");
    }
  });
}
