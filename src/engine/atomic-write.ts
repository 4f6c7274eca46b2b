import { randomBytes } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";

/** A reader sees the whole new text, or what the file held before. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const draft = `${path}.partial-${process.pid}-${randomBytes(3).toString("hex")}`;
  await writeFile(draft, text);
  await rename(draft, path);
}
