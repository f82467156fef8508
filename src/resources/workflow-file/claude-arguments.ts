// What the `claude` program is given when a workflow file names no arguments of its own.

/** Without these the program may read and change nothing; what else it may do is its own configuration's to say. */
export const CLAUDE_ARGUMENTS: readonly string[] = ["--permission-mode", "acceptEdits"];
