// How the App behaves in the threads of a repository, as the repository wants it.
import type { CommentMode } from "../presence/comment-mode.ts";

export interface Manners {
  /** On its runs; what answers a person is always written. */
  readonly comments: CommentMode;
}
