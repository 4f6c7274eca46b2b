/** `chaos doctor`: what is missing on this machine, and the command that mends it. */
import Rdkafka from "node-rdkafka";
import type { Finding } from "../engine/engine.js";
import { type AddCommand, type Edge, EXIT, paintOf } from "./command.js";
import { engines } from "./engines.js";

export const addDoctor: AddCommand = (program, edge, exit) => {
  program
    .command("doctor")
    .summary("say what is missing on this machine")
    .action(() => exit(doctor(edge)));
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
  show({ what: "node-rdkafka", ok: true, detail: `librdkafka ${Rdkafka.librdkafkaVersion}` });
  let usable = 0;
  for (const engine of engines(edge.env)) {
    edge.stdout.write(`${paint.bold(`${engine.name} engine`)}\n`);
    const findings = await engine.examine({ thoroughly: true });
    findings.forEach(show);
    if (findings.every(({ ok, isOptional }) => ok || isOptional)) usable++;
  }
  return usable > 0 ? EXIT.asExpected : EXIT.infrastructure;
}
