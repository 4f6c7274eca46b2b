/**
 * node-rdkafka, loaded in one place. Its addon is compiled when it is installed, for the Node.js that installs it. Another
 * Node.js cannot load it, and an install without scripts does not compile it.
 */
import { createRequire } from "node:module";
import { InfrastructureError } from "../errors.js";

/** Its constructor is the only way to librdkafka's rd_kafka_err2str. */
interface RdkafkaErrorClass {
  readonly codes: Readonly<Record<string, number>>;
  new (code: number): Error & { readonly code: number };
}

interface Loaded {
  readonly rdkafka: typeof import("node-rdkafka");
  readonly RdkafkaError: RdkafkaErrorClass;
}

export const { rdkafka, RdkafkaError } = loadRdkafka(createRequire(import.meta.url));

/** @throws InfrastructureError when `load` does */
export function loadRdkafka(load: (id: string) => unknown): Loaded {
  try {
    return {
      rdkafka: load("node-rdkafka") as Loaded["rdkafka"],
      RdkafkaError: load("node-rdkafka/lib/error.js") as RdkafkaErrorClass,
    };
  } catch (cause) {
    throw unusable(cause as NodeJS.ErrnoException);
  }
}

function unusable(cause: NodeJS.ErrnoException): InfrastructureError {
  const rebuild = "npm rebuild node-rdkafka, in the folder of chaos";
  if (cause.code === "MODULE_NOT_FOUND") {
    const remedy = "npm install, in the folder of chaos";
    return new InfrastructureError("node-rdkafka is not installed", { remedy, cause });
  }
  if (cause.message.includes("NODE_MODULE_VERSION")) {
    const message = `node-rdkafka was compiled for another Node.js, not for this one (${process.versions.node})`;
    return new InfrastructureError(message, { remedy: rebuild, cause });
  }
  // The package `bindings` lists every place it looked at.
  if (cause.message.startsWith("Could not locate the bindings file")) {
    return new InfrastructureError("node-rdkafka is installed, but not compiled", { remedy: rebuild, cause });
  }
  const [why] = cause.message.split("\n");
  return new InfrastructureError(`node-rdkafka cannot be loaded: ${why}`, { remedy: rebuild, cause });
}
