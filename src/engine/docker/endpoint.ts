/**
 * Where the Docker API is: DOCKER_HOST, else the context that `docker` itself would use, else the sockets where Docker,
 * rootless Docker and Podman usually listen. The first that is named is taken at its word; of the usual sockets, the
 * first that answers.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { InfrastructureError } from "../../errors.js";

export const API_VERSION_MIN = "1.41";

const ANSWER_MS_MAX = 5_000;

export interface Endpoint {
  /** As DOCKER_HOST has it: `unix:///var/run/docker.sock`. */
  readonly host: string;
  /** Who named it, for the line that says which engine a run got. */
  readonly source: string;
}

export interface Connected {
  readonly docker: Docker;
  readonly endpoint: Endpoint;
  /** "20.10.24" */
  readonly version: string;
}

/** @throws InfrastructureError with what to do, when nothing answers or what answers cannot be used. */
export async function connectDocker(env: NodeJS.ProcessEnv): Promise<Connected> {
  const named = await namedEndpoint(env);
  if (named !== null) return connectTo(named);
  const refusals: InfrastructureError[] = [];
  for (const path of usualSockets(env)) {
    try {
      return await connectTo({ host: `unix://${path}`, source: "found" });
    } catch (error) {
      refusals.push(error as InfrastructureError);
    }
  }
  // A socket that is there and refuses says more than those that are not there.
  const telling = refusals.find(({ cause }) => (cause as NodeJS.ErrnoException)?.code !== "ENOENT");
  throw (
    telling ??
    new InfrastructureError(`no Docker engine answers on this machine`, {
      remedy:
        "start Docker (Debian, Ubuntu: apt-get install docker.io && systemctl start docker), or set DOCKER_HOST",
    })
  );
}

/** Loaded when an engine is asked: it takes longer than all the rest of a command, and local runs never need it. */
const loadClient = () => createRequire(import.meta.url)("dockerode") as typeof Docker;

/** `timeout`: of each request, in milliseconds; without one, none. */
export function dockerAt({ host }: Pick<Endpoint, "host">, limit: { timeout?: number } = {}): Docker {
  const url = new URL(host);
  const Client = loadClient();
  return url.protocol === "unix:"
    ? // Without an empty host, one in this process's own DOCKER_HOST would win over the socket.
      new Client({ ...limit, protocol: "http", host: "", socketPath: decodeURIComponent(url.pathname) })
    : new Client({ ...limit, protocol: "http", host: url.hostname, port: url.port || 2375 });
}

async function connectTo(endpoint: Endpoint): Promise<Connected> {
  refuseOtherMachines(endpoint);
  const answer = await dockerAt(endpoint, { timeout: ANSWER_MS_MAX })
    .version()
    .catch((cause) => {
      throw refusal(endpoint, cause);
    });
  if (!isAtLeast(answer.ApiVersion, API_VERSION_MIN)) {
    throw new InfrastructureError(
      `the engine at ${endpoint.host} speaks API ${answer.ApiVersion}; ${API_VERSION_MIN} is needed`,
      { remedy: "update Docker to 20.10 or newer, or Podman to 4 or newer" },
    );
  }
  return { docker: dockerAt(endpoint), endpoint, version: answer.Version };
}

function refuseOtherMachines({ host, source }: Endpoint): void {
  const { protocol, hostname } = new URL(host);
  if (protocol === "unix:") return;
  if (protocol === "tcp:" && ["127.0.0.1", "localhost", "[::1]"].includes(hostname)) return;
  throw new InfrastructureError(
    `${source} points at ${host}; the ports of containers are published on 127.0.0.1 there, which is not here`,
    {
      remedy:
        "run chaos on that machine, or use an engine on this one: DOCKER_HOST=unix:///var/run/docker.sock",
    },
  );
}

function refusal({ host, source }: Endpoint, cause: NodeJS.ErrnoException): InfrastructureError {
  if (cause.code === "EACCES") {
    return new InfrastructureError(`permission denied at Docker's socket ${host}`, {
      remedy: "join its group and log in anew: sudo usermod -aG docker $USER",
      cause,
    });
  }
  return new InfrastructureError(`no engine answers at ${host} (${source}): ${cause.message}`, {
    remedy: "start it, or name another with DOCKER_HOST",
    cause,
  });
}

/** What DOCKER_HOST or the context in use says; null when neither says anything. */
async function namedEndpoint(env: NodeJS.ProcessEnv): Promise<Endpoint | null> {
  if (env.DOCKER_HOST) return { host: checked(env.DOCKER_HOST, "DOCKER_HOST"), source: "DOCKER_HOST" };
  const folder = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker");
  const context = env.DOCKER_CONTEXT || (await currentContext(folder));
  if (context === undefined || context === "default") return null;
  // `docker context` keeps each under the SHA-256 of its name.
  const id = createHash("sha256").update(context).digest("hex");
  const path = join(folder, "contexts", "meta", id, "meta.json");
  const source = `Docker's context ${context}`;
  let host: string;
  try {
    host = JSON.parse(await readFile(path, "utf8")).Endpoints.docker.Host;
  } catch (cause) {
    throw new InfrastructureError(`${source} cannot be read from ${path}`, {
      remedy:
        "docker context ls shows those there are; docker context use default goes back to the usual one",
      cause,
    });
  }
  return { host: checked(host, source), source };
}

function checked(host: string, source: string): string {
  if (/^(unix:\/\/\/.|(tcp|ssh|npipe|http|https):\/\/.)/.test(host) && URL.canParse(host)) return host;
  throw new InfrastructureError(`${source} is ${JSON.stringify(host)}, which is no address of an engine`, {
    remedy: "write it like unix:///var/run/docker.sock or tcp://127.0.0.1:2375",
  });
}

async function currentContext(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, "config.json"), "utf8").catch(() => "{}");
  try {
    return JSON.parse(text).currentContext;
  } catch {
    return undefined; // `docker` itself complains about such a file.
  }
}

function usualSockets(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? homedir();
  const runtime = env.XDG_RUNTIME_DIR;
  return [
    "/var/run/docker.sock",
    ...(runtime ? [`${runtime}/docker.sock`] : []),
    `${home}/.docker/run/docker.sock`,
    ...(runtime ? [`${runtime}/podman/podman.sock`] : []),
    "/run/podman/podman.sock",
  ];
}

/** "1.41" ≥ "1.9" */
export function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const [have, want] = [numbers(version), numbers(least)];
  for (let i = 0; i < want.length; i++) {
    if ((have[i] ?? 0) !== want[i]) return (have[i] ?? 0) > want[i]!;
  }
  return true;
}
