// Cuts text that arrives in pieces into lines. A line beyond the limit is dropped whole, so that memory stays bounded.

export interface LineSplitter {
  push(text: string): void;
  /** Hands over a last line that no newline ended. */
  end(): void;
}

export function createLineSplitter(maxLength: number, onLine: (line: string) => void): LineSplitter {
  let rest = "";
  let dropping = false;

  function take(piece: string): void {
    if (dropping) return;
    rest += piece;
    dropping = rest.length > maxLength;
    if (dropping) rest = "";
  }

  function finish(): void {
    const line = rest;
    const whole = !dropping;
    rest = "";
    dropping = false;
    if (whole && line !== "") onLine(line);
  }

  return {
    push(text) {
      const [first = "", ...others] = text.split("\n");
      take(first);
      for (const piece of others) {
        finish();
        take(piece);
      }
    },
    end: finish,
  };
}
