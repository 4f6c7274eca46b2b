/** Kafka's own command-line tools, from the jars that the local engine uses, with what they print and warn of. */
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const TOOL_MS_MAX = 90_000;
const LOG4J = fileURLToPath(new URL("./kafka-tools.log4j.properties", import.meta.url));

export const TOOL = {
  topics: "org.apache.kafka.tools.TopicCommand",
  producerPerf: "org.apache.kafka.tools.ProducerPerformance",
  consumerPerf: "org.apache.kafka.tools.ConsumerPerformance",
  consoleConsumer: "org.apache.kafka.tools.consumer.ConsoleConsumer",
  metadataQuorum: "org.apache.kafka.tools.MetadataQuorumCommand",
  consumerGroups: "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
} as const;

export interface ToolOutput {
  readonly code: number | undefined;
  /** A character a byte. */
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in their order. */
  readonly all: string;
  readonly tookMs: number;
}

/** Where Java finds Kafka's classes. */
export function kafkaLibs(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return process.env.KAFKA_HOME
    ? join(process.env.KAFKA_HOME, "libs")
    : join(cache, "chaos", "kafka", "3.9.2", "libs");
}

export function java(): string {
  return process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
}

/** Runs a tool to its end, whatever its exit code. */
export async function kafkaTool(
  tool: keyof typeof TOOL,
  args: readonly string[],
  limitMs: number = TOOL_MS_MAX,
): Promise<ToolOutput> {
  const flags = [
    ...["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"],
    ...[`-Dlog4j.configuration=file:${LOG4J}`, "-Djava.net.preferIPv4Stack=true"],
    ...["-cp", `${kafkaLibs()}/*`],
  ];
  const startedMs = performance.now();
  const { exitCode, stdout, stderr, all, timedOut } = await execa(java(), [...flags, TOOL[tool], ...args], {
    encoding: "latin1",
    all: true,
    reject: false,
    stripFinalNewline: false,
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  if (timedOut) throw new Error(`${tool} did not end within ${limitMs / 1000} s; it said:\n${all}`);
  return { code: exitCode, stdout, stderr, all, tookMs: performance.now() - startedMs };
}

/** The lines without the last, empty one. */
export function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1);
}

export interface PerfSummary {
  readonly sent: number;
  readonly latencyMsAvg: number;
  readonly latencyMsMax: number;
}

/** The last line of kafka-producer-perf-test. Its latencies are NaN and 0 when nothing was sent. */
export function perfSummary({ all }: Pick<ToolOutput, "all">): PerfSummary {
  const found =
    /^(\d+) records sent, .*, (NaN|[\d.]+) ms avg latency, ([\d.]+) ms max latency, .* 99\.9th\.$/m.exec(all);
  if (found === null) throw new Error(`there is no summary in:\n${all}`);
  const [sent, latencyMsAvg, latencyMsMax] = found.slice(1).map(Number) as [number, number, number];
  return { sent, latencyMsAvg, latencyMsMax };
}
