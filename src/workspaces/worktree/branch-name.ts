// Git's rules for `refs/heads/<name>` (git-check-ref-format), asked before a name becomes an argument or a path; and three more:
// no leading dash, not `@`, not `HEAD`.

// biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids exactly these
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[/-]|[/.]$/;

export function isBranchName(name: string): boolean {
  if (name === "" || name === "@" || name === "HEAD" || FORBIDDEN.test(name)) return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}
