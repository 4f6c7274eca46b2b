import { expect } from "vitest";
import { InputError } from "./diagnostics.js";

/** What is wrong with the input that `load` reads: `line:column message`, or the message alone where there is no line. */
export function complaintsOf(load: () => unknown): string[] {
  try {
    load();
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).diagnostics.map(({ line, column, message }) =>
      line === undefined ? message : `${line}:${column} ${message}`,
    );
  }
}
