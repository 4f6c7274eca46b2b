import { expect, it } from "vitest";
import { Deaths } from "./deaths.js";

it("a death breaks the cluster at once, and is described when its log was read", async () => {
  const deaths = new Deaths();
  let read = (_: string) => {};
  const told: string[] = [];
  deaths.announce(
    "kafka1",
    () => new Promise((resolve) => (read = resolve)),
    (detail) => told.push(detail),
  );
  expect(deaths.broken.aborted).toBe(true);
  expect(deaths.all.map(({ node }) => node)).toEqual(["kafka1"]);
  expect(deaths.broken.reason.message).toBe("kafka1 died by itself");
  expect(told).toEqual([]);

  read("exit code 1; last lines of its log: no heap");
  await deaths.described();
  expect(deaths.broken.reason.message).toBe(
    "kafka1 died by itself: exit code 1; last lines of its log: no heap",
  );
  expect(await deaths.all[0]!.detail).toBe("exit code 1; last lines of its log: no heap");
  expect(told).toHaveLength(1);
});

it("a death whose log cannot be read is a death all the same", async () => {
  const deaths = new Deaths();
  deaths.announce(
    "kafka1",
    () => Promise.reject(new Error("EACCES")),
    () => {},
  );
  await deaths.described();
  expect(deaths.broken.reason.message).toBe("kafka1 died by itself: its log cannot be read: EACCES");
});
