import { createHubspotSandbox, HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { pick } from "../../../support/seeded-random.ts";
import type { CallFault, StandIn, StandInDeps } from "./stand-in.ts";

export const HUBSPOT_FAULTS: readonly CallFault[] = [
  { kind: "fail-before" },
  { kind: "fail-after" },
  { kind: "time-out" },
  { kind: "drop-answer" },
  ...[401, 423, 429, 500, 502].map((status) => ({ kind: "status", status }) as const),
];
const ACTIVITY_TYPES = ["communications", "calls", "emails", "notes"] as const;
const BODIES = ["hs_communication_body", "hs_call_body", "hs_email_text", "hs_note_body"];
/** Tells an outgoing message. */
const ARROW = /^→ /;
const WRITES = /\/batch\/(create|update|upsert|archive)$|\/gdpr-delete$/;

/** A token lasts for half an hour. */
const TOKEN_SECONDS = 1800;
/** Limits that a round meets, though some days are enough for all: by what may be used, or by what there is. */
const NARROW = { perTenSeconds: 8, oauthPerTenSeconds: 8, searchesPerSecond: 2 };
const NARROW_DAYS = [
  { dailyShare: 0.5, limits: { ...NARROW, perDay: 120 } },
  { dailyShare: 1, limits: { ...NARROW, perDay: 30 } },
];

export function createHubspotStandIn({ clock, random }: StandInDeps): StandIn {
  const accessToken = crypto.randomUUID();
  const [clientId, clientSecret] = [crypto.randomUUID(), crypto.randomUUID()];
  const hasActivityKeys = random() < 0.5;
  const isOAuth = random() < 0.5;
  const rotatesTokens = isOAuth && random() < 0.5;
  const requiresPhone = random() < 0.2;
  const day = random() < 0.5 ? (pick(random, NARROW_DAYS) ?? null) : null;
  const sandbox = createHubspotSandbox({
    clock,
    newId: () => crypto.randomUUID(),
    sleep: async () => undefined,
    serviceKeys: isOAuth ? {} : { [accessToken]: HUBSPOT_SCOPES },
    oauth: {
      clientId,
      clientSecret,
      accessTokenSeconds: TOKEN_SECONDS,
      refreshTokenSeconds: null,
      rotatesRefreshTokens: rotatesTokens,
    },
    ...(day !== null && { limits: day.limits }),
    ...(requiresPhone && { requiredProperties: { contacts: ["phone"] } }),
    uniquePropertyTypes: hasActivityKeys ? ["contacts", ...ACTIVITY_TYPES] : ["contacts"],
    refusesWholeBatches: random() < 0.3,
    emailConflict: pick(random, ["existing-id", "already-exists", "unique-value"]) ?? "existing-id",
    searchLagMs: random() < 0.5 ? 30_000 : 0,
  });
  const living = (type: Parameters<typeof sandbox.records>[0]) =>
    sandbox.records(type).filter(({ archived }) => !archived);
  return {
    system: "hubspot",
    variables: {
      HUBSPOT_API_URL: "https://hubspot.test",
      HUBSPOT_CLIENT_ID: clientId,
      HUBSPOT_CLIENT_SECRET: clientSecret,
    },
    giveCredentials() {
      if (!isOAuth) return { accessToken };
      const granted = sandbox.grant(HUBSPOT_SCOPES);
      const expiresAt = new Date(clock().getTime() + granted.expiresInSeconds * 1000).toISOString();
      return { accessToken: granted.accessToken, refreshToken: granted.refreshToken, expiresAt };
    },
    rotatesTokens,
    sizes: { page: 2, job: { min: 1, max: 3 } },
    requiresPhone,
    settings: {
      deletion: random() < 0.3 ? "erase" : "archive",
      fields: {},
      ...(day !== null && { dailyShare: day.dailyShare }),
    },
    hasActivityKeys,
    fetch: (request) => sandbox.fetch(request),
    faults: sandbox.faults,
    countWrites: () => sandbox.calls.filter(({ path }) => WRITES.test(path)).length,
    countLimited: () => sandbox.calls.filter(({ status, fault }) => status === 429 && fault === null).length,
    countRenewals: () => sandbox.calls.filter(({ path }) => path === "/oauth/token").length,
    listContacts: () =>
      living("contacts").map(({ id, properties }) => ({
        id,
        prospectId: properties.coccinelle_customer_id || null,
        emails: [properties.email ?? "", ...(properties.hs_additional_emails ?? "").split(";")],
        segment: properties.coccinelle_segment || null,
        tags: properties.coccinelle_tags || null,
        isMarkedOptedOut: properties.coccinelle_opted_out === "true",
      })),
    listActivities: () =>
      ACTIVITY_TYPES.flatMap(living).map(({ id, properties, associations }) => ({
        id,
        contactIds: associations.contacts ?? [],
        text: BODIES.map((name) => properties[name] ?? "")
          .join("")
          .replace(ARROW, ""),
      })),
    addContact: (email) => sandbox.add("contacts", { email, lastname: "Added" }),
    renameContact: (id) => sandbox.edit(id, { lastname: "Renamed" }),
    advanceContact: (id) => sandbox.edit(id, { lifecyclestage: "evangelist" }),
    optOutContact: (id) => sandbox.edit(id, { hs_email_optout: "true" }),
    removeContact: (id) => sandbox.remove(id),
    mergeContacts: (primaryId, secondaryId) => sandbox.merge(primaryId, secondaryId),
    removeActivity: (id) => sandbox.remove(id),
  };
}
