// Reads what `claude -p --output-format stream-json` prints: one JSON object per line. Lenient: takes the few fields that are needed.
// Field names as the program prints them; they change with its versions, so everything is optional.
import { z } from "zod";
import { createLineSplitter } from "../../std/line-splitter.ts";
import type { TokenUsage } from "../agent.ts";

/** What a turn's stream said, as far as it was read. */
export interface ClaudeReport {
  readonly sessionId: string | null;
  readonly usage: TokenUsage | null;
  readonly result: ClaudeOutcome | null;
  /** The last reason that the program gave for an answer it did not get, such as `rate_limit`. */
  readonly apiError: string | null;
  /** When a used-up quota is filled again, in seconds since the epoch. */
  readonly resetsAt: number | null;
}

export interface ClaudeOutcome {
  /** To be looked at first: a refused key arrives as `success` with this set. */
  readonly isError: boolean;
  readonly subtype: string;
  readonly text: string;
}

export interface ClaudeStream {
  push(text: string): void;
  end(): ClaudeReport;
}

const MAX_LINE_LENGTH = 16 * 1024 * 1024;
const MAX_INPUT_SHOWN = 200;

const count = z.number().catch(0);
const Usage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
});
const Block = z.object({ type: z.string(), text: z.string().optional(), name: z.string().optional(), input: z.unknown().optional() });
const Message = z.object({
  type: z.string(),
  subtype: z.string().catch(""),
  session_id: z.string().nullish().catch(null),
  is_error: z.boolean().catch(false),
  result: z.string().catch(""),
  errors: z.array(z.string()).catch([]),
  error: z.string().nullish().catch(null),
  error_status: z.number().nullish().catch(null),
  attempt: count,
  max_retries: count,
  retry_delay_ms: count,
  usage: Usage.nullish().catch(null),
  message: z
    .object({ content: z.array(Block).catch([]) })
    .nullish()
    .catch(null),
  rate_limit_info: z.object({ status: z.string(), resetsAt: z.number().nullish() }).nullish().catch(null),
});
type Message = z.output<typeof Message>;

/** `onText` gets what a person wants to read: the answers, one line per tool call, and whatever is not JSON. */
export function createClaudeStream(onText: (text: string) => void): ClaudeStream {
  let report: ClaudeReport = { sessionId: null, usage: null, result: null, apiError: null, resetsAt: null };
  const lines = createLineSplitter(MAX_LINE_LENGTH, (line) => {
    const message = parseMessage(line);
    if (message === null) return onText(`${line}\n`);
    report = fold(report, message);
    // It may go on for minutes before it says what is wrong.
    if (message.type === "system" && message.subtype === "api_retry") onText(`${toRetryLine(message)}\n`);
    if (message.type !== "assistant") return;
    for (const block of message.message?.content ?? []) {
      if (block.type === "text" && block.text) onText(`${block.text}\n`);
      if (block.type === "tool_use") onText(`[${block.name ?? "tool"}] ${showInput(block.input)}\n`);
    }
  });
  return {
    push: (text) => lines.push(text),
    end() {
      lines.end();
      return report;
    },
  };
}

function parseMessage(line: string): Message | null {
  try {
    return Message.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function toRetryLine({ attempt, max_retries: most, retry_delay_ms: delayMs, error, error_status: status }: Message): string {
  const why = [error ?? "no answer", status ?? ""].filter((word) => word !== "").join(" ");
  return `[retry ${attempt} of ${most} in ${Math.ceil(delayMs / 1000)} s: ${why}]`;
}

function fold(report: ClaudeReport, message: Message): ClaudeReport {
  const rejected = message.rate_limit_info?.status === "rejected" ? message.rate_limit_info : null;
  const seen: ClaudeReport = {
    ...report,
    sessionId: message.session_id ?? report.sessionId,
    apiError: message.type === "assistant" ? (message.error ?? report.apiError) : report.apiError,
    resetsAt: rejected?.resetsAt ?? report.resetsAt,
  };
  if (message.type !== "result") return seen;
  const text = message.result || message.errors.join("; ");
  return { ...seen, usage: toUsage(message.usage), result: { isError: message.is_error, subtype: message.subtype, text } };
}

function toUsage(usage: Message["usage"]): TokenUsage | null {
  if (!usage) return null;
  const inputTokens = usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
  return { inputTokens, outputTokens: usage.output_tokens, totalTokens: inputTokens + usage.output_tokens };
}

function showInput(input: unknown): string {
  const text = JSON.stringify(input) ?? "";
  return text.length > MAX_INPUT_SHOWN ? `${text.slice(0, MAX_INPUT_SHOWN)}…` : text;
}
