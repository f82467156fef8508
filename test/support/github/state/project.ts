// A project (the second version, which only GraphQL knows): fields, and issues with a value in each.
import type { Account } from "./account.ts";
import type { Issue } from "./repository.ts";

export interface Project {
  readonly id: number;
  readonly nodeId: string;
  readonly number: number;
  readonly owner: Account;
  readonly title: string;
  readonly fields: readonly ProjectField[];
  readonly items: ProjectItem[];
}

export interface ProjectField {
  readonly nodeId: string;
  readonly name: string;
  /** Of a single-select field; any other field holds text or a number. */
  readonly options: readonly { readonly id: string; readonly name: string }[] | null;
}

export interface ProjectItem {
  readonly nodeId: string;
  readonly project: Project;
  readonly issue: Issue;
  /** By the field's name. */
  readonly values: Map<string, string | number>;
}
