import { describe, expect, test } from "vitest";

// By its URL, because the generator has no declarations.
const { mergeDefinitions } = await import(new URL("./merge.mjs", import.meta.url).href);

const field = (name: string, versions: [number, number], more: object = {}) => ({
  ...{ name, type: "string", about: "", versions, nullable: null, tag: null, tagged: null, flexible: true },
  ...{ ignorable: false, mapKey: false, entityType: null, default: undefined, fields: null },
  ...more,
});

const request = (versions: [number, number], fields: object[], more: object = {}) => ({
  ...{ name: "ARequest", kind: "request", apiKey: 1, versions, flexible: null, deprecated: null },
  ...{ latestVersionUnstable: false, listeners: [], fields },
  ...more,
});

const merged = (newer: object[], older: object[]): object[] => mergeDefinitions(newer, older);

describe("the definitions of two versions of Kafka", () => {
  test("have the versions that the newer one has removed, with their fields in their places", () => {
    const newer = request([3, 5], [field("a", [3, 5]), field("c", [4, 5])], { flexible: [5, 5] });
    const older = request([0, 4], [field("a", [0, 4]), field("b", [0, 1]), field("c", [4, 4])]);
    expect(merged([newer], [older])).toMatchObject([
      {
        versions: [0, 5],
        flexible: [5, 5],
        fields: [
          { name: "a", versions: [0, 5] },
          { name: "b", versions: [0, 1] },
          { name: "c", versions: [4, 5] },
        ],
      },
    ]);
  });

  test("have no field of the older one's in a version that both have", () => {
    const newer = request([0, 2], [field("renamed", [1, 2])]);
    const older = request([0, 1], [field("name", [1, 1])]);
    expect(merged([newer], [older])).toEqual([newer]);
  });

  test("have no version that was unstable, and no message whose key another has now", () => {
    const newer = request([1, 2], []);
    const older = request([0, 0], [], { latestVersionUnstable: true });
    const former = request([0, 0], [], { name: "FormerRequest" });
    expect(merged([newer], [older, former])).toEqual([newer]);
  });

  test("have messages that the newer one has removed", () => {
    const gone = request([0, 3], [field("a", [0, 3])], { name: "GoneRequest", apiKey: 7 });
    expect(merged([request([0, 0], [])], [gone])).toContainEqual(gone);
  });

  test("are refused when a field changed its type, or versions are missing between them", () => {
    const newer = request([3, 5], [field("a", [3, 5])]);
    const number = request([0, 4], [field("a", [0, 4], { type: "int32" })]);
    expect(() => merged([newer], [number])).toThrow("ARequest.a has another type");
    expect(() => merged([newer], [request([0, 1], [])])).toThrow("ARequest has a gap");
  });
});
