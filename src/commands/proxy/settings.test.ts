import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { complaintsOf } from "../../yaml/complaints.test-support.js";
import { readSettings } from "./settings.js";

const folder = mkdtempSync(join(tmpdir(), "chaos-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

function complaints(text: string): string[] {
  const path = join(folder, "proxy.yaml");
  writeFileSync(path, text);
  return complaintsOf(() => readSettings(path));
}

it("an empty file has nothing to complain about", () => {
  expect(complaints("")).toEqual([]);
});

it.each([
  ["clustr: {}", "1:1 unknown key clustr; did you mean cluster?"],
  [
    "consumers: {}",
    /^1:1 unknown key consumers; a settings file takes interceptors, cluster, clients, admin/,
  ],
  ["admin: { username: root }", /^1:1 password is missing in admin/],
  ["admin: { username: root, password: 3.10 }", /^1:36 password must be a text, not 3\.10/],
  ["--- 1\n--- 2", /a file holds one settings file/],
])("%j is refused with its place, in the words of a settings file", (text, complaint) => {
  const [first] = complaints(text);
  if (typeof complaint === "string") expect(first).toBe(complaint);
  else expect(first).toMatch(complaint);
});
