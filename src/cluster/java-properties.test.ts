import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { javaProperties, MalformedEscape, readJavaProperties } from "./java-properties.js";

const ODD = {
  plain: "kafka1:9092,kafka2:9092",
  empty: "",
  "a key: with =every #thing !": "1",
  accents: "/tmp/héllo, wörld",
  chinese: "漢字",
  emoji: "🦊",
  "per cent": "/a%2Fb",
  backslash: "C:\\data\\",
  quotes: "'a' \"b\"",
  ключ: "значение",
  comment: "# not a comment ! nor this",
  blanks: "  around  ",
  lines: "one\ntwo\r\nthree\tfour\f",
};

test("what is not printable ASCII is escaped, and so is what would end a key or begin an escape", () => {
  expect(javaProperties({ "a b:c=d": "é\\", "#e": 1, f: " g " })).toBe(
    "a\\ b\\:c\\=d=\\u00e9\\\\\n\\#e=1\nf=\\ g \n",
  );
});

test("text that needs no escape is written as it is", () => {
  expect(javaProperties({ listeners: "A://h:1,B://h:2", "log.retention.ms": -1, x: true })).toBe(
    "listeners=A://h:1,B://h:2\nlog.retention.ms=-1\nx=true\n",
  );
});

const read = (text: string) => readJavaProperties(text).map(({ key, value }) => [key, value]);

test("what is written is read back to the letter", () => {
  expect(Object.fromEntries(read(javaProperties(ODD)))).toEqual(ODD);
});

test.each([
  [
    "a=1\nb : 2\nc 3\nd\t=\t4\ne",
    [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
      ["d", "4"],
      ["e", ""],
    ],
  ],
  ["# no = 1\n  ! no = 2\n\n  a = 1  \n", [["a", "1  "]]],
  [
    "a = 1,\\\n    2,\\\r\n\t3\nb = 4",
    [
      ["a", "1,2,3"],
      ["b", "4"],
    ],
  ],
  ["a = 1 \\\n# 2\n", [["a", "1 # 2"]]],
  ["a\\=b = c\\u00e9\\t\\z\\\\", [["a=b", "cé\tz\\"]]],
  [
    "a==b\n=c\nd=\\",
    [
      ["a", "=b"],
      ["", "c"],
      ["d", ""],
    ],
  ],
  [
    "a=1\rb=2",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
])("%j is read as %j", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("each key and value has its place, of a value that continues its first line", () => {
  const text = "# c\n  a = 1,\\\n  2\nb";
  const parts = readJavaProperties(text).map(({ keyAt, valueAt }) => [
    text.slice(...keyAt),
    text.slice(...valueAt),
  ]);
  expect(parts).toEqual([
    ["a", "1,"],
    ["b", ""],
  ]);
});

test("an escape that Java refuses is refused, with its place", () => {
  expect(() => readJavaProperties("a=1\nb=\\u00g0")).toThrow(
    expect.objectContaining({ name: MalformedEscape.name, offset: 6 }),
  );
});

test.skipIf(!hasCompiler())("Java reads back every key and value to the letter", () => {
  const folder = mkdtempSync(join(tmpdir(), "chaos-test-"));
  try {
    writeFileSync(join(folder, "odd.properties"), javaProperties(ODD));
    // It prints the UTF-16 units, so that no encoding of a terminal is in between.
    writeFileSync(
      join(folder, "Read.java"),
      `import java.io.*; import java.util.*; import java.util.stream.*;
       public class Read {
         static String units(String text) {
           return text.chars().mapToObj(Integer::toString).collect(Collectors.joining(","));
         }
         public static void main(String[] args) throws IOException {
           Properties found = new Properties();
           try (InputStream in = new FileInputStream(args[0])) { found.load(in); }
           found.forEach((key, value) -> System.out.println(units((String) key) + "=" + units((String) value)));
         }
       }`,
    );
    const said = execFileSync("java", [join(folder, "Read.java"), join(folder, "odd.properties")], {
      encoding: "utf8",
    });
    const text = (units: string) => String.fromCharCode(...units.split(",").filter(Boolean).map(Number));
    const found = said
      .trim()
      .split("\n")
      .map((line) => line.split("=").map(text));
    expect(Object.fromEntries(found)).toEqual(ODD);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** A Java that compiles what it is given as source. */
function hasCompiler(): boolean {
  try {
    return execFileSync("java", ["--list-modules"], { encoding: "utf8" }).includes("jdk.compiler");
  } catch {
    return false;
  }
}
