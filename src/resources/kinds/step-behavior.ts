// What a step does besides its work: captures, reactions to its end, actions after it.
import { z } from "zod";
import { flag, mustBe, wholeNumber } from "../words.ts";
import { anyText, filled, list, optional, required, section, textMap, word } from "./section.ts";

/** Where a path into JSON begins. */
const WHOLE = "$";

const Capture = section({
  var: required(filled("capture var cannot be empty"), "The variable that the value goes into."),
  source: required(word(["stdout", "stderr", "exit_code", "failed_flag", "success_flag"]), "What is captured."),
  json_path: optional(filled("capture json_path cannot be empty"), "A dotted path into the JSON that was printed; for stdout and stderr."),
});

const Inherit = section({
  workspace: optional(flag(), "Whether the child works in the parent's workspace.", true),
  project: optional(flag(), "Whether the child belongs to the parent's project.", true),
  target_files: optional(flag(), "Whether the child gets the parent's target files.", false),
});

const CreateTicket = section({ type: z.literal("create_ticket").meta({ description: "Writes a ticket when the step failed." }) });
const ScanTickets = section({ type: z.literal("scan_tickets").meta({ description: "Reads the item's tickets again." }) });

const StorePut = section({
  type: z.literal("store_put").meta({ description: "Puts a variable into a store, whether or not the step succeeded." }),
  store: required(filled("store_put store cannot be empty"), "The store."),
  key: required(filled("store_put key cannot be empty"), "The key."),
  from_var: required(filled("store_put from_var cannot be empty"), "The variable."),
});

const GenerateItems = section({
  type: z.literal("generate_items").meta({ description: "Makes items of a JSON list, whether or not the step succeeded." }),
  from_var: required(filled("generate_items from_var cannot be empty"), "The variable that holds the JSON."),
  json_path: optional(filled("generate_items json_path cannot be empty"), "A dotted path to the list.", WHOLE),
  mapping: optional(
    section({
      item_id: optional(
        filled("mapping item_id cannot be empty"),
        "The path to the id in each element; an element that is a text is its own id.",
        "$.id",
      ),
      label: optional(anyText(), "The path to the label in each element."),
      vars: optional(textMap(), "The item's variables: names, and paths in each element."),
    }),
    "Where the parts of an item stand in each element.",
  ),
  replace: optional(flag(), "Whether the items so far are replaced.", false),
});

const SpawnTask = section({
  type: z.literal("spawn_task").meta({ description: "Starts a child task when the step succeeded." }),
  goal: required(filled("spawn_task goal cannot be empty"), "The child's goal."),
  workflow: optional(filled("spawn_task workflow cannot be empty"), "The child's workflow; the parent's when left out."),
  inherit: optional(Inherit, "What the child takes from the parent."),
});

const SpawnTasks = section({
  type: z.literal("spawn_tasks").meta({ description: "Starts a child task for each element of a JSON list when the step succeeded." }),
  from_var: required(filled("spawn_tasks from_var cannot be empty"), "The variable that holds the JSON."),
  json_path: optional(filled("spawn_tasks json_path cannot be empty"), "A dotted path to the list.", WHOLE),
  mapping: required(
    section({
      goal: required(filled("mapping goal cannot be empty"), "The path to the goal in each element."),
      workflow: optional(
        anyText(),
        "The path to the workflow in each element; where an element has none, `workflow` beside the mapping counts.",
      ),
      name: optional(anyText(), "The path to the task's name in each element."),
    }),
    "Where the parts of a task stand in each element.",
  ),
  workflow: optional(filled("spawn_tasks workflow cannot be empty"), "The children's workflow; the parent's when left out."),
  inherit: optional(Inherit, "What the children take from the parent."),
  max_tasks: optional(wholeNumber(1), "The most children.", 5),
  queue: optional(flag(), "Whether the children are enqueued.", true),
});

const ACTIONS = [CreateTicket, ScanTickets, StorePut, GenerateItems, SpawnTask, SpawnTasks] as const;
const PostAction = z.discriminatedUnion("type", ACTIONS, { error: toActionMessage });

export const Behavior = section({
  captures: optional(list(Capture), "What the step's run leaves in variables.", []),
  on_failure: optional(
    section({
      action: required(word(["continue", "set_status", "early_return"]), "What happens."),
      status: optional(anyText(), "The item's status; for `set_status` and `early_return`."),
    }),
    "What happens when the step failed. When left out, a task-scoped step fails its task, and an item goes on to its next step.",
  ),
  on_success: optional(
    section({
      action: required(word(["continue", "set_status"]), "What happens."),
      status: optional(anyText(), "The item's status; for `set_status`."),
    }),
    "What happens when the step succeeded.",
    { action: "continue" },
  ),
  post_actions: optional(list(PostAction), "What is done after the step, in order.", []),
  collect_artifacts: optional(flag(), "Whether artifacts in the output are collected; some step types do so by convention.", false),
  execution: optional(
    section({
      type: required(word(["agent", "builtin", "chain"]), "What the step is."),
      name: optional(anyText(), "The built-in's name."),
    }),
    "What the step is, where it shall not follow from its other fields.",
  ),
});

export const Prehook = section(
  {
    engine: optional(word(["cel"]), "The language of the expression.", "cel"),
    when: required(anyText(), "A CEL expression; the step is skipped when it is false."),
    reason: optional(anyText(), "Why, for people."),
    ui: optional(z.unknown(), "Accepted for compatibility; changes nothing."),
    extended: optional(flag(), "Accepted for compatibility; changes nothing.", false),
  },
  { inert: ["ui", "extended"] },
);

export const ItemSelect = section(
  {
    strategy: required(word(["min", "max", "threshold", "weighted"]), "How items are compared."),
    metric_var: optional(
      filled("item_select_config metric_var cannot be empty"),
      "The variable that is compared; for `min`, `max` and `threshold`.",
    ),
    top_k: optional(wholeNumber(1), "How many items win.", 1),
    threshold: optional(z.number({ error: mustBe("a number") }), "The least value of a winner; for `threshold`."),
    weights: optional(z.record(z.string(), z.number({ error: mustBe("a number") })), "What each variable counts; for `weighted`."),
    tie_break: optional(word(["first", "last", "random"]), "Who wins among equals.", "first"),
    store_result: optional(
      section({
        namespace: required(filled("store_result namespace cannot be empty"), "The store."),
        key: required(filled("store_result key cannot be empty"), "The key."),
      }),
      "Where the result is kept.",
    ),
  },
  { aliases: { metric_key: { of: "metric_var" } } },
);

function toActionMessage({ input }: { readonly input?: unknown }): string {
  const types = ACTIONS.map(({ shape }) => shape.type.value).join(", ");
  const isMap = typeof input === "object" && input !== null && !Array.isArray(input);
  if (!isMap) return mustBe("a map")({ input });
  return mustBe(`one of ${types}`)({ input: "type" in input ? input.type : undefined });
}
