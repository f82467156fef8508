// What GraphQL answers when some of what was asked for is gone: an error for each of those, beside the answers for all others.

interface PartialFailure {
  readonly errors?: readonly { readonly type?: string }[];
  readonly data?: unknown;
}

/** @param cause of Octokit @returns the answers, null for what is gone @throws `cause`, where anything else went wrong */
export function toPartialAnswer(cause: unknown): unknown {
  const { errors, data } = cause as PartialFailure;
  if (data != null && errors?.every(({ type }) => type === "NOT_FOUND")) return data;
  throw cause;
}
