import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWord } from "./shell-word.js";

test("a plain path is left as it is", () => {
  expect(shellWord("runs/20261121T063203Z-acks1")).toBe("runs/20261121T063203Z-acks1");
});

test.each(["", "two words", "it's", '$HOME `id` \\ "q"', "漢字 #1", "a\nb", "~/x", "*"])(
  "a shell reads %j back as one word",
  (text) => {
    const said = execFileSync("/bin/sh", ["-c", `printf '%s' ${shellWord(text)}`], { encoding: "utf8" });
    expect(said).toBe(text);
  },
);
