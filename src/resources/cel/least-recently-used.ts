// Remembers a bounded number of results. What was not asked for longest goes first.

export interface LeastRecentlyUsed<Value> {
  get(key: string, make: () => Value): Value;
}

export function createLeastRecentlyUsed<Value>(capacity: number): LeastRecentlyUsed<Value> {
  const values = new Map<string, { readonly value: Value }>();
  return {
    get: (key, make) => {
      const entry = values.get(key) ?? { value: make() };
      values.delete(key);
      values.set(key, entry);
      const [oldest] = values.keys();
      if (values.size > capacity && oldest !== undefined) values.delete(oldest);
      return entry.value;
    },
  };
}
