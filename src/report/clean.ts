/**
 * What text may reach a terminal. Text that came from elsewhere (broker logs, errors, names) is cleaned before it is
 * laid out, so that no log line can move a cursor.
 */
import { stripVTControlCharacters } from "node:util";

/** Without escape sequences, control characters, invisible formatting (which can reverse text) and broken surrogates. */
export function clean(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, " ");
}

/** The same data with every string in it cleaned, keys too. */
export function cleaned<Data>(data: Data): Data {
  return cleanValue(data) as Data;
}

function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) return value.map(cleanValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), cleanValue(inner)]));
}
