// The agent's environment as the file gives it: names to pass through, and values of the file's own.
// Values of our environment are not looked up here, so that none of them can end up in a stored configuration.
import { z } from "zod";

/** One variable of the agent's environment: a value as written, or the name of one of our variables to take at launch. */
export type EnvEntry = { readonly name: string; readonly value: string } | { readonly name: string; readonly from: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const REFERENCE = /^\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})$/;
const FORM = "must be a list of names, or a map from names to values";

/** The name in `$NAME` or `${NAME}`, when the text is nothing else; otherwise null. */
export function toReference(text: string): string | null {
  const [, plain, braced] = REFERENCE.exec(text) ?? [];
  return plain ?? braced ?? null;
}

/**
 * `[PATH, { GH_HOST: example.com }]` or `{ GH_HOST: example.com, GH_TOKEN: $BOT_TOKEN }`; also the manifests' `{ name, value }`.
 * Messages never quote a value: it may be a secret.
 */
export const EnvEntries = z.unknown().transform((written, context): readonly EnvEntry[] => {
  function fault(message: string, path: (string | number)[]): readonly EnvEntry[] {
    context.addIssue({ code: "custom", message, path });
    return [];
  }
  function fromMap(map: Readonly<Record<string, unknown>>, path: (string | number)[]): readonly EnvEntry[] {
    return Object.entries(map).flatMap(([name, value]) => {
      if (!NAME.test(name)) return fault("is no name of an environment variable", [...path, name]);
      if (!isPlain(value)) return fault("must be a text", [...path, name]);
      const from = toReference(String(value));
      return from === null ? [{ name, value: String(value) }] : [{ name, from }];
    });
  }
  if (isMap(written)) return fromMap(written, []);
  if (!Array.isArray(written)) return fault(FORM, []);
  return written.flatMap((item: unknown, index) => {
    if (typeof item === "string" && NAME.test(item)) return [{ name: item, from: item }];
    if (!isMap(item)) return fault("must be the name of an environment variable, or a map from names to values", [index]);
    const { name, value, ...rest } = item;
    const isManifestStyle = typeof name === "string" && value !== undefined && Object.keys(rest).length === 0;
    return fromMap(isManifestStyle ? { [name]: value } : item, [index]);
  });
});

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
