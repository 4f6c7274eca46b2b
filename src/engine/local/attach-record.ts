/**
 * `cluster/cluster.json` of a cluster that was kept: what a process that comes later needs to go on with it. It goes
 * away with the cluster.
 */
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { InfrastructureError } from "../../errors.js";

const ENGINE = "local";
/** sockaddr_un has 108 bytes for a path and its end. */
const SOCKET_PATH_BYTES_MAX = 107;

const address = z.object({ host: z.string(), port: z.number().int() });

const recordSchema = z.object({
  engine: z.literal(ENGINE),
  /** Where its supervisor takes requests. */
  socket: z.string(),
  versions: z.object({ kafka: z.string(), java: z.string().nullable() }),
  nodes: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["broker", "controller", "zookeeper", "proxy", "registry"]),
      id: z.number().int(),
      quorum: z.enum(["kraft", "zookeeper"]).exactOptional(),
      client: address,
      controller: address.exactOptional(),
      clientLink: address.exactOptional(),
    }),
  ),
  /** How each node is started again. Paths are absolute. */
  processes: z.record(
    z.string(),
    z.object({
      command: z.string(),
      args: z.array(z.string()).readonly(),
      cwd: z.string(),
      env: z.record(z.string(), z.string()),
      log: z.string(),
    }),
  ),
});

export type AttachRecord = z.infer<typeof recordSchema>;

const pathOf = (runDirectory: string) => join(runDirectory, "cluster", "cluster.json");

export async function writeRecord(runDirectory: string, record: Omit<AttachRecord, "engine">): Promise<void> {
  const text = JSON.stringify({ engine: ENGINE, ...record }, null, 2);
  await writeFile(pathOf(runDirectory), `${text}\n`);
}

/**
 * Null when this engine keeps no cluster there.
 * @throws InfrastructureError when the file is damaged
 */
export async function readRecord(runDirectory: string): Promise<AttachRecord | null> {
  const path = pathOf(runDirectory);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const data = JSON.parse(text);
    if (data?.engine !== ENGINE) return null;
    return recordSchema.parse(data);
  } catch (cause) {
    throw new InfrastructureError(`${path} is damaged, so this cluster cannot be used any more`, {
      remedy: "end it: chaos clean",
      cause,
    });
  }
}

/** In the run's own directory where its path is short enough. `pid`: of the supervisor. */
export function socketPath(runDirectory: string, pid: number): string {
  const own = resolve(runDirectory, "cluster", "control.sock");
  return Buffer.byteLength(own) <= SOCKET_PATH_BYTES_MAX ? own : join(tmpdir(), `chaos-${pid}.sock`);
}

/** The pid in the name of a socket that is not in a run's directory; undefined for any other file. */
export function supervisorOfSocket(name: string): number | undefined {
  const pid = /^chaos-(\d+)\.sock$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
