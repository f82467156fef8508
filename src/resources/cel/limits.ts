// How much an expression may be and do. Who writes a manifest shares the server with others, so every number here is an upper bound.
// The steps are the rule that people meet, the same on every machine; the time is for what steps cannot count, such as a regular expression.
export const CEL_LIMITS = {
  /** Of the text, in UTF-8. */
  bytes: 4096,
  /** Elements of the syntax tree. */
  nodes: 2000,
  /** Parentheses, calls, selections, list and map literals inside each other. CEL asks for at least 32. */
  depth: 64,
  /** Elements that are evaluated, plus one per element of a list and one per 16 characters of a string that is made, and ten per value of the result. */
  steps: 500_000,
  /** At least ten times what the steps take. */
  milliseconds: 500,
} as const;
