// One line of a comment, and what may be read in it. Where a command may stand is found out by whoever reads the comment's markup.

export interface CommentLine {
  /** Without its line end. */
  readonly text: string;
  /**
   * `open`: a command may stand here. `closed`: code, a quotation, a list, a heading and the like. `hidden`: what the comment's readers
   * do not see or its author did not write, such as an HTML comment or a quoted mail. `unread`: beyond what is read of a comment.
   */
  readonly place: "open" | "closed" | "hidden" | "unread";
}
