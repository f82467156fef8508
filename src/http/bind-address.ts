// `HOST:PORT` as it is written on a command line: where a server listens.

export interface BindAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** `[::1]:19090` for IPv6. Null when the text is no address. */
export function parseBindAddress(text: string): BindAddress | null {
  const [, bracketed, plain, digits = ""] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host === undefined || port > 65_535 ? null : { host, port };
}

export function renderBindAddress({ host, port }: BindAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether only this machine reaches it. A name other than localhost may lead anywhere. */
export function isLoopback({ host }: BindAddress): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}
