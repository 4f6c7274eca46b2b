/** `chaos doctor`: what is missing on this machine, and the command that mends it. */
import type { Finding } from "../engine/engine.js";
import { finding } from "../engine/finding.js";
import { type DefineCommand, type Edge, EXIT, paintOf } from "./command.js";
import { engines } from "./engines.js";

export const defineDoctor: DefineCommand = (command, edge, exit) => {
  command.action(() => exit(doctor(edge)));
};

async function doctor(edge: Edge): Promise<number> {
  const paint = paintOf(edge.stdout);
  const markOf = ({ ok, isSlowAtFirst, isOptional }: Finding) => {
    if (ok ? isSlowAtFirst : isOptional) return paint.yellow("–");
    return ok ? paint.green("✓") : paint.red("✗");
  };
  const show = (finding: Finding) => {
    const { what, detail, fix } = finding;
    edge.stdout.write(`  ${markOf(finding)} ${what}: ${detail}\n`);
    if (fix !== undefined) edge.stdout.write(`      ${paint.dim("try")} ${fix}\n`);
  };
  edge.stdout.write(`${paint.bold("chaos")} ${edge.version}\n`);
  show({ what: "Node.js", ok: true, detail: process.versions.node });
  const client = await finding("node-rdkafka", librdkafka);
  show(client);
  let usable = 0;
  for (const engine of engines(edge.env)) {
    edge.stdout.write(`${paint.bold(`${engine.name} engine`)}\n`);
    const findings = await engine.examine({ thoroughly: true });
    findings.forEach(show);
    if (findings.every(({ ok, isOptional }) => ok || isOptional)) usable++;
  }
  return client.ok && usable > 0 ? EXIT.asExpected : EXIT.infrastructure;
}

async function librdkafka(): Promise<Pick<Finding, "detail">> {
  const { rdkafka } = await import("../workload/rdkafka.js");
  return { detail: `librdkafka ${rdkafka.librdkafkaVersion}` };
}
