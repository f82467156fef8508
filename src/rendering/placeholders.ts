// The manifest dialect's `{name}`, made Liquid before any value is there, so that values are never scanned.

/**
 * Liquid text that renders as `text` with each `{name}` of `known` replaced by its value. Everything else stays as it is written:
 * unknown placeholders, JSON, and what would be Liquid (`{{ … }}`, `{% … %}`). In `{{goal}}` the inner braces are the placeholder.
 */
export function translatePlaceholders(text: string, known: readonly string[]): string {
  const names = new Set(known);
  return text.replaceAll(/\{([^{}\n]+)\}|\{/g, (written: string, name: string | undefined) => {
    if (name === undefined) return LITERAL_BRACE;
    return names.has(name) ? `{{ [${JSON.stringify(name)}] }}` : LITERAL_BRACE + written.slice(1);
  });
}

/** Every literal brace is written this way, also harmless ones: none can then join a neighbor to open a tag. */
const LITERAL_BRACE = '{{ "{" }}';
