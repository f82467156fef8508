// A name of anyone's as one that a resource can have.

const LONGEST = 100;

export function toResourceName(text: string): string {
  const name = text
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, LONGEST)
    .replace(/-+$/, "");
  return name === "" ? "workflow" : name;
}
