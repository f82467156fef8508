// Why a shell command of a manifest cannot be run: too long, not a line for a shell, or a value would become part of a program.
import { bindPlaceholders } from "../../std/shell-placeholders.ts";

/** As long as a command of the published runner may be. */
const LONGEST_BYTES = 131_072;

/** @param names placeholders that stand for something */
export function findCommandTroubles(command: string, names: readonly string[]): readonly string[] {
  const [refused] = bindPlaceholders(command, names).refused;
  return [
    ...(Buffer.byteLength(command) > LONGEST_BYTES ? [`is longer than ${LONGEST_BYTES} bytes`] : []),
    ...(/[\0\r]/.test(command) ? ["holds a NUL or a carriage return"] : []),
    ...(refused === undefined ? [] : [`cannot be run safely: {${refused.name}} ${refused.reason}`]),
  ].map((what) => `has a command that ${what}`);
}
