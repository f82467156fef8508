// Replaces `{name}` in plain text, once: a value that itself holds `{other}` stays as it is. Not for shell text; see bindPlaceholders.

/** Unknown `{…}` stays, so that JSON may stand in the text. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([^{}]+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
}
