import { expect, test } from "vitest";
import { advertisedAt } from "./advertise.js";

const listen = { host: "0.0.0.0", port: 6_969 };

test("a host replaces the one that is listened on", () => {
  expect(advertisedAt(-1, 6_969, listen)).toEqual({ host: "0.0.0.0", port: 6_969 });
  expect(advertisedAt(2, 6_971, listen, { host: "proxy" })).toEqual({ host: "proxy", port: 6_971 });
});

test("a port is for bootstrap, and those of brokers are as far from it as where the proxy listens", () => {
  const advertise = { host: "proxy", port: 16_969 };
  expect(advertisedAt(-1, 6_969, listen, advertise)).toEqual(advertise);
  expect(advertisedAt(2, 6_971, listen, advertise)).toEqual({ host: "proxy", port: 16_971 });
  expect(advertisedAt(0, 6_968, listen, advertise)).toEqual({ host: "proxy", port: 16_968 });
  expect(advertisedAt(2, 40_000, { host: "::", port: 0 }, advertise)).toEqual({
    host: "proxy",
    port: 40_000,
  });
});

test("a broker may have an address of its own", () => {
  const own = { host: "b1.example", port: 443 };
  const advertise = { host: "proxy", brokers: new Map([[1, own]]) };
  expect(advertisedAt(1, 6_970, listen, advertise)).toEqual(own);
  expect(advertisedAt(2, 6_971, listen, advertise)).toEqual({ host: "proxy", port: 6_971 });
});
