// What GitHub says with each answer about what is left of the hour, passed on to whoever shares it out. Changes no request.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
import type { Octokit } from "@octokit/rest";

export interface LimitsListener {
  observe(resource: "core" | "graphql", allowance: { readonly limit: number; readonly remaining: number; readonly resetAt: number }): void;
}

type Headers = Readonly<Record<string, unknown>>;

export function watchLimits({ hook }: Pick<Octokit, "hook">, listener: LimitsListener): void {
  function hear(headers: Headers): void {
    const resource = headers["x-ratelimit-resource"];
    if (resource !== "core" && resource !== "graphql") return;
    const [limit = Number.NaN, remaining = Number.NaN, reset = Number.NaN] = ["limit", "remaining", "reset"].map((name) =>
      Number(headers[`x-ratelimit-${name}`]),
    );
    if (limit > 0 && remaining >= 0 && reset > 0) listener.observe(resource, { limit, remaining, resetAt: reset * 1000 });
  }

  hook.after("request", ({ headers }) => hear(headers));
  hook.error("request", (error) => {
    if ("response" in error) hear(error.response?.headers ?? {});
    throw error;
  });
}
