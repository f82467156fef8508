// What is taken from GitHub's issues and how, once every default holds. Where GitHub is, and as whom we ask, the Octokit knows.

export interface GithubTrackerSettings {
  /** `owner/name`. */
  readonly repository: string;
  /** Only issues with this label are listed. Null: all. */
  readonly label: string | null;
  /** Whose issues are ours, by login: those of others are left to them. Null: whoever they are assigned to. */
  readonly assignee: string | null;
  /** Issues of nobody are left too. */
  readonly assignedOnly: boolean;
  /** The title of the milestone that work is taken from. Null: any. */
  readonly milestone: string | null;
  /** The board (Projects v2) whose status is the state. Null: `open` and `closed` are. */
  readonly project: { readonly owner: string; readonly number: number } | null;
  /** The board's single-select field with the status. */
  readonly statusField: string;
  readonly priorityFrom: "labels" | "project" | "issue-field";
  /** The single-select field with the priority, of the board or of the issue. */
  readonly priorityField: string;
  /** What labels or options mean, 1 (most urgent) to 4, besides the usual words. */
  readonly priorities: Readonly<Record<string, number>>;
  /** What an issue waits for. */
  readonly blockers: readonly ("dependencies" | "sub-issues" | "task-lists")[];
  /** Put on an issue while it is worked on. Null: none. */
  readonly workingLabel: string | null;
  /** Put on an issue while it waits for a person. Null: none. */
  readonly needsPersonLabel: string | null;
}
