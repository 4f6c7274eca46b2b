/** What dead runs left behind in Docker. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Leftover } from "../engine.js";
import { isGone } from "../owner.js";
import { connectDocker, dockerAt } from "./endpoint.js";
import { readKept } from "./kept-record.js";
import { OWNER_LABEL, ownedBy, RUN_LABEL, reap } from "./reap.js";

/** Networks and volumes may have outlived the containers. */
export async function leftoversOf(runDirectory: string): Promise<Leftover[]> {
  const known = await readKept(runDirectory);
  if (known === null) return [];
  const files = join(runDirectory, "cluster");
  return [
    {
      description: `the networks and volumes of ${known.run}`,
      remove: () => reap(dockerAt({ host: known.host }), known.run),
    },
    { description: `the files in ${files}`, remove: () => rm(files, { recursive: true, force: true }) },
  ];
}

/** What carries our labels and whose process is gone from this machine. */
export async function findLeftovers(env: NodeJS.ProcessEnv): Promise<Leftover[]> {
  const connected = await connectDocker(env).catch(() => null);
  if (connected === null) return [];
  const { docker } = connected;
  const { containers, networks, volumes } = await ownedBy(docker, RUN_LABEL);
  const owners = new Map<string, string>();
  for (const labels of [
    ...containers.map(({ Labels }) => Labels),
    ...networks.map(({ Labels }) => Labels ?? {}),
    ...volumes.map(({ Labels }) => Labels),
  ]) {
    owners.set(labels[RUN_LABEL]!, labels[OWNER_LABEL] ?? "");
  }
  return [...owners]
    .filter(([, owner]) => isGone(owner))
    .map(([run]) => ({
      description: `the containers and networks of ${run}`,
      remove: () => reap(docker, run),
    }));
}
