// RuntimePolicy: how commands are run. One per project.
import { z } from "zod";
import { flag } from "../words.ts";
import { defineKind } from "./kind-entry.ts";
import { anyText, filled, list, optional, required, section, word } from "./section.ts";

/** Without one of its own. */
export const ENV_ALLOWLIST: readonly string[] = ["PATH", "HOME", "USER", "LANG", "TERM"];

const Runner = section({
  shell: required(filled("runner.shell cannot be empty"), "The shell that runs commands."),
  shell_arg: optional(filled("runner.shell_arg cannot be empty"), "The shell's argument before the command.", "-lc"),
  policy: optional(
    word(["allowlist", "unsafe"], { legacy: "unsafe" }),
    "Whether only the allowed shells and arguments are used. Variables are always only those of `env_allowlist`. `legacy` is read as `unsafe`.",
    "allowlist",
  ),
  executor: optional(word(["shell"]), "What runs commands.", "shell"),
  allowed_shells: optional(list(anyText()), "The shells that may be used.", ["/bin/bash", "/bin/zsh", "/bin/sh"]),
  allowed_shell_args: optional(list(anyText()), "The arguments that may be given to them.", ["-lc", "-c"]),
  env_allowlist: optional(list(anyText()), "The variables of the server's environment that commands get.", ENV_ALLOWLIST),
  redaction_patterns: optional(list(anyText()), "Words after which a value is hidden in logs, whatever their case.", [
    "token",
    "password",
    "secret",
    "api_key",
    "authorization",
  ]),
});

const RuntimePolicySpec = section(
  {
    runner: required(Runner, "How commands are run."),
    resume: required(
      section({ auto: required(flag(), "Whether tasks that were interrupted go on by themselves.") }),
      "What happens after a restart.",
    ),
    observability: optional(z.unknown(), "Accepted for compatibility; changes nothing."),
  },
  { inert: ["observability"] },
);
export type RuntimePolicySpec = z.output<typeof RuntimePolicySpec>;

export const RuntimePolicy = defineKind({
  kind: "RuntimePolicy",
  summary: "How commands are run. One per project, always stored under the name `runtime`.",
  spec: RuntimePolicySpec,
  check(spec, _name, tell) {
    const { policy = "allowlist", allowed_shells, allowed_shell_args } = spec.runner ?? {};
    if (policy !== "allowlist") return;
    for (const [field, values] of Object.entries({ allowed_shells, allowed_shell_args })) {
      if (values?.length === 0) tell.error(["runner", field], `runner.${field} cannot be empty when policy=allowlist`);
    }
  },
});
