import { expect, it } from "vitest";
import { resetIn } from "./member.js";

it("knows where librdkafka reads on when it has no valid position", () => {
  const line = (to: string) =>
    `[thrd:main]: orders [3]: offset reset (at offset 5600 (leader epoch 2), broker 1) to ${to}: fetch failed: Broker: Offset out of range`;
  expect(resetIn(line("offset BEGINNING (leader epoch -1)"))).toEqual({
    ...{ topic: "orders", partition: 3, offset: null, to: "beginning" },
  });
  expect(resetIn(line("offset END (leader epoch -1)"))).toMatchObject({ to: "end" });
  expect(resetIn(line("cached BEGINNING offset 12 (leader epoch 4)"))).toMatchObject({ offset: 12 });
  expect(resetIn("[thrd:main]: orders [3]: something else")).toBeNull();
});
