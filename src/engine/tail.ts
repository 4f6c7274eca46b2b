import { open } from "node:fs/promises";

const BYTES_MAX = 64 * 1024;

/** The last 64 KiB of a file; empty when there is none. */
export async function tail(path: string): Promise<string> {
  const handle = await open(path, "r").catch(() => null);
  if (handle === null) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, BYTES_MAX);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8");
  } finally {
    await handle.close();
  }
}
