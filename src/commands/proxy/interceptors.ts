/** `chaos proxy interceptors`: what there is, with the keys of each and an example. */
import { stringify } from "yaml";
import { interceptors } from "../../proxy/interceptors/index.js";
import type { Form } from "../../proxy/interceptors/interceptor.js";
import { padEnd, width, wrap } from "../../report/text.js";
import { jsonSchemaOf } from "../../yaml/outline.js";
import { type Edge, EXIT, pageOf } from "../command.js";

export function listInterceptors(edge: Edge): number {
  const { columns, paint } = pageOf(edge.stdout);
  const say = (line = "") => edge.stdout.write(`${line}\n`);
  for (const { name, summary, forms } of interceptors) {
    say(`${paint.bold(name)}  ${summary}`);
    for (const form of forms) {
      say(`  ${paint.cyan(form.id)}`);
      const rows = keysOf(form);
      const wide = Math.max(0, ...rows.map(([key]) => width(key)));
      for (const [key, about] of rows) {
        for (const [i, line] of wrap(about, columns - wide - 6).entries()) {
          say(`    ${padEnd(i === 0 ? key : "", wide)}  ${paint.dim(line)}`);
        }
      }
      const example = stringify(form.example, { collectionStyle: "flow", lineWidth: 0 }).trim();
      say(`    ${paint.dim(`config: ${example}`)}`);
    }
    say();
  }
  say("In a scenario: faults: - at: 5s, proxy: { interceptor: leader-election, config: {…} }, for: 10s");
  return EXIT.asExpected;
}

/** Each key with what it means and, where it has one, its default. */
function keysOf({ schema }: Form<unknown>): [key: string, about: string][] {
  const { properties = {} } = jsonSchemaOf(schema);
  return Object.entries(properties).map(([key, { description = "", default: initial }]) => [
    key,
    initial === undefined ? description : `${description} (${JSON.stringify(initial)})`,
  ]);
}
