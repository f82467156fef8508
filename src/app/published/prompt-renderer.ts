// `PromptRenderer`, as published: strict Liquid, a template given as text.
import { openRenderer } from "../rooms.ts";

export class PromptRenderer {
  readonly #renderer = openRenderer();

  /** @throws rendering.template for an unknown variable or filter, and for what cannot be parsed. */
  async render(template: string, context: Readonly<Record<string, unknown>>): Promise<string> {
    return (await this.#renderer).parse(template, "template").render(context);
  }
}
