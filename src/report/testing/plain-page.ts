/** A page without colours. */
import { Chalk } from "chalk";
import type { Page } from "../text.js";

export function plainPage(columns = 100): Page {
  return { columns, paint: new Chalk({ level: 0 }) };
}
