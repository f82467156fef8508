// Liquid: templates and a typed scope in, text out. Strict: an unknown variable or filter is an error.
// Text that a stranger wrote is only ever a value in a scope; nothing here parses it.
import type { TemplateName, TemplateScopes } from "./scopes.ts";

export interface Template<Scope extends object = object> {
  /** @throws rendering.template */
  render(scope: Scope): string;
}

export interface Renderer {
  /** A file below `templates/`, without extension, e.g. `prompts/implement`. Parsed once. @throws rendering.template */
  template<Name extends TemplateName>(name: Name): Template<TemplateScopes[Name]>;
  /**
   * Liquid text from a workflow file. Parsed once per text.
   * @param origin names the text in errors, usually its file.
   * @param firstLine the line in that file on which the text begins, default 1.
   * @throws rendering.template
   */
  parse(text: string, origin: string, firstLine?: number): Template;
  /**
   * Text in the manifest dialect: `{name}` stands for the value of each known name, and everything else stands for itself.
   * The scope holds the known names as flat keys.
   */
  parseDialect(text: string, known: readonly string[], origin: string, firstLine?: number): Template;
}
