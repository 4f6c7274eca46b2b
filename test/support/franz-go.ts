/**
 * franz-go's own integration tests, compiled from its module. They create their topics and groups themselves.
 *
 * Tests that need them are skipped, with the reason in their name, where Go is missing; with CHAOS_REQUIRE_GO=1 they fail
 * instead.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe } from "vitest";

const MODULE = "github.com/twmb/franz-go@v1.22.3";
/** Go may have to fetch the newer Go that the module asks for. */
const BUILD_MS_MAX = 240_000;

/** Most of these tests wait most of the time. */
const PARALLEL = 4;

export type Outcome = "pass" | "fail" | "skip";

export interface Outcomes {
  /** Of each test and each subtest, by its name. */
  readonly of: Readonly<Record<string, Outcome>>;
  /** What the tests that failed printed, and the program if one did. */
  readonly failures: string;
}

export interface FranzGo extends AsyncDisposable {
  /** Runs these tests against a cluster. */
  run(bootstrap: string, tests: readonly string[], options: RunOptions): Promise<Outcomes>;
}

export interface RunOptions {
  readonly replicas: number;
  /** Of each test that copies records from topic to topic. */
  readonly records: number;
  readonly partitionsMax: number;
  readonly limitMs: number;
}

const lack = await execa("go", ["version"]).then(
  () => null,
  () => "Go is not here",
);
if (lack !== null && process.env.CHAOS_REQUIRE_GO === "1") {
  throw new Error(`CHAOS_REQUIRE_GO is 1, and ${lack}`);
}

/** describe(), for tests that need Go. */
export function withGo(name: string, tests: () => void): void {
  if (lack === null) describe(name, tests);
  else describe.skip(`${name} (skipped: ${lack})`, tests);
}

export async function buildFranzGo(): Promise<FranzGo> {
  const directory = await mkdtemp(join(tmpdir(), "chaos-franz-go-"));
  const program = join(directory, "kgo.test");
  const go = { timeout: BUILD_MS_MAX, cwd: directory };
  const { stdout } = await execa("go", ["mod", "download", "-json", MODULE], go);
  const { Dir: source } = JSON.parse(stdout) as { Dir: string };
  await execa("go", ["-C", source, "test", "-c", "-o", program, "./pkg/kgo"], go);
  return {
    async run(bootstrap, tests, { replicas, records, partitionsMax, limitMs }) {
      const flags = [
        ...["-test.v=test2json", `-test.run=^(${tests.join("|")})$`],
        ...[`-test.parallel=${PARALLEL}`, `-test.timeout=${limitMs}ms`],
      ];
      const { stdout } = await execa("go", ["tool", "test2json", program, ...flags], {
        cwd: join(source, "pkg", "kgo"),
        env: {
          KGO_SEEDS: bootstrap,
          KGO_TEST_RF: String(replicas),
          KGO_TEST_RECORDS: String(records),
          KGO_TEST_MAX_TOPIC_PARTS: String(partitionsMax),
          KGO_LOG_LEVEL: "none",
        },
        reject: false,
      });
      return outcomesOf(stdout);
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

function outcomesOf(events: string): Outcomes {
  const outcomes = new Map<string, Outcome>();
  const printed = new Map<string, string>();
  for (const line of events.split("\n").filter((line) => line.startsWith("{"))) {
    const { Action: action, Test: test = PROGRAM, Output: output = "" } = JSON.parse(line) as Event;
    if (action === "output") printed.set(test, (printed.get(test) ?? "") + output);
    else if (action === "pass" || action === "fail" || action === "skip") outcomes.set(test, action);
  }
  const failures = [...printed].filter(([test]) => outcomes.get(test) === "fail");
  outcomes.delete(PROGRAM);
  return { of: Object.fromEntries(outcomes), failures: failures.map(([, output]) => output).join("") };
}

/** Events without a test are about all of them. */
const PROGRAM = "";

/** A line of test2json. */
interface Event {
  readonly Action: string;
  readonly Test?: string;
  readonly Output?: string;
}
