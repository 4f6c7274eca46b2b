/**
 * The arrows of CONTRIBUTING.md: which room may import which. A room that is not in that table may import no other, and
 * no other may import it. Tests, and what is there for tests, are free. So are the files beside the rooms that import no
 * room themselves.
 */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { globSync } from "tinyglobby";
import { expect, it } from "vitest";

const [, table = ""] =
  /<!-- arrows -->\n+((?: {4}.*\n)+)/.exec(readFileSync("CONTRIBUTING.md", "utf8")) ?? [];
const allowed = new Map(
  [...table.matchAll(/^ {4}(\S+) +→ (.*)$/gm)].map(([, room, rooms]) => [room!, rooms!.split(", ")]),
);

const sources = globSync("src/**/*.ts").filter(
  (path) => !/\.test\.ts$|\.test-support\.ts$|\/testing\//.test(path),
);
const imports = sources.flatMap((path) =>
  [...readFileSync(path, "utf8").matchAll(/(?:\bfrom|\bimport\() ?"(\.[^"]+)\.js"/g)].map(([, to]) => ({
    from: path,
    to: normalize(join(dirname(path), `${to}.ts`)),
  })),
);

const roomOf = (path: string): string => path.split("/")[1]!;
/** A file beside the rooms that imports no room: errors, waiting, random numbers. */
const isBase = (path: string): boolean =>
  path.split("/").length === 2 && !imports.some(({ from, to }) => from === path && to.split("/").length > 2);

it("every import follows an arrow", () => {
  const astray = imports.filter(
    ({ from, to }) =>
      roomOf(from) !== roomOf(to) &&
      !isBase(to) &&
      !allowed.get(roomOf(from))?.some((room) => to.startsWith(`src/${room}/`) || to === `src/${room}`),
  );
  expect(astray).toEqual([]);
});

it("every arrow is needed", () => {
  const unused = [...allowed].flatMap(([room, others]) =>
    others
      .filter(
        (other) =>
          !imports.some(
            ({ from, to }) =>
              roomOf(from) === room && (to.startsWith(`src/${other}/`) || to === `src/${other}`),
          ),
      )
      .map((other) => `${room} → ${other}`),
  );
  expect(unused).toEqual([]);
});

it("the arrows of rooms make no circle", () => {
  const rooms = [...allowed.keys()].filter((room) => !room.endsWith(".ts"));
  const reach = (room: string, seen = new Set<string>()): Set<string> => {
    for (const other of allowed.get(room) ?? []) {
      const next = other.split("/")[0]!;
      if (next.endsWith(".ts") || seen.has(next)) continue;
      seen.add(next);
      reach(next, seen);
    }
    return seen;
  };
  expect(rooms.filter((room) => reach(room).has(room))).toEqual([]);
});
