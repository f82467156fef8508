// A real Octokit whose network is a function: for answers that the pretend GitHub never gives.
import { Octokit } from "@octokit/rest";

export interface ScriptedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: string;
}

export interface ScriptedAnswer {
  /** @defaultValue 200 */
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScriptedOctokit {
  readonly octokit: Octokit;
  /** `GET /repositories/7` and so on, in order. */
  readonly requests: readonly string[];
}

const REPOSITORY = {
  id: 7,
  name: "site",
  full_name: "acme/site",
  owner: { login: "acme" },
  default_branch: "main",
  private: false,
  archived: false,
  clone_url: "https://github.com/acme/site.git",
};

/** Answers for the repository itself, number 7, unless the script does. Tokens are `token-1`, and a next one when it is asked to refresh. */
export function createScriptedOctokit(script: (request: ScriptedRequest) => ScriptedAnswer | null): ScriptedOctokit {
  const requests: string[] = [];
  let tokens = 1;

  async function fetch(address: string, init: { method: string; headers: Record<string, string>; body?: string }): Promise<Response> {
    const { pathname, search } = new URL(address);
    const request = { method: init.method, path: pathname + search, token: init.headers["authorization"] ?? "" };
    requests.push(`${request.method} ${request.path}`);
    const body = init.body === undefined ? {} : (JSON.parse(init.body) as ScriptedRequest["body"]);
    const own: ScriptedAnswer = request.path === "/repositories/7" ? { body: REPOSITORY } : { status: 404, body: { message: "Not Found" } };
    const { status = 200, body: answer = {}, headers = {} } = script({ ...request, body }) ?? own;
    return new Response(status === 204 ? null : JSON.stringify(answer), {
      status,
      headers: { "content-type": "application/json", ...headers },
    });
  }

  const authStrategy = () =>
    Object.assign(
      async (options: { readonly refresh?: boolean }) => {
        if (options.refresh === true) tokens += 1;
        return { token: `token-${tokens}` };
      },
      {
        hook(request: Octokit["request"], route: string, parameters: Record<string, unknown>) {
          const endpoint = request.endpoint.merge(route, parameters);
          endpoint.headers.authorization = `token-${tokens}`;
          return request(endpoint as never);
        },
      },
    );
  const silence = () => {};
  const log = { debug: silence, info: silence, warn: silence, error: silence };
  return { octokit: new Octokit({ authStrategy, request: { fetch }, log }), requests };
}
