/** What a run owns in Docker, found by its labels and removed; nothing without them is ever looked at. */
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { ownerHere } from "../owner.js";

export const RUN_LABEL = "chaos.run";
export const OWNER_LABEL = "chaos.owner";
export const NODE_LABEL = "chaos.node";

/** On everything a run makes: its id, and the process that answers for it. */
export function labelsOf(run: string): Record<string, string> {
  return { [RUN_LABEL]: run, [OWNER_LABEL]: ownerHere() };
}

/** Time for what Docker had begun to make when its client went away. */
const SETTLE_MS = 300;

export interface Owned {
  readonly containers: readonly Docker.ContainerInfo[];
  readonly networks: readonly Docker.NetworkInspectInfo[];
  readonly volumes: readonly Docker.VolumeInspectInfo[];
}

/** `label` is `chaos.run`, or `chaos.run=<id>` for those of one run. */
export async function ownedBy(docker: Docker, label: string): Promise<Owned> {
  const filters = { label: [label] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return { containers, networks, volumes: volumes.Volumes ?? [] };
}

/** Removes all that the run has, and what still turns up meanwhile; resolves when nothing has for a moment. */
export async function reap(docker: Docker, run: string): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    const { containers, networks, volumes } = await ownedBy(docker, `${RUN_LABEL}=${run}`);
    if (containers.length + networks.length + volumes.length === 0) {
      quiet++;
      if (quiet < 2) await sleep(SETTLE_MS);
      continue;
    }
    quiet = 0;
    await Promise.all(
      containers.map(({ Id }) => gone(docker.getContainer(Id).remove({ force: true, v: true }))),
    );
    await Promise.all([
      ...networks.map(({ Id }) => gone(docker.getNetwork(Id).remove())),
      ...volumes.map(({ Name }) => gone(docker.getVolume(Name).remove())),
    ]);
  }
}

/** Gone already (404), going (409), or still held by something that goes in the next round (403). */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 404 && statusCode !== 409 && statusCode !== 403) throw error;
    await sleep(50);
  }
}
