/** What the docker engine needs, looked at on this machine. */
import { statfs } from "node:fs/promises";
import type Docker from "dockerode";
import type { LinkCapability } from "../../cluster/spec.js";
import { NEWEST_KAFKA } from "../../cluster/versions.js";
import { InfrastructureError } from "../../errors.js";
import { cacheDirectory } from "../cache.js";
import type { Engine, Finding } from "../engine.js";
import { finding } from "../finding.js";
import { composeVersion } from "./compose-command.js";
import { type Connected, connectDocker } from "./endpoint.js";
import { imageNames, isHere, prepareImages } from "./image.js";
import { lacksOf } from "./lacks.js";
import { checkProxyImage, proxyImage } from "./proxy-container.js";
import { checkRegistryImage, registryImage } from "./registry.js";

/** What scenarios do to links beyond cuts, and a finding of each. */
const LINK_NEEDS: Readonly<Record<LinkCapability, { readonly what: string; readonly detail: string }>> = {
  delay: { what: "delays", detail: "this kernel has netem" },
  throttle: { what: "throttled links", detail: "this kernel has htb" },
  loss: { what: "packet loss", detail: "this kernel has netem" },
  reset: { what: "resets", detail: "this kernel ends connections" },
};
const linkNeeds = Object.keys(LINK_NEEDS) as LinkCapability[];

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
      needs: needs ?? new Set(linkNeeds),
      onProgress: () => {},
      signal: new AbortController().signal,
    });
  for (const need of linkNeeds) {
    if (!hasImage || !needs?.has(need)) continue;
    const { what, detail } = LINK_NEEDS[need];
    const found = await finding(what, async () => {
      const why = lacksOf(await prepared())[need];
      if (why !== undefined) throw why();
      return { detail };
    });
    findings.push({ ...found, need });
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
        const images = await prepared();
        const lacks = Object.entries(lacksOf(images)).map(([need, why]) => `no ${need} (${why().message})`);
        return { detail: [`links can be cut, with nft from ${images.network}`, ...lacks].join("; ") };
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
