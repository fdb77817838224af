import { expect, it } from "vitest";
import {
  beginAuthorization,
  isReturnOf,
  toGrant,
  toRedirectUri,
} from "../../../../workers/sync/src/oauth/authorization-attempt.ts";
import { vault } from "../worlds/vault.ts";

const NOW_MS = Date.parse("2026-11-22T10:00:00.000Z");
const MINUTE_MS = 60_000;
const ref = { tenantId: "tenant", integrationId: "integration" };
const redirectUri = "https://crm.example.com/oauth/hubspot/callback";

it("an attempt is made of the time and the random bytes that it is given, and its verifier opens again", async () => {
  let byte = 0;
  const randomBytes = (length: number) => new Uint8Array(length).fill(++byte);
  const deps = { ref, vault, clock: () => new Date(NOW_MS), randomBytes };
  const { attempt, request } = await beginAuthorization(deps, redirectUri);
  const state = `integration.${Buffer.from(new Uint8Array(32).fill(1)).toString("base64url")}`;
  expect(attempt).toMatchObject({ state, redirectUri, expiresAtMs: NOW_MS + 10 * MINUTE_MS });
  expect(request).toMatchObject({ state, redirectUri });
  expect(await toGrant({ ref, vault }, attempt, "code")).toEqual({
    code: "code",
    redirectUri,
    codeVerifier: Buffer.from(new Uint8Array(32).fill(2)).toString("base64url"),
  });
});

it.each([
  ["with its state and in its time is its return", "state", 9 * MINUTE_MS, true],
  ["with another state is not", "another state", 0, false],
  ["with its state at the end of its time is not", "state", 10 * MINUTE_MS, false],
])("a person who is back %s", (_title, state, afterMs, expected) => {
  const attempt = { state: "state", sealedVerifier: "", redirectUri, expiresAtMs: NOW_MS + 10 * MINUTE_MS };
  expect(isReturnOf(attempt, state, new Date(NOW_MS + afterMs))).toBe(expected);
});

it.each([
  ["the public origin", "https://crm.example.com", redirectUri],
  [
    "the request's own origin where there is no public one",
    "",
    "http://127.0.0.1:8787/oauth/hubspot/callback",
  ],
])("a CRM sends people back to %s", (_title, publicBaseUrl, expected) => {
  expect(toRedirectUri(publicBaseUrl, "http://127.0.0.1:8787", "hubspot")).toBe(expected);
});

it("a public origin that is no URL is refused by its variable's name", () => {
  expect(() => toRedirectUri("crm.example.com", "http://127.0.0.1:8787", "hubspot")).toThrow(
    "PUBLIC_BASE_URL",
  );
});
