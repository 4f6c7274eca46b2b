/** The reports that can be drawn from run directories. */
import { html } from "./html.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { pretty } from "./pretty.js";
import type { Reporter } from "./reporter.js";
import { table } from "./table.js";

export const reporters: readonly Reporter[] = [pretty, table, json, html, junit, markdown];
