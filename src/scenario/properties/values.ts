/**
 * Values that a property does not take. Brokers would die of them, or read another number than was meant (librdkafka
 * reads `6s` as 6), so they are refused with the value to write instead.
 */
import { clipped, nearest, oneOf } from "../../yaml/wording.js";
import type { Section } from "./sections.js";
import type { PropertyType } from "./types.js";
import { amountIn } from "./units.js";

const BITS = { short: 16, int: 32, long: 64 } as const;
const WRITTEN_MAX = 40;

/** The sentence about a wrong value; undefined for a good one. */
export function wrongValue(
  name: string,
  type: PropertyType,
  value: string,
  section: Section,
): string | undefined {
  const wrong = (must: string, advice?: string) =>
    `${name} must be ${must}, not ${clipped(value, WRITTEN_MAX) || "an empty text"}${advice === undefined ? "" : `; ${advice}`}`;
  switch (type.type) {
    case "boolean":
      return section.booleans.test(value.trim()) ? undefined : wrong("true or false", likelyBoolean(value));
    case "short":
    case "int":
    case "long": {
      const number = wholeNumber(value);
      if (number === undefined) return wrong(`a whole number${range(type)}`, likelyNumber(name, value));
      const [min, max] = bitsOf(type.type);
      if (number < min || number > max) return wrong(`a whole number${range({ min, max, ...type })}`);
      return isWithin(Number(number), type) ? undefined : wrong(`a whole number${range(type)}`);
    }
    case "double": {
      const number = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value.trim()) ? Number(value) : undefined;
      if (number !== undefined && isWithin(number, type)) return undefined;
      return wrong(`a number${range(type)}`, likelyNumber(name, value));
    }
    case "text":
    case "list":
      return wrongWord(type, value, section, wrong);
    case "code":
      return undefined; // refused by its name
  }
}

function wrongWord(
  { type, values }: PropertyType,
  value: string,
  section: Section,
  wrong: (must: string, advice?: string) => string,
): string | undefined {
  if (values === undefined) return undefined;
  const words = type === "list" ? value.split(",").map((word) => word.trim()) : [value];
  const taken = section.ignoresCase ? values.map((one) => one.toLowerCase()) : values;
  const strange = words.find((word) => !taken.includes(section.ignoresCase ? word.toLowerCase() : word));
  if (strange === undefined || (type === "list" && value.trim() === "")) return undefined;
  const near = nearest(strange, values);
  const advice = near === undefined ? undefined : `did you mean ${near}?`;
  return wrong(
    `${oneOf(values)}${type === "list" ? ", or several of them with commas between" : ""}`,
    advice,
  );
}

/** Without zeros at the front, which librdkafka takes for the sign of an octal number. */
function wholeNumber(value: string): bigint | undefined {
  return /^[-+]?(0|[1-9]\d{0,29})$/.test(value.trim()) ? BigInt(value.trim().replace("+", "")) : undefined;
}

function bitsOf(type: keyof typeof BITS): readonly [min: bigint, max: bigint] {
  const half = 1n << BigInt(BITS[type] - 1);
  return [-half, half - 1n];
}

function isWithin(number: number, { min, max, also }: PropertyType): boolean {
  return number === also || ((min === undefined || number >= min) && (max === undefined || number <= max));
}

/** ` from 1 to 9 or -1` */
function range({ min, max, also }: { min?: number | bigint; max?: number | bigint; also?: number }): string {
  const from = min === undefined ? "" : ` from ${min}`;
  const to = max === undefined ? "" : ` ${min === undefined ? "up " : ""}to ${max}`;
  return `${from}${to}${also === undefined ? "" : ` or ${also}`}`;
}

function likelyBoolean(value: string): string | undefined {
  const lower = value.trim().toLowerCase();
  if (/^(yes|y|on|1|t|enabled?)$/.test(lower)) return "write true";
  if (/^(no|n|off|0|f|disabled?)$/.test(lower)) return "write false";
  const near = nearest(lower, ["true", "false"]);
  return near === undefined ? undefined : `write ${near}`;
}

function likelyNumber(name: string, value: string): string | undefined {
  const amount = amountIn(name, value);
  if (amount !== undefined) return `write ${amount.number} (${amount.unit})`;
  const digits = value.trim().replace(/(?<=\d)[_, ](?=\d{3}(\D|$))/g, "");
  const [, whole] = /^(-?\d+)(?:\.0+)?$/.exec(digits) ?? [];
  return whole === undefined || whole === value.trim() ? undefined : `write ${whole}`;
}
