/** The built program as people run it: a process of its own, watched through what it prints. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const PROGRAM = fileURLToPath(new URL("../../bin/chaos.js", import.meta.url));
/** Longer than any run here takes on a busy machine. */
const RUN_MS_MAX = 120_000;

export interface Ended {
  /** null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Chaos {
  readonly pid: number;
  /** Resolves as soon as a line on stderr matches; rejects when the program ends without one. */
  line(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Nobody reads its output any more, as when `| head -1` has had its line. */
  closeOutput(): void;
  readonly ended: Promise<Ended>;
}

export interface ChaosOptions {
  /** Of a copy of the program, instead of the one here. */
  readonly program?: string;
  readonly cwd?: string;
  /** Over the environment of the tests; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export function startChaos(
  args: readonly string[],
  { program = PROGRAM, cwd, env }: ChaosOptions = {},
): Chaos {
  const child = execa(process.execPath, [program, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { NO_COLOR: "1", FORCE_COLOR: undefined, KAFKA_HOME: undefined, ...env },
    stdin: "ignore",
    reject: false,
    timeout: RUN_MS_MAX,
    killSignal: "SIGKILL",
  });
  const lines: string[] = [];
  const watchers = new Set<(line: string) => void>();
  createInterface(child.stderr).on("line", (line) => {
    lines.push(line);
    for (const watcher of watchers) watcher(line);
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({ code: exitCode ?? null, stdout, stderr }));
  return {
    pid: child.pid!,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const watcher = (line: string) => {
          if (!pattern.test(line)) return;
          watchers.delete(watcher);
          resolve(line);
        };
        watchers.add(watcher);
        lines.forEach(watcher);
        ended.then(() => reject(new Error(`it ended without ${pattern}:\n${lines.join("\n")}`)));
      }),
    signal: (signal) => child.kill(signal),
    closeOutput: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    ended,
  };
}

export function chaos(args: readonly string[], options?: ChaosOptions): Promise<Ended> {
  return startChaos(args, options).ended;
}

/** A directory of the test's own, with a scenario in it and room for runs. */
export interface Workplace extends AsyncDisposable {
  readonly directory: string;
  readonly out: string;
  readonly scenario: string;
  /** The arguments of `chaos run` for the scenario here, on the local engine unless a later `--engine` says otherwise. */
  readonly run: readonly string[];
  /** Directories of the runs so far. */
  runs(): Promise<string[]>;
}

/** `scenario`: a scenario file as an object (JSON is YAML), or its text. */
export async function workplace(scenario: object | string): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-test-"));
  const [out, path] = [join(directory, "runs"), join(directory, "scenario.yaml")];
  await writeFile(path, typeof scenario === "string" ? scenario : JSON.stringify(scenario, null, 2));
  return {
    directory,
    out,
    scenario: path,
    run: ["run", path, "--engine", "local", "--out", out, "--reporter", "plain"],
    runs: async () => (await readdir(out).catch(() => [])).map((name) => join(out, name)),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The smallest experiment there is: one broker, one second of messages, nothing broken. */
export function tinyScenario(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    name: "tiny",
    cluster: { brokers: 1, zookeepers: 1 },
    topic: { name: "test1", partitions: 1, replicas: 1 },
    producers: { count: 1_000, rate: 1_000, acks: 1 },
    expect: { loss: "none" },
    ...changes,
  };
}
