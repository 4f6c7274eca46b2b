/** An address on the command line: `host:port`, `[::1]:port`. */
import { UsageError } from "../errors.js";
import type { Address } from "../kafka/admin.js";

/** @throws UsageError, with the option */
export function readAddress(option: string, text: string, { portMin = 1 } = {}): Address {
  const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (match === null || port < portMin || port > 65_535) {
    throw new UsageError(`${option} ${text}: write host:port, such as 127.0.0.1:9092`);
  }
  return { host: (match[1] ?? match[2])!, port };
}
