// Whether HTML that was opened is still open. Knows the tags that GitHub keeps; others, such as `<your name>`, enclose nothing there.

export interface TagDepth {
  read(html: string): void;
  isInside(): boolean;
}

/** Without those whose end may be left out, such as `p`: they end with what is around them. */
const KEPT = new Set(
  (
    "details summary div blockquote pre table ul ol dl section article aside center h1 h2 h3 h4 h5 h6 " +
    "a b i u s em strong strike code samp kbd tt var del ins sub sup span q cite mark small ruby picture figure figcaption"
  ).split(" "),
);

export function createTagDepth(): TagDepth {
  const open = new Map<string, number>();
  let depth = 0;
  return {
    read(html) {
      for (const [, slash, tag = ""] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
        const name = tag.toLowerCase();
        if (!KEPT.has(name)) continue;
        const before = open.get(name) ?? 0;
        const change = slash === "" ? 1 : before > 0 ? -1 : 0;
        open.set(name, before + change);
        depth += change;
      }
    },
    isInside: () => depth > 0,
  };
}
