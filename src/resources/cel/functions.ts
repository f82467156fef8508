// The functions that an expression may call. The library knows a few more; a list of ours keeps its next version from adding to the language.

/** CEL's standard functions and macros, its optional values, `cel.bind`, and those of its strings extension that cannot blow up. */
export const CEL_FUNCTIONS: readonly string[] = [
  ...["all", "exists", "exists_one", "filter", "has", "map"],
  ...["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"],
  ...["contains", "endsWith", "matches", "size", "startsWith"],
  // Not `getDayOfYear`: the library computes it in the machine's time zone and is a day off through half of the year.
  ...["getDate", "getDayOfMonth", "getDayOfWeek", "getFullYear", "getHours", "getMilliseconds", "getMinutes", "getMonth", "getSeconds"],
  ...["hasValue", "none", "of", "or", "orValue", "value"],
  "bind",
  // Not `join`: one call makes a string of half a gigabyte out of a list that names one string a thousand times.
  ...["indexOf", "lastIndexOf", "lowerAscii", "split", "substring", "trim", "upperAscii"],
];
