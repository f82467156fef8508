// Project: a namespace of resources, and what holds in all of it.
import type { z } from "zod";
import { COMMANDS } from "../../core/commands/catalogue.ts";
import { toCommandWords } from "../../core/commands/grammar.ts";
import { toDidYouMean } from "../issue-hint.ts";
import { defineKind } from "./kind-entry.ts";
import { anyText, list, optional, section, word } from "./section.ts";

const SHORT_VERBS = toCommandWords({ catalogue: COMMANDS });
const STRICT = { unknownKeys: "error" } as const;

const Commands = section(
  {
    shortVerbs: optional(
      list(anyText().meta({ enum: SHORT_VERBS })),
      "Commands that may be given alone, such as `/cancel` for `/run cancel`. Other bots may own these words.",
      [],
    ),
    refusals: optional(
      word(["answer", "react"]),
      "What people get who may not give a command: an answer, or only a 👎, for where strangers try a lot.",
      "answer",
    ),
  },
  STRICT,
);

const Comments = section(
  {
    runs: optional(
      word(["sticky", "final", "off"]),
      "Of runs: `sticky` is one for each, kept up to date; `final` is one when it has ended; `off` is none.",
      "sticky",
    ),
  },
  STRICT,
);

const ProjectSpec = section(
  {
    description: optional(anyText(), "What the project is, for people."),
    commands: optional(Commands, "How commands are given in comments; read in the project `default`, which is the repository's."),
    comments: optional(
      Comments,
      "What the GitHub App writes in threads by itself; read in the project `default`, which is the repository's.",
    ),
  },
  STRICT,
);
export type ProjectSpec = z.output<typeof ProjectSpec>;

export const Project = defineKind({
  kind: "Project",
  summary: "A namespace of resources, one per repository by default.",
  spec: ProjectSpec,
  check({ commands }, name, tell) {
    for (const [index, verb] of (commands?.shortVerbs ?? []).entries()) {
      if (verb === undefined || SHORT_VERBS.includes(verb.toLowerCase())) continue;
      const message = `project '${name}': commands.shortVerbs must be commands, got '${verb}'`;
      const hint = toDidYouMean(verb.replace(/^\//, ""), SHORT_VERBS) ?? `they are ${SHORT_VERBS.join(", ")}`;
      tell.error(["commands", "shortVerbs", index], message, hint);
    }
  },
});
