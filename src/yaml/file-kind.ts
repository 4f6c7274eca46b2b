/** What is particular to one kind of YAML file, beyond its schema. */
import type { Path } from "./document.js";

export interface FileKind {
  /** What one of them is called, without an article: "scenario". */
  readonly noun: string;
  /** Where a number keeps its digits: 3.10 may be a version, and 9223372036854775807 a valid long. */
  readonly keepsDigits?: (path: Path) => boolean;
  /** What other tools call a key, and what it is called here; the first that exists at the place counts. */
  readonly synonyms?: Readonly<Record<string, readonly string[]>>;
  /** Mappings of which one key says what they are: a step of a scenario has the name of its fault as a key. */
  readonly choice?: { readonly isAt: (path: Path) => boolean; readonly noun: string; readonly of: string };
}
