// The field labels we understand, in any case. Everything else in an entry is the author's own.
import { didYouMean } from "../../core/did-you-mean.ts";

const LABELS = {
  status: "status",
  summary: "summary",
  spec: "spec",
  plan: "plans",
  plans: "plans",
  "blocked by": "blockers",
  blockers: "blockers",
  priority: "priority",
  labels: "labels",
  assignee: "assignee",
  created: "created",
  branch: "branch",
  url: "url",
  progress: "progress",
} as const;

export type FieldKey = (typeof LABELS)[keyof typeof LABELS];

const KEYS: ReadonlyMap<string, FieldKey> = new Map(Object.entries(LABELS));
/** As in our documentation, and so as in most files. */
const SPELLED: ReadonlyMap<string, FieldKey> = new Map([...KEYS].map(([label, key]) => [spell(label), key]));

function spell(label: string): string {
  return label === "url" ? "URL" : label.charAt(0).toUpperCase() + label.slice(1);
}

export function toFieldKey(label: string): FieldKey | null {
  return SPELLED.get(label) ?? KEYS.get(label.toLowerCase()) ?? null;
}

/** Names the label that an unknown one was probably meant to be, spelled as in our documentation. */
export type HintForLabel = (label: string) => string | null;

/** Remembers its answers, since an author's own label tends to stand in every entry. */
export function createHintForLabel(): HintForLabel {
  const answers = new Map<string, string | null>();
  return (label) => {
    const known = answers.get(label);
    if (known !== undefined) return known;
    const answer = didYouMean(label, [...SPELLED.keys()]);
    answers.set(label, answer);
    return answer;
  };
}
