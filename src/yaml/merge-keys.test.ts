import { describe, expect, it } from "vitest";
import type { InputError } from "./diagnostics.js";
import { readYaml } from "./document.js";

const dataOf = (text: string) => readYaml({ label: "mine.yaml", text, kind: "file" }, { noun: "scenario" });

function problemOf(text: string): string {
  try {
    dataOf(text);
  } catch (error) {
    return (error as InputError).message;
  }
  throw new Error("nothing is wrong with it");
}

describe("merge keys", () => {
  it("bring the keys of a mapping, and the mapping's own keys win wherever they are", () => {
    const text = "a: &a { x: 1, y: 2 }\nb: { x: 9, <<: *a }\nc: { <<: *a, x: 9 }\n";
    expect(dataOf(text).data).toEqual({
      a: { x: 1, y: 2 },
      b: { x: 9, y: 2 },
      c: { x: 9, y: 2 },
    });
  });

  it("may be several: the first wins", () => {
    const text = "a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b] }\n";
    expect(dataOf(text).data).toMatchObject({ c: { x: 1, y: 1, z: 2 } });
  });

  it("bring what a merged mapping merged itself, also through an alias of the whole", () => {
    const text = "a: &a { x: 1 }\nb: &b { <<: *a, y: 2 }\nc: { <<: *b, z: 3 }\nd: *b\n";
    expect(dataOf(text).data).toMatchObject({ c: { x: 1, y: 2, z: 3 }, d: { x: 1, y: 2 } });
  });

  it("see the anchor that is nearest before them", () => {
    const text = "a: &a { x: 1 }\nb: { <<: *a }\nc: &a { x: 2 }\nd: { <<: *a }\n";
    expect(dataOf(text).data).toMatchObject({ b: { x: 1 }, d: { x: 2 } });
  });

  it("are no merge keys in quotes", () => {
    expect(dataOf('a: &a { x: 1 }\nb: { "<<": *a }\n').data).toMatchObject({ b: { "<<": { x: 1 } } });
  });

  it("know the place of each value, which is where it is written", () => {
    const { places } = dataOf("a: &a\n  x: { deep: 1 }\nb:\n  <<: *a\n  y: 2\n");
    const { value } = places.exact(["b", "x", "deep"])!;
    expect(value).toMatchObject({ start: 19, end: 20, mergedAt: 32 });
    expect(places.exact(["b", "y"])!.value).not.toHaveProperty("mergedAt");
  });

  it.each([
    ["a: &a [1]\nb: { <<: *a }", "mine.yaml:2:10: << takes an alias of a mapping"],
    ["a: &a { x: 1 }\nb: { <<: [*a, 1] }", "mine.yaml:2:15: << takes an alias of a mapping"],
    ["a: &a { x: 1 }\nb: { <<: *a, <<: *a }", "mine.yaml:2:14: << is here twice; write <<: [*a, *b]"],
    ["b: &b { <<: *b }", "mine.yaml:1:13: there is no anchor &b before this alias"],
  ])("%j is refused", (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it("that merge the same again and again are refused within a moment", () => {
    const lines = ["a0: &a0 { x: 1, y: 2 }"];
    for (let i = 1; i < 70; i++)
      lines.push(
        `a${i}: &a${i} { <<: [${Array(40)
          .fill(`*a${i - 1}`)
          .join(", ")}] }`,
      );
    expect(problemOf(lines.join("\n"))).toContain("aliases make this more than 5000 values");
  });
});
