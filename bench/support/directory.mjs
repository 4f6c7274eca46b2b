import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @template T @param {(path: string) => Promise<T>} use @returns {Promise<T>} */
export async function withDirectory(use) {
  const path = await mkdtemp(join(tmpdir(), "chaos-bench-"));
  try {
    return await use(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
