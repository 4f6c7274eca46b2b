/**
 * The text of a `.properties` file, as java.util.Properties reads it: the bytes are Latin-1, a backslash begins an escape,
 * and a key ends at the first blank, `=` or `:`. Every other character than printable ASCII is written as `\uXXXX`.
 */

export function javaProperties(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${escapeKey(key)}=${escapeValue(String(value))}\n`)
    .join("");
}

function escapeKey(key: string): string {
  return escaped(key).replace(/[ =:#!]/g, "\\$&");
}

/** Blanks before a value are skipped unless they are escaped. */
function escapeValue(value: string): string {
  return escaped(value).replace(/^ +/, (blanks) => blanks.replaceAll(" ", "\\ "));
}

function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
