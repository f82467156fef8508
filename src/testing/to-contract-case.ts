// One case of a contract suite, free of any test runner: opens what it is played with, and disposes of that whatever comes of it.

/** As every suite lists them. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

export function toContractCase<Fixture extends { dispose(): Promise<void> }>(
  name: string,
  open: () => Promise<Fixture>,
  play: (fixture: Fixture) => Promise<void>,
): ContractCase {
  return {
    name,
    async run() {
      const fixture = await open();
      try {
        await play(fixture);
      } finally {
        await fixture.dispose();
      }
    },
  };
}
