// The app about itself: who it is, where it is installed, its tokens.
import { listRepositories, mintToken, suspend, uninstall, unsuspend } from "../acts/installations.ts";
import { createApp, findOrCreateAccount } from "../acts/repositories.ts";
import { type Call, fieldsOf, param, text, texts, type Viewer } from "../http/call.ts";
import { created, found, noContent, notAccessible, notFound, ok, page, Refused } from "../http/reply.ts";
import { type Route, repositoryRoute, route } from "../http/route.ts";
import { toAppJson, toInstallationJson } from "../render/account.ts";
import { toFullRepositoryJson, toRepositoryJson } from "../render/repository.ts";
import type { App, Installation, Permissions } from "../state/app.ts";
import { toIso } from "../state/clock.ts";
import { findInstallation, isInstalledOn } from "../state/world.ts";

function appOf({ viewer }: { readonly viewer: Viewer }): App {
  if (viewer.kind !== "app") throw notAccessible();
  return viewer.app;
}

function installationOf(call: Call): Installation {
  const installation = found(call.world.installations.get(Number(param(call, "installation_id"))));
  if (installation.app !== appOf(call)) throw notFound();
  return installation;
}

function tokenOf({ viewer }: Call): Viewer & { kind: "installation" } {
  if (viewer.kind !== "installation") throw notAccessible();
  return viewer;
}

function findByLogin(call: Call, login: string): Installation {
  const account = found(call.world.accounts.get(login.toLowerCase()));
  return found(findInstallation(call.world, appOf(call), account));
}

const APP_ONLY = { appOnly: true };

export const APP_ROUTES: readonly Route[] = [
  route("GET /app", APP_ONLY, (call) => {
    const app = appOf(call);
    const count = [...call.world.installations.values()].filter((installation) => installation.app === app).length;
    return ok({ ...toAppJson(call.world, app), installations_count: count });
  }),
  route("GET /app/installations", APP_ONLY, (call) => {
    const mine = [...call.world.installations.values()].filter(({ app }) => app === appOf(call));
    return page(call, mine, (installation) => toInstallationJson(call.world, installation));
  }),
  route("GET /app/installations/{installation_id}", APP_ONLY, (call) => ok(toInstallationJson(call.world, installationOf(call)))),
  route("DELETE /app/installations/{installation_id}", APP_ONLY, (call) => {
    uninstall(call.world, installationOf(call), appOf(call).bot);
    return noContent();
  }),
  route("PUT /app/installations/{installation_id}/suspended", APP_ONLY, (call) => {
    suspend(call.world, installationOf(call), appOf(call).bot);
    return noContent();
  }),
  route("DELETE /app/installations/{installation_id}/suspended", APP_ONLY, (call) => {
    unsuspend(call.world, installationOf(call), appOf(call).bot);
    return noContent();
  }),
  route("POST /app/installations/{installation_id}/access_tokens", APP_ONLY, (call) => {
    const ids = call.body["repository_ids"];
    const minted = mintToken(call.world, installationOf(call), {
      permissions: call.body["permissions"] === undefined ? undefined : (fieldsOf(call.body["permissions"]) as Permissions),
      repositories: texts(call.body, "repositories"),
      repositoryIds: Array.isArray(ids) ? ids.map(Number) : undefined,
    });
    const chosen = minted.repositories?.map((repository) => toRepositoryJson(call.world, repository));
    return created({
      token: minted.token,
      expires_at: toIso(minted.expiresAt),
      permissions: minted.permissions,
      repository_selection: chosen === undefined ? "all" : "selected",
      ...(chosen === undefined ? {} : { repositories: chosen }),
    });
  }),
  repositoryRoute("GET /installation", APP_ONLY, (call) => {
    const all = [...call.world.installations.values()];
    const here = all.find((installation) => installation.app === appOf(call) && isInstalledOn(installation, call.repository));
    return ok(toInstallationJson(call.world, found(here)));
  }),
  route("GET /orgs/{org}/installation", APP_ONLY, (call) => ok(toInstallationJson(call.world, findByLogin(call, param(call, "org"))))),
  route("GET /users/{username}/installation", APP_ONLY, (call) =>
    ok(toInstallationJson(call.world, findByLogin(call, param(call, "username")))),
  ),
  route("GET /installation/repositories", {}, (call) => {
    const { installation, repositories } = tokenOf(call);
    const seen = listRepositories(call.world, installation).filter(({ id }) => repositories === null || repositories.has(id));
    const selection = repositories === null && installation.repositories === "all" ? "all" : "selected";
    return page(
      call,
      seen,
      (repository) => toFullRepositoryJson(call.world, repository, "read"),
      (rendered, total) => ({ total_count: total, repository_selection: selection, repositories: rendered }),
    );
  }),
  route("DELETE /installation/token", {}, (call) => {
    call.world.tokens.delete(tokenOf(call).token);
    return noContent();
  }),
  route("POST /app-manifests/{code}/conversions", { open: true }, (call) => {
    const { world } = call;
    const code = param(call, "code");
    const manifest = found(world.manifests.get(code));
    world.manifests.delete(code);
    const hook = fieldsOf(manifest["hook_attributes"]);
    const name = text(manifest, "name");
    if (name === undefined) throw new Refused(422, "Invalid request.\n\nname is missing");
    const app = createApp(world, {
      name,
      owner: findOrCreateAccount(world, text(manifest, "owner") ?? "octocat"),
      permissions: fieldsOf(manifest["default_permissions"]) as Permissions,
      events: texts(manifest, "default_events") ?? [],
      webhookUrl: text(hook, "url") ?? null,
      webhookSecret: `hook-secret-of-${code}`,
    });
    const secrets = { client_secret: app.clientSecret, webhook_secret: app.webhookSecret, pem: app.privateKey };
    return created({ ...toAppJson(world, app), ...secrets });
  }),
];
