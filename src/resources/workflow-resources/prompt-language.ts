// Marks a StepTemplate whose prompt is Liquid, as those of workflow files are. Without it a prompt has the manifests' own `{name}`.

export const PROMPT_LANGUAGE = "yardmaster.dev/prompt-language";
