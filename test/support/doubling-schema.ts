// A schema that is short, and takes 2^39 looks at anything.

const NAMES = Array.from({ length: 40 }, (_, depth) => `d${depth}`);

export const DOUBLING_SCHEMA = {
  allOf: [{ $ref: "#/$defs/d39" }],
  $defs: Object.fromEntries(
    NAMES.map((name, depth) => [name, depth === 0 ? { not: { const: 0 } } : { allOf: [toRef(depth - 1), toRef(depth - 1)] }]),
  ),
};

function toRef(depth: number) {
  return { $ref: `#/$defs/d${depth}` };
}
