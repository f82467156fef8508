// Liquid: templates and a typed scope in, text out. Strict: an unknown variable or filter is an error.

export interface Template {
  /** @throws rendering.template */
  render(scope: Readonly<Record<string, unknown>>): string;
}

export interface Renderer {
  /** A file below `templates/`, without extension, e.g. `prompts/implement`. Parsed once. @throws rendering.template */
  template(name: string): Template;
  /** Liquid text from a workflow file. Parsed once per text. @throws rendering.template with the line in the message. */
  parse(text: string, origin: string): Template;
}
