import { expect, test } from "vitest";
import type { Leftover } from "../engine/engine.js";
import type { Terminal } from "../report/live/view.js";
import { removeLeftovers } from "./leftovers.js";

async function removed(leftovers: readonly Leftover[]) {
  const said: string[] = [];
  const terminal = (name: string) =>
    ({ write: (text: string) => said.push(`${name}: ${text.trimEnd()}`) }) as unknown as Terminal;
  const code = await removeLeftovers(leftovers, { stdout: terminal("out"), stderr: terminal("err") });
  return { code, said };
}

const done = async () => {};
const forbidden = async () => {
  throw Object.assign(new Error("EPERM: operation not permitted"), { code: "EPERM" });
};

test("what cannot be removed is said so, does not keep the rest, and fails the command", async () => {
  expect(
    await removed([
      { description: "kafka1 of a (pid 1)", remove: done },
      { description: "kafka2 of a (pid 2)", remove: forbidden },
      { description: "the data of a", remove: done },
    ]),
  ).toEqual({
    code: 3,
    said: [
      "out: removed kafka1 of a (pid 1)",
      "err: could not remove kafka2 of a (pid 2): EPERM: operation not permitted",
      "out: removed the data of a",
    ],
  });
});

test("what is another user's is left without a try, and that is no failure", async () => {
  const remove = () => expect.unreachable("it is not this user's");
  expect(await removed([{ description: "kafka1 of b (pid 3)", isOfAnotherUser: true, remove }])).toEqual({
    code: 0,
    said: ["out: left kafka1 of b (pid 3): it belongs to another user"],
  });
});
