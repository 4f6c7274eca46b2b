import { randomBytes } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";

/** Who reads the file meanwhile sees all of it, or what was there before. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.partial-${process.pid}-${randomBytes(3).toString("hex")}`;
  await writeFile(draft, text);
  await rename(draft, path);
}
