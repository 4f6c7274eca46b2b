/**
 * A broker's data directory on a new disk: empty, but for what an operator writes on it before the broker starts. With
 * KRaft that is `meta.properties`, by `kafka-storage format`, with the cluster and node as before and a directory id of
 * its own (KIP-858). With ZooKeeper the broker writes that file itself.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const META = "meta.properties";

/** Replaces all that a broker has written. It must not run, and must not be a KRaft voter. */
export async function replaceDisk(dataDirectory: string): Promise<void> {
  const meta = await readFile(join(dataDirectory, META), "utf8");
  for (const name of await readdir(dataDirectory)) {
    await rm(join(dataDirectory, name), { recursive: true });
  }
  const isKraft = /^node\.id=/m.test(meta);
  if (isKraft) await writeFile(join(dataDirectory, META), meta.replace(/^(directory\.id=)(.*)$/m, anotherId));
}

/** 16 bytes in URL-safe Base64, the same for the same disk that was lost. */
function anotherId(_: string, key: string, lost: string): string {
  return key + createHash("sha256").update(lost).digest().subarray(0, 16).toString("base64url");
}
