import { expect, test } from "vitest";
import { ErrorCode, errorInfo } from "./errors.js";

test("a code has its name and says whether asking again may help", () => {
  expect(errorInfo(ErrorCode.NOT_LEADER_OR_FOLLOWER)).toEqual({
    code: 6,
    name: "NOT_LEADER_OR_FOLLOWER",
    retriable: true,
  });
  expect(errorInfo(-1)).toEqual({ code: -1, name: "UNKNOWN_SERVER_ERROR", retriable: false });
});

test("a code from a newer Kafka keeps its number", () => {
  expect(errorInfo(999)).toEqual({ code: 999, name: "UNKNOWN_ERROR_CODE_999", retriable: false });
});

test("no code is named twice, and none is left out", () => {
  const codes = Object.values(ErrorCode).sort((a, b) => a - b);
  expect(codes).toEqual(Array.from({ length: codes.length }, (_, i) => i - 1));
});
