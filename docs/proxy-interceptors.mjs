/**
 * The table of docs/proxy.md that comes from code, between `<!-- interceptors -->` and `<!-- end of interceptors -->`.
 *
 * `node docs/proxy-interceptors.mjs` rewrites it; `--check` exits 1 when the page says something else. Needs
 * `npm run build`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { interceptors } from "../dist/proxy/interceptors/index.js";
import { jsonSchemaOf } from "../dist/yaml/outline.js";

const page = new URL("./proxy.md", import.meta.url);
const [begin, end] = ["<!-- interceptors -->\n", "<!-- end of interceptors -->"];

const table = [
  "| interceptor | its names | keys, with their defaults. **Bold**: required |",
  "|---|---|---|",
  ...interceptors.flatMap(({ name, summary, forms }) =>
    forms.map((form, i) => {
      const first = i === 0 ? `**${name}**: ${summary[0].toLowerCase()}${summary.slice(1)}` : "";
      return `| ${first} | \`${form.id}\` | ${keysOf(form)} |`;
    }),
  ),
];

function keysOf({ schema }) {
  const { properties = {}, required = [] } = jsonSchemaOf(schema);
  return Object.entries(properties)
    .map(([key, { default: initial }]) => {
      if (required.includes(key)) return `**\`${key}\`**`;
      return initial === undefined ? `\`${key}\`` : `\`${key}\` ${JSON.stringify(initial)}`;
    })
    .join(", ");
}

const text = readFileSync(page, "utf8");
const from = text.indexOf(begin) + begin.length;
const fresh = `${text.slice(0, from)}\n${table.join("\n")}\n\n${text.slice(text.indexOf(end, from))}`;
if (!process.argv.includes("--check")) writeFileSync(page, fresh);
else if (fresh !== text) {
  console.error(
    "docs/proxy.md does not list the interceptors as they are: run `node docs/proxy-interceptors.mjs`",
  );
  process.exitCode = 1;
}
