// Every environment variable we read, parsed once. `.env.example` lists the same keys; a house test compares them.
import { z } from "zod";
import { YardmasterError } from "../core/errors.ts";

export const Environment = z.object({
  /** Directory for everything Yardmaster keeps about one repository. */
  YARDMASTER_DATA_DIR: z.string().min(1).optional(),
  /** What goes to the server's log on standard error. */
  YARDMASTER_LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("warn"),
});

export type Environment = z.infer<typeof Environment>;

/** An empty value counts as not set. @throws app.environment */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.keys(Environment.shape).map((name) => [name, variables[name] || undefined]));
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new YardmasterError("app.environment", `reading the environment: ${words}`);
}
