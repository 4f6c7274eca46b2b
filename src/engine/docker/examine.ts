/** What the docker engine needs, looked at on this machine. */
import { statfs } from "node:fs/promises";
import type Docker from "dockerode";
import { NEWEST_KAFKA } from "../../cluster/versions.js";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import type { Engine, Finding } from "../engine.js";
import { finding } from "../finding.js";
import { composeVersion } from "./compose-command.js";
import { type Connected, connectDocker } from "./endpoint.js";
import { imageNames, isHere, noNetem, prepareImages } from "./image.js";
import { checkProxyImage, proxyImage } from "./proxy-container.js";
import { checkRegistryImage, registryImage } from "./registry.js";

export async function examine(
  env: NodeJS.ProcessEnv,
  { thoroughly, needs }: Parameters<Engine["examine"]>[0],
): Promise<Finding[]> {
  const names = imageNames(env, {});
  let connected: Connected | undefined;
  const answer = await finding("Docker", async () => {
    connected = await connectDocker(env);
    const { version, endpoint } = connected;
    return { detail: `${version} at ${endpoint.host}` };
  });
  if (connected === undefined) return [answer];
  const { docker, endpoint } = connected;
  const findings = [
    answer,
    await finding("Compose", async () => ({ detail: await composeVersion(endpoint, env) })),
  ];
  let hasImage = false;
  findings.push(
    await finding("image", async () => {
      hasImage = await isHere(docker, names.nodes);
      if (hasImage) return { detail: `${names.nodes} is here` };
      return {
        detail: `${names.nodes} is not here: the first run pulls it`,
        fix: `docker pull ${names.nodes}; where no registry can be reached, compose/image/build.sh and CHAOS_KAFKA_IMAGE=chaos/kafka:${NEWEST_KAFKA}`,
        isSlowAtFirst: true,
      };
    }),
  );
  const prepared = () =>
    prepareImages(docker, names, {
      cache: cacheDirectory(env),
      needsDelay: true,
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  if (hasImage && needs?.has("delay")) {
    const delays = await finding("delays", async () => {
      if (!(await prepared()).hasNetem) throw noNetem();
      return { detail: "this kernel has netem" };
    });
    findings.push({ ...delays, need: "delay" });
  }
  const besides = [
    { what: "proxy", need: "proxy", image: proxyImage(env), check: checkProxyImage },
    { what: "schema registry", need: "registry", image: registryImage(env), check: checkRegistryImage },
  ] as const;
  for (const { what, need, image, check } of besides) {
    const isNeeded = needs?.has(need) === true;
    if (!thoroughly && !isNeeded) continue;
    const found = await finding(what, async () => {
      await check(docker, image);
      return { detail: `${image} is here` };
    });
    findings.push({ ...found, ...(isNeeded ? { need } : { isOptional: true }) });
  }
  if (!thoroughly) return findings;
  if (hasImage) {
    findings.push(
      await finding("NET_ADMIN", async () => {
        const { hasNetem, network } = await prepared();
        const delays = hasNetem
          ? "and delayed"
          : "but not delayed (no netem in this kernel: faults `slow` need --engine local)";
        return { detail: `links can be cut ${delays}, with nft from ${network}` };
      }),
    );
  }
  findings.push(await finding("disk", async () => ({ detail: await describeDisk(docker) })));
  return findings;
}

async function describeDisk(docker: Docker): Promise<string> {
  const { DockerRootDir: root } = await docker.info();
  const room = await statfs(root).catch(() => null);
  // In a virtual machine, or of root alone.
  if (room === null) return `${root}, which cannot be looked at from here`;
  const mebibytes = Math.round((room.bavail * room.bsize) / 2 ** 20);
  if (mebibytes < 1024) {
    throw new InfrastructureError(`${mebibytes.toLocaleString("en-US")} MiB free at ${root}`, {
      remedy: "docker system prune",
    });
  }
  return `${mebibytes.toLocaleString("en-US")} MiB free at ${root}`;
}
