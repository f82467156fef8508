// Takes what looks like a credential out of a text that is to be shown to everybody. The second net: secrets that are known were hidden
// by their value before; this one knows shapes only, and what has none of them it does not find.

const MASK = "***";

/** Credentials that say what they are by their first letters. */
const TOKENS = new RegExp(
  [
    "gh[pousr]_[A-Za-z0-9]{20,255}",
    "github_pat_[A-Za-z0-9_]{20,255}",
    "glpat-[A-Za-z0-9_-]{20,100}",
    "sk-[A-Za-z0-9_-]{20,255}",
    "xox[abeprs]-[A-Za-z0-9-]{10,255}",
    "(?:AKIA|ASIA)[0-9A-Z]{16}",
    "AIza[A-Za-z0-9_-]{30,60}",
    "lin_(?:api|oauth)_[A-Za-z0-9]{20,100}",
    "npm_[A-Za-z0-9]{30,60}",
    "eyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{0,2000}",
  ]
    .map((shape) => `\\b${shape}`)
    .join("|"),
  "g",
);
const HEADER = /\b(authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer|token)\s{1,3})[^\s"']{4,2000}/gi;
const USER_INFO = /(:\/\/)[^\s/@:]{0,100}:[^\s/@]{1,300}@/g;
const KEY_BLOCK = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g;
/** The end of a block whose beginning was cut off. */
const KEY_END = /^(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z ]{0,30}PRIVATE KEY-----/;

export function hideTokens(text: string): string {
  return text
    .replace(KEY_END, MASK)
    .replaceAll(KEY_BLOCK, MASK)
    .replaceAll(HEADER, `$1${MASK}`)
    .replaceAll(USER_INFO, `$1${MASK}@`)
    .replaceAll(TOKENS, MASK);
}
