// How much the App says of its runs in a thread, as a repository wants it.

/** `sticky`: one comment for each run, kept up to date; `final`: one at its end; `off`: none. */
export type CommentMode = "sticky" | "final" | "off";
