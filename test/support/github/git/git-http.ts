// Git's smart HTTP protocol, spoken by `git http-backend` itself: this asks who is there, and tells the world which branches a push moved.
// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation#about-authentication-as-a-github-app-installation
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname } from "node:path";
import { movedRefs } from "../acts/refs.ts";
import { authenticate } from "../http/authenticate.ts";
import { canDo, canSee } from "../http/authorize.ts";
import { toActor, type Viewer } from "../http/call.ts";
import type { Fault } from "../http/faults.ts";
import { Refused } from "../http/reply.ts";
import type { Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { GIT_ENVIRONMENT } from "./run-git.ts";

export interface GitHttp {
  wants(path: string): boolean;
  /** `fault`: what a test wants to go wrong with it. */
  answer(request: IncomingMessage, response: ServerResponse, url: URL, fault: Fault | null): Promise<void>;
}

const ADDRESS = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function createGitHttp(world: World): GitHttp {
  function admit(
    request: IncomingMessage,
    repository: Repository | undefined,
    writes: boolean,
  ): { viewer: Viewer; repository: Repository } {
    const viewer = authenticate(world, request.headers.authorization);
    const hidden = repository === undefined || !canSee(viewer, repository);
    // A stranger learns nothing, not even that there is something to sign in for.
    if (viewer.kind === "anonymous" && (hidden || writes)) throw new Refused(401, "Authentication required");
    if (hidden) throw new Refused(404, "Repository not found.");
    if (writes && !canDo(viewer, repository, { permission: "contents:write", role: "write" })) {
      throw new Refused(403, `Write access to repository not granted.`);
    }
    if (!writes && repository.private && !canDo(viewer, repository, { permission: "contents:read", role: "read" })) {
      throw new Refused(403, "Read access to repository not granted.");
    }
    if (writes && repository.archived) throw new Refused(403, "This repository was archived so it is read-only.");
    return { viewer, repository };
  }

  return {
    wants: (path) => ADDRESS.test(path),
    async answer(request, response, url, fault) {
      if (fault?.with === "silence") return;
      if (fault?.with === "cut") return void response.destroy();
      if (fault !== null && "status" in fault) return void response.writeHead(fault.status ?? 403, { connection: "close" }).end();
      const lost = fault?.with.startsWith("lost answer") ?? false;
      const [, owner = "", name = "", service = ""] = ADDRESS.exec(url.pathname) ?? [];
      const writes = service === "git-receive-pack" || url.searchParams.get("service") === "git-receive-pack";
      try {
        const admitted = admit(request, world.addresses.get(`${owner}/${name}`.toLowerCase()), writes);
        const before = admitted.repository.git.refs("refs/");
        await runBackend(request, response, { url, service, path: admitted.repository.git.path, mute: lost });
        if (service === "git-receive-pack") movedRefs(world, admitted.repository, toActor(admitted), before);
        if (lost) response.destroy();
        else response.end();
      } catch (cause) {
        if (!(cause instanceof Refused)) throw cause;
        const challenge = cause.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
        response.writeHead(cause.status, { ...challenge, connection: "close" }).end(cause.message);
      }
    },
  };
}

interface Backend {
  readonly url: URL;
  readonly service: string;
  /** Of the bare repository. */
  readonly path: string;
  /** Nothing of the answer is passed on. */
  readonly mute: boolean;
}

/** Leaves the response open: a client may see the end of its push only when the world knows of it. */
function runBackend(request: IncomingMessage, response: ServerResponse, { url, service, path, mute }: Backend): Promise<void> {
  const length = request.headers["content-length"];
  const child = spawn("git", ["http-backend"], {
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: dirname(path),
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      PATH_INFO: `${path.slice(dirname(path).length)}/${service}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      ...(length === undefined ? {} : { CONTENT_LENGTH: length }),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_USER: "somebody",
      REMOTE_ADDR: "127.0.0.1",
      SERVER_PROTOCOL: "HTTP/1.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  // A client that hangs up is git's business.
  child.stdin.on("error", () => {});
  let head: Buffer | null = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    if (mute) return;
    if (head === null) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const lines = head.subarray(0, end).toString().split("\r\n");
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
    );
    const { status = "200", ...others } = headers;
    response.writeHead(Number.parseInt(status, 10), others);
    response.write(head.subarray(end + 4));
    head = null;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve());
  });
}
