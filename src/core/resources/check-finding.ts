// One thing that a look at a whole project found, whether or not anything stands in the way of running it.

export interface CheckFinding {
  /** Names the rule, for scripts: `capability_no_agent`. */
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  /** `workflow/build`; null for the project as a whole. */
  readonly resource: string | null;
  readonly message: string;
  readonly hint: string | null;
}
