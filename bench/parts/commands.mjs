/** How long short commands take, as whole processes, against a Node.js that evaluates 0. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atMost, information, times } from "../support/figure.mjs";
import { median, takeTurns } from "../support/rounds.mjs";

export const summary = "chaos --help and chaos validate, against node -e 0";

const ROUNDS = 10;
const HELP_MAX = 2;
const VALIDATE_MAX = 5;

const path = (of) => fileURLToPath(new URL(`../../${of}`, import.meta.url));
const chaos = path("bin/chaos.js");
/** Those of the folder itself: their number stays the same. */
const scenarios = readdirSync(path("scenarios"))
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => path(`scenarios/${name}`));

export async function measure(progress) {
  const ms = await takeTurns(
    ROUNDS,
    {
      node: () => timed("-e", "0"),
      help: () => timed(chaos, "--help"),
      validate: () => timed(chaos, "validate", ...scenarios),
    },
    progress,
  );
  const [nodeMs, helpMs, validateMs] = [ms.node, ms.help, ms.validate].map(median);
  const milliseconds = (figure) => `${Math.round(figure)} ms`;
  return [
    atMost("chaos --help, against node -e 0", helpMs / nodeMs, HELP_MAX, times),
    atMost(
      `chaos validate of ${scenarios.length} files, against node -e 0`,
      validateMs / nodeMs,
      VALIDATE_MAX,
      times,
    ),
    information("node, --help, validate", [nodeMs, helpMs, validateMs].map(milliseconds).join(", ")),
  ];
}

/** Milliseconds until the process has ended. */
async function timed(...args) {
  const startedMs = performance.now();
  const [code] = await once(spawn(process.execPath, args, { stdio: "ignore" }), "exit");
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with exit code ${code}`);
  return performance.now() - startedMs;
}
