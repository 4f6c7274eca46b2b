/** `--serve`: `43211`, `127.0.0.1:0`, `localhost:8080` or `[::1]:0`. */
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { UsageError } from "../../errors.js";

export interface ServeAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
}

const HOST = "127.0.0.1";

/** @throws UsageError when the text is no address */
export function readServeAddress(text: string): ServeAddress {
  const [, bracketed, plain, digits] = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = bracketed ?? (plain === undefined || plain === "" ? HOST : plain);
  const isHost = bracketed === undefined ? /^[\w.-]+$/.test(host) : isIPv6(host);
  const port = Number(digits);
  if (digits === undefined || !isHost || port > 65_535) {
    throw new UsageError(`--serve takes a port, or an address with a port, and got ${JSON.stringify(text)}`, {
      remedy: "--serve 127.0.0.1:0 takes a free port",
    });
  }
  return { host, port };
}

/** Of the page. An address that means every address of this machine is no place to go to. */
export function urlOf(address: string, port: number): string {
  const isEvery = address === "0.0.0.0" || address === "::";
  const outer = Object.values(networkInterfaces())
    .flatMap((some) => some ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4")?.address;
  const host = isEvery ? (outer ?? HOST) : address;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}/`;
}
