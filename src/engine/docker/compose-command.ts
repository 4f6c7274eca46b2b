/** `docker compose`, as a person would type it. */
import { execa } from "execa";
import { InfrastructureError } from "../../errors.js";
import { type Endpoint, isAtLeast } from "./endpoint.js";

/** The first whose `configs` take `content`. */
const COMPOSE_VERSION_MIN = "2.23.1";

/** @throws InfrastructureError when there is none that can read our files. */
export async function composeVersion(endpoint: Endpoint, env: NodeJS.ProcessEnv): Promise<string> {
  const remedy = `install the plugin docker-compose-plugin, ${COMPOSE_VERSION_MIN} or newer (Docker's own packages have it; or put its binary into ~/.docker/cli-plugins/docker-compose)`;
  const { stdout, code, exitCode } = await execa("docker", ["compose", "version", "--short"], {
    env: { ...env, DOCKER_HOST: endpoint.host },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  if (code === "ENOENT") {
    throw new InfrastructureError("there is no `docker` command on PATH", {
      remedy:
        "install Docker's command line (Debian, Ubuntu: apt-get install docker.io; elsewhere docker-cli)",
    });
  }
  if (exitCode !== 0) {
    const old = await execa("docker-compose", ["version", "--short"], {
      env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    });
    const found = old.exitCode === 0 ? `only docker-compose ${old.stdout.trim()} is here` : "it is not here";
    throw new InfrastructureError(`\`docker compose\` (Compose v2) is needed, and ${found}`, { remedy });
  }
  const version = stdout.trim().replace(/^v/, "");
  // A build from source may call itself "dev".
  if (/^\d/.test(version) && !isAtLeast(version, COMPOSE_VERSION_MIN)) {
    throw new InfrastructureError(`Compose ${version} is too old: ${COMPOSE_VERSION_MIN} is needed`, {
      remedy,
    });
  }
  return version;
}

/**
 * Brings the file's containers up; they need not be ready yet.
 * @throws InfrastructureError with Compose's own words, and what to do where we know it.
 */
export async function composeUp(options: {
  readonly path: string;
  readonly endpoint: Endpoint;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Of `docker compose`, while it runs. */
  readonly onPid: (pid: number | null) => Promise<void>;
}): Promise<void> {
  const { path, endpoint, env, signal, onPid } = options;
  signal.throwIfAborted();
  const up = execa(
    "docker",
    ["compose", "--file", path, "--progress", "plain", "up", "--detach", "--no-color", "--pull", "never"],
    {
      env: { ...env, DOCKER_HOST: endpoint.host },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      // A Ctrl-C at the terminal is the runner's to answer.
      detached: true,
    },
  );
  const end = () => endGroup(up.pid);
  signal.addEventListener("abort", end);
  await onPid(up.pid ?? null);
  const { all, exitCode } = await up;
  signal.removeEventListener("abort", end);
  await onPid(null);
  signal.throwIfAborted();
  if (exitCode !== 0) throw refusal(all ?? "");
}

/** Compose is a plugin, a process of its own below `docker`, that would go on making containers. */
export function endGroup(pid: number | undefined | null): void {
  if (pid === undefined || pid === null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It had ended meanwhile.
  }
}

/** In Compose's words: another process has a port that was to be published. */
export const PORT_TAKEN = /port is already allocated|address already in use/;

const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /non-overlapping IPv4 address pool|address pools have been fully subnetted/,
    "remove networks that nobody uses: docker network prune",
  ],
  [/no space left on device/, "free some space: docker system prune, df -h"],
  [PORT_TAKEN, "run again: other ports will be chosen"],
  [/permission denied/, "join Docker's group and log in anew: sudo usermod -aG docker $USER"],
  [/Cannot connect to the Docker daemon|connection refused/, "start the engine, or run with --engine local"],
];

function refusal(said: string): InfrastructureError {
  const lines = said.trim().split("\n");
  const telling =
    lines.findLast((line) => /error|denied|cannot|no space|pool/i.test(line)) ?? lines.at(-1) ?? "";
  const remedy = KNOWN.find(([pattern]) => pattern.test(said))?.[1];
  return new InfrastructureError(
    `the containers did not come up; docker compose says: ${telling.trim()}`,
    remedy === undefined ? {} : { remedy },
  );
}
