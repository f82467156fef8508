// `manifest export`: everything as manifests that can be applied again.
import { type Command, Option } from "commander";
import { YardmasterError } from "../../core/errors.ts";
import { toManifestData } from "../manifest-data.ts";
import { toJson, toYaml } from "../print-data.ts";
import { addOptionalProjectOption } from "../project-option.ts";
import { tellUnknownProject } from "../unknown-project.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { World } from "../world.ts";

interface Options {
  readonly output: "yaml" | "json";
  readonly project?: string;
  readonly withSecrets?: boolean;
  readonly yes?: boolean;
}

export const manifestExport: Verb = {
  examples: [
    { line: "manifest export > backup.yaml", does: "Every project's resources, secrets masked; applying it again changes nothing." },
    { line: "manifest export --project web -o json", does: "One project's, without its name: they can be applied to another." },
    { line: "manifest export --with-secrets --yes", does: "With every secret in the clear, and without being asked." },
  ],
  declare(command: Command) {
    command.description(
      "Print all resources as manifests. Secrets are masked: a masked value that is applied again stands for the stored one.",
    );
    addOptionalProjectOption(command, "only this project's");
    command.addOption(new Option("-o, --output <format>", "how to print").choices(["yaml", "json"]).default("yaml"));
    command.option("--with-secrets", "print secrets in the clear; asks first");
    command.option("-y, --yes", "do not ask");
  },
  async run(command, context) {
    const { output, project, withSecrets = false, yes = false } = command.opts<Options>();
    if (withSecrets && !yes) await confirm(context.world);
    return await withControl(context, async ({ resources }) => {
      const listed = await resources.list({ project: project ?? null, kind: null, name: null, revealSecrets: withSecrets });
      const data = listed
        .filter(({ resource }) => resource.source.origin === "apply")
        .map(({ resource }) => toManifestData(resource, project ?? null));
      const documents = output === "json" ? [toJson(data)] : await Promise.all(data.map(toYaml));
      context.world.terminal.out(documents.join("---\n"));
      if (listed.length === 0) await tellUnknownProject(context.world.terminal, resources, project ?? null);
      return 0;
    });
  },
};

async function confirm({ terminal, ask }: World): Promise<void> {
  const answer = terminal.interactive ? await ask("Print every secret in the clear? Type yes to go on: ") : null;
  if (answer?.trim() === "yes") return;
  throw new YardmasterError("resource.refused", "secrets were not exported: nobody confirmed it", {
    hint: "confirm it on a terminal, or add --yes",
  });
}
